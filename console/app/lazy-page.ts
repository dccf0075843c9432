import { lazyRouteComponent } from '@tanstack/react-router'
import { unreachable } from '../api/problem.ts'

/**
 * A page that is fetched when it is first gone to. Where it is not there, the router loads the whole console anew, which
 * is right after a new release; while nobody answers that would leave the browser's own error in the place of all that
 * is on the screen, so it is a problem of this page alone.
 */
export const lazyPage: typeof lazyRouteComponent = (importer, exportName) =>
  lazyRouteComponent(
    async () =>
      importer().catch(async (error: unknown) => {
        throw (await isReachable()) ? error : unreachable()
      }),
    exportName,
  )

const isReachable = async (): Promise<boolean> =>
  fetch('/health', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )
