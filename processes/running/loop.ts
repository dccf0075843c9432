/**
 * `more`: go on at once; `taken`: so many were taken together, go on at a pace that fits; `idle`: wait for a wake
 * or the next poll; a number: idle, but no longer than so many milliseconds; `over`: never again.
 */
export type LoopResult = 'more' | { readonly taken: number } | 'idle' | 'over' | number

export interface LoopOptions {
  readonly step: () => Promise<LoopResult>
  /** Subscribes to what is worth a look; returns a way to stop. */
  readonly wakeOn?: (wake: () => void) => () => void
  /** The safety net: how often to look without being woken. */
  readonly pollMs?: number
  /** At least so long between two beginnings unless there is `more`, so that what trickles in is taken together. */
  readonly paceMs?: number
  /** The pace at most, while much is taken at each step. Left out: always `paceMs`. */
  readonly paceMsMax?: number
  /** Told of every failure; the step is tried again, later and later. */
  readonly onFailure?: (error: unknown) => void
}

export interface Loop {
  /** Looks now instead of at the next poll. */
  wake(): void
  /** Resolves when the step that is under way has ended. */
  stop(): Promise<void>
}

const backOffMs = { first: 50, max: 5_000 }

/** How long to wait before attempt `failures` + 1: doubling, with a part by chance so that processes spread. */
export const backOff = (failures: number): number =>
  Math.min(backOffMs.max, backOffMs.first * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)

/** A step costs about as much for one as for twenty: a busy loop waits longer, so that its steps grow instead. */
const paceMsPerTaken = 2

/** At least so many milliseconds between two beginnings. */
export const paceAfter = (result: LoopResult, paceMs: number, paceMsMax: number): number =>
  typeof result === 'object'
    ? Math.min(Math.max(paceMs, result.taken * paceMsPerTaken), Math.max(paceMs, paceMsMax))
    : paceMs

/** Repeats a step until it is stopped. One step at a time; a wake during a step is not lost. */
export const startLoop = (options: LoopOptions): Loop => {
  const { step, wakeOn, pollMs = 500, paceMs = 0, paceMsMax = paceMs, onFailure } = options
  let stopped = false
  let woken = false
  let failures = 0
  let interrupt: (() => void) | undefined

  const wake = () => {
    woken = true
    interrupt?.()
  }
  const rest = (ms: number, wakeable: boolean) =>
    new Promise<void>((resolve) => {
      if (stopped || ms <= 0 || (wakeable && woken)) return resolve()
      const done = () => {
        clearTimeout(timer)
        interrupt = undefined
        resolve()
      }
      const timer = setTimeout(done, ms)
      interrupt = () => (wakeable || stopped) && done()
    })
  const attempt = async (): Promise<LoopResult> => {
    try {
      const result = await step()
      failures = 0
      return result
    } catch (error) {
      failures++
      if (!stopped) onFailure?.(error)
      await rest(backOff(failures), false)
      return 'more'
    }
  }
  const run = async () => {
    while (!stopped) {
      woken = false
      const begun = performance.now()
      const result = await attempt()
      if (result === 'over') return
      if (result === 'more') continue
      if (result === 'idle') await rest(pollMs, true)
      else if (typeof result === 'number') await rest(Math.min(result, pollMs), true)
      await rest(paceAfter(result, paceMs, paceMsMax) - (performance.now() - begun), false)
    }
  }

  const unsubscribe = wakeOn?.(wake)
  const running = run()
  return {
    wake,
    stop: async () => {
      stopped = true
      unsubscribe?.()
      interrupt?.()
      await running
    },
  }
}
