import { useMay } from '../access/use-session.ts'

/** Roles that may open accounts and post transactions. */
export const useKeeper = (): boolean => useMay('operator', 'administrator')
