import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultScript, OutageKind } from '../../adapters/rails/simulated/faults.ts'

export interface Outages {
  /** Whether the rail answers 503 at this moment. */
  unavailable(): boolean
  begin(kind: OutageKind, forMs: number): void
  /** Windows of the script, counted from now; those of an earlier script that have not begun are dropped. */
  schedule(windows: FaultScript['outages']): void
  close(): void
}

/** Times at which the rail is away, in one of two ways: it says so, or nobody listens. */
export const outagesOf = (server: Server): Outages => {
  let unavailableUntilMs = 0
  let refusedUntilMs = 0
  let reopening: NodeJS.Timeout | undefined
  let windows: NodeJS.Timeout[] = []

  const refuse = (forMs: number): void => {
    refusedUntilMs = Math.max(refusedUntilMs, Date.now() + forMs)
    if (reopening === undefined) {
      const { port, address } = server.address() as AddressInfo
      const reopen = () => {
        const leftMs = refusedUntilMs - Date.now()
        if (leftMs > 0) {
          reopening = setTimeout(reopen, leftMs)
          return
        }
        reopening = undefined
        server.listen(port, address)
      }
      reopening = setTimeout(reopen, forMs)
      server.close()
      // What is under way breaks off, as it does when a machine goes away.
      server.closeAllConnections()
    }
  }

  const begin = (kind: OutageKind, forMs: number): void => {
    if (kind === 'refused') refuse(forMs)
    else unavailableUntilMs = Math.max(unavailableUntilMs, Date.now() + forMs)
  }

  const forget = () => {
    for (const window of windows) clearTimeout(window)
    windows = []
  }

  return {
    unavailable: () => Date.now() < unavailableUntilMs,
    begin,
    schedule: (given) => {
      forget()
      windows = given.map(({ afterMs, forMs, kind }) =>
        setTimeout(() => begin(kind, forMs), afterMs),
      )
    },
    close: () => {
      forget()
      clearTimeout(reopening)
    },
  }
}
