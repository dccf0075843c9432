import { networkInterfaces } from 'node:os'
import { describe, it } from 'vitest'
import type { TestFunction, TestOptions } from 'vitest'

type DeclareTest = (title: string, test: TestFunction, timeoutMs?: number) => void
type DeclareSuite = (title: string, ...rest: [() => void] | [TestOptions, () => void]) => void

/**
 * A test that needs something which not every machine has:
 * `itWhen(isRoot, 'needs root')('is refused', () => ...)`. Elsewhere it is skipped, and the reason
 * is printed at the end of the run.
 */
export function itWhen(isPossible: boolean, reason: string): DeclareTest {
  return (title, test, timeoutMs) =>
    isPossible ? it(title, test, timeoutMs) : it(title, ({ skip }) => skip(reason))
}

/** A suite of such tests; elsewhere a single skipped test stands for it, and its hooks never run. */
export function describeWhen(isPossible: boolean, reason: string): DeclareSuite {
  return (title, ...rest) => {
    if (!isPossible) describe(title, () => it('all of it', ({ skip }) => skip(reason)))
    else if (rest.length === 1) describe(title, rest[0])
    else describe(title, rest[0], rest[1])
  }
}

/** Whether this machine can talk to itself over IPv6. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
)
