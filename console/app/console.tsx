import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, useEffect, useState, type ReactElement } from 'react'
import { onSessionEnded } from '../api/client.ts'
import { sessionQuery } from '../features/access/session.ts'
import { createQueryClient } from './query-client.ts'
import { createConsoleRouter } from './router.tsx'
import { cssVariables, theme } from './theme.ts'

/** The whole console. */
export const Console = (): ReactElement => {
  const [queryClient] = useState(createQueryClient)
  const [router] = useState(() => createConsoleRouter(queryClient))
  useEffect(
    () =>
      onSessionEnded(() => {
        queryClient.setQueryData(sessionQuery.queryKey, null)
        void router.invalidate()
      }),
    [queryClient, router],
  )
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="bottom-right" autoClose={5_000} />
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  )
}
