import { createReadStream } from 'node:fs'
import { SaxesParser } from 'saxes'

/*
 * The bare parser on the same file: `node bare-xml.ts FILE` prints transactions, milliseconds and how many
 * megabytes its memory grew at most.
 */
const megabyte = 1_048_576
const rss = (): number => process.memoryUsage.rss() / megabyte

const parse = async (path: string): Promise<void> => {
  const parser = new SaxesParser({ xmlns: true, position: true })
  let transactions = 0
  parser.on('opentag', ({ local }) => void (local === 'CdtTrfTxInf' && transactions++))
  const before = rss()
  let peak = before
  const begun = performance.now()
  for await (const text of createReadStream(path, { encoding: 'utf8' })) {
    parser.write(text as string)
    peak = Math.max(peak, rss())
  }
  parser.close()
  const ms = performance.now() - begun
  process.stdout.write(JSON.stringify({ transactions, ms, grownMb: peak - before }))
}

await parse(process.argv[2] ?? '')
