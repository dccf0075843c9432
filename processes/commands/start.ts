import type { Config } from '../config.ts'
import { startEverything, type Everything } from '../everything.ts'
import { stopTimes } from '../stop-times.ts'
import { runUntilStopped } from './run-until-stopped.ts'

/** Everything in one process. */
export const startCommand = (config: Config, print: (line: string) => void): Promise<void> =>
  runUntilStopped(() => startEverything(config), welcome, print, stopTimes(config))

/** In one piece, so that who waits for the address finds the password below it. */
const welcome = ({ url, firstSignIn }: Everything): string =>
  [
    '',
    `  Millrace is running at ${url}`,
    '',
    ...(firstSignIn
      ? [
          `    user name  ${firstSignIn.username}`,
          `    password   ${firstSignIn.password}`,
          '',
          '  Sign in, and drop a pain.001 file on the page. Shown until the first sign-in; Ctrl-C stops.',
          '',
        ]
      : []),
  ].join('\n')
