/** The rail of installations that know only one; older commands and events name none. */
export const defaultRail = 'simulated'
