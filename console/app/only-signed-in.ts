import type { QueryClient } from '@tanstack/react-query'
import { redirect } from '@tanstack/react-router'
import { knownSession } from '../features/access/session.ts'

/** Leads whoever is not signed in to where that can be done, and back afterwards. */
export const onlySignedIn = async (
  queryClient: QueryClient,
  location: { readonly href: string; readonly pathname: string },
): Promise<void> => {
  const session = await knownSession(queryClient)
  if (!session) redirect({ throw: true, to: '/sign-in', search: { to: location.href } })
  // The API answers nothing else before a second factor is there.
  if (session?.mustEnrol && location.pathname !== '/security')
    redirect({ throw: true, to: '/security' })
}
