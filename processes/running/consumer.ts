import type { Lease, Ownership } from '../../kernel/ownership.ts'
import { type LoopResult, startLoop } from './loop.ts'

/** How a piece of background work is doing. */
export interface ConsumerStatus {
  readonly name: string
  /**
   * `standby`: another process does it; `retrying`: what it needs is out of reach, or refuses;
   * `stopped`: its own code fails, and somebody has to look.
   */
  readonly state: 'starting' | 'running' | 'standby' | 'retrying' | 'stopped'
  readonly reason?: string
}

export interface ConsumerOptions {
  /** Over all processes; see Ownership. */
  readonly name: string
  readonly ownership: Ownership
  /** Called whenever this process has come to own the work, before the first step. */
  readonly begin?: () => Promise<void>
  readonly step: () => Promise<LoopResult>
  /** Called instead of a step while another process owns the work. */
  readonly watch?: () => Promise<void>
  /** Called when the work is to stop: ends waiting that would take long. */
  readonly interrupt?: () => void
  /** Called once the last step has ended, before the work is given away. */
  readonly end?: () => Promise<void>
  readonly wakeOn?: (wake: () => void) => () => void
  readonly pollMs?: number
  readonly paceMs?: number
  readonly paceMsMax?: number
  readonly onStatus?: (status: ConsumerStatus) => void
}

export interface Consumer {
  readonly name: string
  status(): ConsumerStatus
  wake(): void
  /** Ends what is under way and gives the work to whoever wants it next. */
  stop(): Promise<void>
}

/** The work can never go on: a mistake in code, not in the surroundings. */
export class Stuck extends Error {}

/** A part of the work needs other code, and the rest was done: goes on later and later, and whoever has it may take over. */
export class StuckInPart extends Error {}

/** Runs a piece of work in a loop, in one process at a time. */
export const startConsumer = (options: ConsumerOptions): Consumer => {
  const { name, ownership, begin, step, watch, interrupt, end, onStatus } = options
  let lease: Lease | undefined
  let status: ConsumerStatus = { name, state: 'starting' }

  const become = (state: ConsumerStatus['state'], reason?: string) => {
    if (status.state === state && status.reason === reason) return
    status = { name, state, ...(reason === undefined ? {} : { reason }) }
    onStatus?.(status)
  }
  const acquire = async (): Promise<boolean> => {
    if (lease?.held()) return true
    lease = await ownership.tryAcquire(name)
    if (!lease) return false
    try {
      await begin?.()
    } catch (error) {
      await giveUp()
      throw error
    }
    return true
  }
  const giveUp = async () => {
    // The connection that it hangs on may be gone, and the ownership with it.
    await lease?.release().catch(() => undefined)
    lease = undefined
  }
  const attempt = async (): Promise<LoopResult> => {
    if (!(await acquire())) {
      become('standby')
      await watch?.()
      return 'idle'
    }
    try {
      const result = await step()
      become('running')
      return result
    } catch (error) {
      const isStuck = error instanceof Stuck
      // A process with newer code may get past it.
      if (isStuck || error instanceof StuckInPart) await giveUp()
      if (!isStuck) throw error
      become('stopped', error.message)
      return 'over'
    }
  }

  const loop = startLoop({
    ...options,
    step: attempt,
    onFailure: (error) =>
      become('retrying', error instanceof Error ? error.message : String(error)),
  })
  return {
    name,
    status: () => status,
    wake: () => loop.wake(),
    stop: async () => {
      interrupt?.()
      await loop.stop()
      await end?.()
      await giveUp()
    },
  }
}
