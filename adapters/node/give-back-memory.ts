import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What is seen of a process at one look. */
export interface Look {
  /** By any clock that only goes forward. */
  readonly atMs: number
  /** Used so far, by all threads. */
  readonly processorMs: number
  readonly residentBytes: number
}

/** Less than this share of one core: nothing but looking whether there is something to do. */
const restingShare = 0.1
const restingLooks = 2
/** So little is not worth a pause. */
const growthBytes = 16 << 20

/** Says of each look whether now is the time: the process rests, for the first time or grown since it last did. */
export const restAfterGrowth = (): ((look: Look) => boolean) => {
  let before: Look | undefined
  let resting = 0
  let floor = 0
  return (look) => {
    const elapsed = before ? look.atMs - before.atMs : 0
    const share = before && elapsed > 0 ? (look.processorMs - before.processorMs) / elapsed : 1
    before = look
    // What was collected is given back by and by: where that has come to is known at the next look.
    floor = Math.min(floor, look.residentBytes)
    resting = share < restingShare ? resting + 1 : 0
    if (resting < restingLooks || look.residentBytes < floor + growthBytes) return false
    floor = Infinity
    resting = 0
    return true
  }
}

/** More than this would stop the process for too long, even one that rests. */
const heapBytesMax = 400 << 20
const lookEveryMs = 5_000

/**
 * What a busy time leaves is collected when it is over. V8 collects when something is allocated, so a process that rests
 * keeps what it no longer needs until it is busy again; and its young memory keeps the size that it had. Returns a way to stop.
 */
export const giveBackMemory = (): (() => void) => {
  const isDue = restAfterGrowth()
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage()
    const { rss: residentBytes, heapUsed } = process.memoryUsage()
    const look = { atMs: performance.now(), processorMs: (user + system) / 1_000, residentBytes }
    if (isDue(look) && heapUsed < heapBytesMax) collect()
  }, lookEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** The collection that also gives back pages, which is the one that V8 makes before it would run out of memory. */
const collect = (): void => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as Collect
  setFlagsFromString('--no-expose-gc')
  gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
