import { startGateway } from '../apart/gateway.ts'
import { startRelay } from '../apart/relay.ts'
import type { RunningApart } from '../apart/running.ts'
import { startWorker } from '../apart/worker.ts'
import { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { stopTimes } from '../stop-times.ts'
import { runUntilStopped } from './run-until-stopped.ts'

type Print = (line: string) => void

/** One of the processes that take the place of `start` together. */
export const gatewayCommand = (config: Config, print: Print): Promise<void> =>
  run('gateway', config, (closing) => startGateway(config, closing), print)

export const workerCommand = (
  config: Config,
  contexts: readonly string[],
  print: Print,
): Promise<void> =>
  run(
    `worker for ${contexts.join(', ')}`,
    config,
    (closing) => startWorker(config, contexts, closing),
    print,
  )

export const relayCommand = (
  config: Config,
  contexts: readonly string[],
  print: Print,
): Promise<void> =>
  run(
    `relay for ${contexts.join(', ')}`,
    config,
    (closing) => startRelay(config, contexts, closing),
    print,
  )

const run = (
  what: string,
  config: Config,
  start: (closing: Closing) => Promise<RunningApart>,
  print: Print,
) =>
  runUntilStopped(
    async () => {
      const closing = new Closing()
      try {
        return await start(closing)
      } catch (error) {
        await closing.run()
        throw error
      }
    },
    (running) => welcome(what, running),
    print,
    stopTimes(config),
  )

/** In one piece, so that who waits for the address finds the password below it. */
const welcome = (what: string, { url, firstSignIn }: RunningApart): string =>
  [
    `Millrace ${what} listens at ${url}`,
    ...(firstSignIn
      ? [
          `    user name  ${firstSignIn.username}`,
          `    password   ${firstSignIn.password}`,
          '  Sign in at a gateway. Shown until the first sign-in.',
        ]
      : []),
  ].join('\n')
