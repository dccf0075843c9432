import { QueryClient } from '@tanstack/react-query'
import { delayBeforeMs, shouldTryAgain } from '../api/action.ts'
import { forgetForOthers } from '../features/access/session.ts'

/** Keeps what was read, and reads again what failed for a moment. */
export const createQueryClient = (): QueryClient => {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        retry: shouldTryAgain,
        retryDelay: delayBeforeMs,
        staleTime: 5_000,
        // A console on a machine without a way to the internet still reaches its own server.
        networkMode: 'always',
      },
    },
  })
  forgetForOthers(client)
  return client
}
