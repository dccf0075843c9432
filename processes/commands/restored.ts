import type { RestoredLog } from '../restoring/options.ts'
import { counted } from './archive-progress.ts'

interface Told {
  readonly drill: boolean
  readonly now: number
  readonly directory: string
  readonly print: (line: string) => void
}

/** Says what came back, up to where, and how old that is. */
export const printRestored = (
  restored: readonly RestoredLog[],
  { drill, now, directory, print }: Told,
): void => {
  print('Restored and verified:')
  for (const { log, topic, position, hash, epoch, saidAt, end, timers } of restored) {
    print(`  log ${log}: complete up to position ${position}, epoch ${epoch}, hash ${hash}`)
    print(
      saidAt === 0
        ? `    ${topic} was read up to offset ${end}; it holds nothing`
        : `    ${topic} was read up to offset ${end}; the newest is of ${new Date(saidAt).toISOString()}, ` +
            `${ageOf(now - saidAt)} ago; ${counted(timers)} timers wait`,
    )
  }
  for (const { log, repeated, superseded, cutOff } of restored) {
    if (repeated > 0)
      print(`  log ${log}: ${counted(repeated)} records were there twice, byte by byte`)
    if (superseded > 0)
      print(
        `  log ${log}: ${counted(superseded)} records are of a past that an earlier restore gave up`,
      )
    if (cutOff)
      print(
        `  log ${log}: the batch ${cutOff.first} to ${cutOff.last} never came whole, and is left out`,
      )
  }
  print('')
  print('What was committed behind these positions, and had not reached Kafka, is lost.')
  print(
    'Not on Kafka, and so not here: dead letters, promised requests, files that were on their way.',
  )
  print(
    drill
      ? 'This is a drill: `verify`, `export` and `replay` work on it, and no process starts on it.'
      : `Before the first start: the secrets of the lost installation must be in ${directory}/secrets, or set.`,
  )
  if (!drill)
    print(
      'The lost one must never run again: what it writes to Kafka from now on counts for nothing.',
    )
}

const ageOf = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 120) return `${seconds} seconds`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
}
