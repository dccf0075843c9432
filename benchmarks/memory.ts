import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { randomBelow } from '../testing/pain001.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
} from '../testing/installation.ts'
import { inventedOrder, issueKey, post } from '../testing/payers.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'

/** 50,000 a day, as an hour: payments here, of about seven events each, so it is rather more. */
const paymentsAnHour = 2_100
const limitMb = 300

/** The resident memory of a whole installation as its users start it, without PostgreSQL. */
export const memory: Benchmark = {
  name: 'memory',
  run: async (setting) => {
    const installation = await startInstallation()
    try {
      return await measure(installation, setting)
    } finally {
      await installation.stop()
      await removeDirectory(installation.directory)
    }
  },
}

const measure = async (
  installation: Installation,
  { quick, say }: Setting,
): Promise<readonly Row[]> => {
  await delay(quick ? 2_000 : 10_000)
  const atStart = residentMb(installation)
  const administrator = await signIn(installation.url, 'admin', installation.password)
  const headers = await issueKey(administrator, ['service'])
  const below = randomBelow(11)
  const refused = await payMany(installation.url, headers, below)
  await delay(quick ? 3_000 : 60_000)
  const afterwards = residentMb(installation)
  say(`  ${refused} of ${paymentsAnHour} payments were not taken`)
  const limit = { name: 'limit', value: limitMb }
  const aim = { of: 'ours', direction: 'at most', bound: limitMb } as const
  return [
    row({ name: 'memory, idle after the start', unit: 'MB' }, sum(atStart), limit, {
      aim,
      note: `resident, ${listed(atStart)}.`,
    }),
    row({ name: "memory, idle after an hour's payments", unit: 'MB' }, sum(afterwards), limit, {
      aim,
      note: `resident, ${listed(afterwards)}; ${paymentsAnHour} payments through the rail as fast as it goes.`,
    }),
  ]
}

const payMany = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  below: ReturnType<typeof randomBelow>,
): Promise<number> => {
  let next = 0
  let refused = 0
  const pay = async () => {
    while (next < paymentsAnHour) {
      const order = inventedOrder(below, `HOUR-${++next}`)
      const { status } = await post(url, headers, order, `hour-${order.endToEndId}`)
      if (status !== 201) refused++
    }
  }
  await Promise.all(Array.from({ length: 16 }, pay))
  return refused
}

interface Resident {
  readonly name: string
  readonly mb: number
}

/** The Node processes of an installation: gateway, workers and console in one, the simulated rail in another. */
const residentMb = (installation: Installation): readonly Resident[] => {
  const root = installation.process.pid ?? 0
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' })
  return listing.split('\n').flatMap((line): Resident[] => {
    const [, id, parent, kilobytes, arguments_ = ''] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
    const ours = Number(id) === root || Number(parent) === root
    if (!ours || /postgres/.test(arguments_.split(' ')[0] ?? '')) return []
    const name = Number(id) === root ? 'Millrace' : 'simulated rail'
    return [{ name, mb: Number(kilobytes) / 1_024 }]
  })
}

const sum = (processes: readonly Resident[]): number =>
  processes.reduce((total, { mb }) => total + mb, 0)

const listed = (processes: readonly Resident[]): string =>
  processes.map(({ name, mb }) => `${name} ${Math.round(mb)} MB`).join(', ')
