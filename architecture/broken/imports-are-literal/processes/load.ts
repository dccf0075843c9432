export const load = (name: string): Promise<unknown> => import(`../contexts/${name}/context.ts`)
