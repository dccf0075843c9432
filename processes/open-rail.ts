import { join } from 'node:path'
import { connectSimulatedRail, type SimulatedRail } from '../adapters/rails/simulated/rail.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { Databases } from './open-databases.ts'
import { runSimulatedRail, type RunningRail } from './run-simulated-rail.ts'
import type { Secrets } from './secrets.ts'

export interface OpenedRail {
  readonly rail: SimulatedRail
  readonly running?: RunningRail
}

/** The rail of the configuration, or the simulated one as a process of its own. */
export const openRail = async (
  config: Config,
  { railSecret }: Secrets,
  databases: Databases,
  closing: Closing,
  log: (line: string) => void,
): Promise<OpenedRail> => {
  const settle = { settlementMs: { minMs: config.railSettleMs, maxMs: config.railSettleMs * 2 } }
  const running = config.railUrl
    ? undefined
    : await runSimulatedRail({
        secret: railSecret,
        directory: join(databases.directory, 'rail'),
        faults: config.railFaults ?? JSON.stringify(settle),
        ...(config.tlsCertFile ? { callbackCertificateFile: config.tlsCertFile } : {}),
        log,
      })
  if (running) closing.add(() => running.stop())
  const rail = connectSimulatedRail({
    url: running?.url ?? config.railUrl ?? '',
    secret: railSecret,
  })
  closing.add(() => rail.close())
  return { rail, ...(running ? { running } : {}) }
}

/** Only now is it known where the gateway listens. */
export const tellCallbackUrl = (running: RunningRail, url: string): Promise<void> =>
  running.setCallbackUrl(`${url}/v1/rails/simulated/callbacks`)
