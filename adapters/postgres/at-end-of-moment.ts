/**
 * Runs once for all calls of one moment, behind the last of them: a page of messages, or the answers to a batch, are
 * many commands at once. Called among promises it runs when all of them have, and before the next request is read.
 */
export const atEndOfMoment = (run: () => void): (() => void) => {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    process.nextTick(() => {
      isDue = false
      run()
    })
  }
}
