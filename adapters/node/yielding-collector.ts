import { readdirSync, readFileSync } from 'node:fs'
import { setPriority } from 'node:os'

const threads = '/proc/self/task'
/**
 * A third of the weight of an ordinary thread. Marking what is still needed may wait; but the shortest pauses are shared
 * with the program's own thread, which would wait for a thread that gets nothing at all.
 */
const niceness = 5

/**
 * Lets the thread that collects garbage and compiles beside the program yield to the program and the database. Where all
 * processors are busy, it took turns with them as an equal: a mark of what is in memory held up commands for half a
 * second, every few seconds. Linux tells threads apart; elsewhere nothing changes. Returns how many there were.
 */
export const letCollectorYield = (): number => {
  try {
    const workers = readdirSync(threads).filter((thread) =>
      readFileSync(`${threads}/${thread}/comm`, 'utf8').startsWith('V8Worker'),
    )
    for (const thread of workers) setPriority(Number(thread), niceness)
    return workers.length
  } catch {
    return 0
  }
}
