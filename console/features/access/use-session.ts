import { useSuspenseQuery } from '@tanstack/react-query'
import type { SignedIn } from '../../../contexts/access/contract.ts'
import type { Role } from './roles.ts'
import { sessionQuery } from './session.ts'

/** Who is signed in, on pages that only they can see. */
export const useSession = (): SignedIn => {
  const { data } = useSuspenseQuery(sessionQuery)
  return data ?? nobody
}

// Between the end of a session and the way to the sign-in page.
const nobody: SignedIn = { actor: '', roles: [] }

/** Whether the person may do what needs one of these roles; the server decides in any case. */
export const useMay = (...roles: readonly Role[]): boolean => {
  const session = useSession()
  return session.roles.some((role) => roles.includes(role))
}
