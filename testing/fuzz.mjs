// Behind `npm run fuzz`: what npm test asks of the API for two minutes, asked for much longer, each time anew.
//
//   npm run fuzz                            200 random cases for each operation and role, another seed each time
//   npm run fuzz -- 1000 7                  1000 of them, with seed 7
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const [examples = '200', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2)
console.log(`Seed ${seed}`)
const run = spawnSync(
  process.execPath,
  [join(import.meta.dirname ?? '.', 'run.mjs'), 'journeys/answers-keep-their-schema'],
  {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, MILLRACE_FUZZ_EXAMPLES: examples, MILLRACE_FUZZ_SEED: seed },
  },
)
process.exitCode = run.status ?? 1
