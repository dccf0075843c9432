/** Between two of them: what comes in a burst is one. */
const pauseMs = 200

/**
 * Does something again whenever it is asked to: at once, or, while it is being done, once more afterwards, however often
 * it was asked for meanwhile. What it begins it also ends, though it is asked for faster than it can be done.
 */
export const oneAtATime = (work: () => Promise<unknown>): (() => void) => {
  let isUnderWay = false
  let isDue = false
  const run = async (): Promise<void> => {
    isUnderWay = true
    do {
      isDue = false
      await work().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    } while (isDue)
    isUnderWay = false
  }
  return () => {
    if (isUnderWay) isDue = true
    else void run()
  }
}
