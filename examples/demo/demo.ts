import { parseArgs } from 'node:util'
import { createClient } from '../../clients/typescript/client.ts'
import { randomBelow } from '../../testing/pain001.ts'
import { drive } from './drive.ts'
import { whyNot } from './reach.ts'
import { Traffic } from './traffic.ts'

const usage = `Drives believable traffic through the public API of a running installation, on its simulated rail.

  MILLRACE_API_KEY=mr_... npm run demo -- [--url http://127.0.0.1:7400] [--rate 5] [--seed 1] [--minutes 10]

  --rate     acts a second: transfers, card-like holds and captures, instant payments, refunds
  --seed     the same seed makes the same acts
  --minutes  how long; of each ten the rail has two bad ones, and every four a month ends with salaries

The key is made in the console, under API keys, with the role service.`

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:7400' },
    rate: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '10' },
    help: { type: 'boolean', default: false },
  },
})
const { MILLRACE_API_KEY: apiKey } = process.env
const [rate, seed, minutes] = [values.rate, values.seed, values.minutes].map(Number)
if (
  values.help ||
  !apiKey ||
  !(rate && rate > 0) ||
  !Number.isInteger(seed) ||
  !(minutes && minutes > 0)
) {
  console.log(usage)
  process.exit(values.help ? 0 : 1)
}
const obstacle = await whyNot(values.url, apiKey)
if (obstacle) {
  console.error(obstacle)
  process.exit(1)
}
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort())
await drive({
  client: createClient({ url: values.url, apiKey }),
  // Another run with the same seed does the same, and means other payments.
  traffic: new Traffic({ below: randomBelow(seed ?? 1), name: Date.now().toString(36).slice(-5) }),
  rate,
  seconds: minutes * 60,
  signal: stopping.signal,
  say: console.log,
})
