import { setTimeout as delay } from 'node:timers/promises'
import { connectSimulatedRail } from '../adapters/rails/simulated/rail.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder, issueKey, post } from '../testing/payers.ts'
import { startSimulatedRail } from '../testing/simulated-rail.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'

const callers = 32
const settleMs = 50

/**
 * Payments from the first request until the last one is settled and shown so: received, checked, sealed, handed to the
 * rail with intent and answer, its signed callbacks taken, the journal and all views following. Beside it the same
 * rail alone, called by nobody but a loop, with callbacks that nobody awaits.
 */
export const paymentsSettled: Benchmark = {
  name: 'payments-settled',
  run: async (setting) => {
    const payments = setting.quick ? 1_000 : 10_000
    const ours = await measureOurs(payments, setting)
    const bare = await measureRail(payments)
    return [rowOf(ours, bare, payments)]
  },
}

const rowOf = (ours: number, bare: number, payments: number): Row =>
  row(
    { name: 'payments, from HTTP to settled', unit: 'payments/s' },
    ours,
    { name: 'submissions to the bare rail', value: bare },
    {
      note: `${payments} payments, ${callers} callers; settled after ${settleMs} to ${2 * settleMs} ms, counted once the last is shown as settled.`,
    },
  )

const measureOurs = async (payments: number, { say }: Setting): Promise<number> => {
  const installation = await startInstallation({
    environment: {
      MILLRACE_RAIL_SETTLE_MS: String(settleMs),
      // One caller makes all of the load, more than any caller has by default.
      MILLRACE_BUDGET_WRITE: '1000000/s',
    },
  })
  try {
    const administrator = await signIn(installation.url, 'admin', installation.password)
    const headers = await issueKey(administrator, ['service'])
    // The first ones find everything cold.
    await pay(installation, headers, 'WARM', payments / 10)
    await untilSettled(administrator, payments / 10)
    const begun = performance.now()
    const refused = await pay(installation, headers, 'TIMED', payments)
    await untilSettled(administrator, payments + payments / 10 - refused)
    if (refused > 0) say(`  ${refused} of ${payments} payments were not taken`)
    return ((payments - refused) * 1_000) / (performance.now() - begun)
  } finally {
    await installation.stop()
    await removeDirectory(installation.directory)
  }
}

const pay = async (
  { url }: Installation,
  headers: Readonly<Record<string, string>>,
  name: string,
  count: number,
): Promise<number> => {
  const below = randomBelow(11)
  let refused = 0
  await inTurn(count, async (number) => {
    const order = inventedOrder(below, `${name}-${number}`)
    const { status } = await post(url, headers, order, `${name}-${number}`)
    if (status !== 201) refused++
  })
  return refused
}

/** So many things one after the other, by all callers together. */
const inTurn = async (count: number, act: (number: number) => Promise<void>): Promise<void> => {
  let next = 0
  const caller = async () => {
    while (next < count) await act(++next)
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

interface Summed {
  readonly items: readonly { readonly status: string; readonly count: number }[]
}

const untilSettled = async (administrator: Person, wanted: number): Promise<void> => {
  for (;;) {
    const { items } = (await administrator.get('/v1/payments/summary')).body as Summed
    const settled = items.filter(({ status }) => status === 'settled')
    if (settled.reduce((sum, { count }) => sum + count, 0) >= wanted) return
    await delay(20)
  }
}

const measureRail = async (payments: number): Promise<number> => {
  const directory = await temporaryDirectory()
  const running = await startSimulatedRail({
    directory,
    faults: { settlementMs: { minMs: settleMs, maxMs: 2 * settleMs } },
  })
  const { url, secret } = running
  const rail = connectSimulatedRail({ url, secret })
  try {
    const below = randomBelow(11)
    const begun = performance.now()
    await inTurn(payments, async (number) => {
      const { amount, debtor, creditor, endToEndId } = inventedOrder(below, `BARE-${number}`)
      const party = ({ name, iban }: { name: string; iban: string }) => ({
        name,
        account: { iban },
      })
      const parties = { debtor: party(debtor), creditor: party(creditor) }
      const instruction = { submissionId: `bare-${number}`, amount, ...parties, endToEndId }
      await rail.submit(instruction, { timeoutMs: 10_000 })
    })
    return (payments * 1_000) / (performance.now() - begun)
  } finally {
    rail.close()
    await running.stop()
    await removeDirectory(directory)
  }
}
