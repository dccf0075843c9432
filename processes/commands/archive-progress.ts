import type { ArchiveProgress } from '../../adapters/postgres/archive/export-installation.ts'

/** Rows between two lines about one table. */
const everyRows = 1_000_000

/** Tells of each table when it is done, and of a long one in between. */
export const printProgress = (
  print: (line: string) => void,
): ((progress: ArchiveProgress) => void) => {
  let told = 0
  return ({ table, rows, done }) => {
    if (done) {
      told = 0
      print(`  ${table}: ${counted(rows)} rows`)
    } else if (rows - told >= everyRows) {
      told = rows
      print(`  ${table}: ${counted(rows)} rows so far`)
    }
  }
}

/** `1,234,567`, whatever the machine's language. */
export const counted = (number: number): string => number.toLocaleString('en-US')
