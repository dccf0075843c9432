import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  nobody,
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../../testing/installation.ts'
import { markdownOf, sandboxGuide } from './sandbox-guide.ts'
import { sandboxTriggers, type SandboxTrigger } from './sandbox-triggers.ts'

const soon = { minMs: 20, maxMs: 60 }
/** Long enough for what is told of a submission first to be written down before its end is told. */
const later = { minMs: 1_000, maxMs: 1_500 }
const eventually = { timeout: 60_000, interval: 100 }
const quick = {
  MILLRACE_RAIL_FAULTS: JSON.stringify({
    settlementMs: later,
    afterSettlementMs: soon,
    latencyMs: soon,
  }),
  MILLRACE_RAIL_TIMEOUT_MS: '2000',
  MILLRACE_STATUS_QUERY_DELAYS_MS: '100,300,1000',
  MILLRACE_PENDING_QUERY_DELAYS_MS: '300,1000',
}

const wordOf = (row: SandboxTrigger): string =>
  'amounts' in row ? `${row.word}${Object.values(row.amounts)[0]}` : row.word
const codeOf = (word: string): string | undefined => /-([A-Z]{2}\d{2})$/.exec(word)?.[1]
const endingsOf = (row: SandboxTrigger): readonly (readonly [string, string | undefined])[] =>
  'amounts' in row
    ? Object.entries(row.amounts)
    : row.amountEnds
      ? [[row.amountEnds, undefined]]
      : []
/** While the rail is away, others are refused too: it is asked for alone. */
const isAlone = ({ word }: SandboxTrigger): boolean => word === 'TRIGGER-OUTAGE'

interface Asked {
  readonly row: SandboxTrigger
  readonly payments: readonly { readonly paymentId: string; readonly code: string | undefined }[]
  /** Is given back, once it has settled. */
  readonly refunded: string | undefined
}

describe('What the sandbox promises', () => {
  let installation: Installation
  let operator: Person
  beforeAll(async () => {
    installation = await startInstallation({ environment: quick })
    operator = await signIn(installation.url, 'admin', installation.password)
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const pay = async (endToEndId: string, minorUnits = '1250'): Promise<string> => {
    const { status, body } = await operator.send('POST', '/v1/payments', {
      amount: { minorUnits, currency: 'EUR' },
      debtor: { name: 'Ada Quill', iban: 'DE89370400440532013000' },
      creditor: { name: 'Mill & Sons', iban: 'FR1420041010050500013M02606' },
      endToEndId,
    })
    expect([endToEndId, status]).toEqual([endToEndId, 201])
    return body.paymentId as string
  }
  const reaches = async (paymentId: string, expected: object): Promise<void> => {
    await expect
      .poll(async () => (await operator.get(`/v1/payments/${paymentId}`)).body, eventually)
      .toMatchObject(expected)
  }
  const comesTo = async (
    paymentId: string,
    { payment, shownBy = [] }: SandboxTrigger,
    code?: string,
  ) => {
    const rejection = payment === 'rejected' ? { rejection: { code } } : {}
    const history = async (): Promise<readonly string[]> => {
      const { body } = await operator.get(`/v1/payments/${paymentId}/events?limit=500`)
      const types: readonly string[] = body.items.map(({ type }: { type: string }) => type)
      // The rail may call back before its answer has come: what it says is pending was submitted.
      return types.includes('PaymentPending') ? [...types, 'PaymentSubmitted'] : types
    }
    await expect.poll(history, eventually).toEqual(expect.arrayContaining([...shownBy]))
    await reaches(paymentId, { status: payment, ...rejection })
  }
  const refundComesTo = async (paymentId: string, row: SandboxTrigger): Promise<void> => {
    await reaches(paymentId, { status: 'settled' })
    const path = `/v1/payments/${paymentId}/refunds`
    expect((await operator.send('POST', path, { reason: 'duplicate' })).status).toBe(201)
    const { refund: status = '' } = row
    const rejection = /rejected|reversed/.test(status)
      ? { rejection: { code: codeOf(wordOf(row)) } }
      : {}
    const refund = async () => (await operator.get(path)).body.items[0]
    await expect.poll(refund, eventually).toMatchObject({ status, ...rejection })
  }
  const askedAs = async (row: SandboxTrigger): Promise<Asked> => {
    const word = wordOf(row)
    const payments = [
      { code: codeOf(word), paymentId: await pay(`x-${word.toLowerCase()}`) },
      ...(await Promise.all(
        endingsOf(row).map(async ([ending, code]) => ({
          code,
          paymentId: await pay(`INVOICE-3${ending}`, `3${ending}`),
        })),
      )),
    ]
    const refunded = row.refund && (await pay(word.replace('TRIGGER-', 'TRIGGER-REFUND-')))
    return { row, payments, refunded }
  }
  const asked = new Map<SandboxTrigger, Asked>()
  const ask = async (rows: readonly SandboxTrigger[]): Promise<void> => {
    for (const found of await Promise.all(rows.map(askedAs))) asked.set(found.row, found)
  }

  it('is asked for at once', async () => {
    await ask(sandboxTriggers.filter((row) => !isAlone(row)))
    expect(asked.size).toBe(sandboxTriggers.length - 1)
  })

  it.each(sandboxTriggers.filter((row) => !isAlone(row)))('comes of $word', async (row) => {
    for (const { paymentId, code } of asked.get(row)?.payments ?? [])
      await comesTo(paymentId, row, code)
    expect.hasAssertions()
  })

  it.each(sandboxTriggers.filter((row) => row.refund && !isAlone(row)))(
    'comes of $word for a refund',
    async (row) => {
      await refundComesTo(asked.get(row)?.refunded ?? '', row)
      expect.hasAssertions()
    },
  )

  it.each(sandboxTriggers.filter(isAlone))('comes of $word, one after the other', async (row) => {
    await comesTo(await pay(`x-${row.word}`), row)
    for (const [ending] of endingsOf(row))
      await comesTo(await pay(`INVOICE-3${ending}`, `3${ending}`), row)
    await refundComesTo(await pay(row.word.replace('TRIGGER-', 'TRIGGER-REFUND-')), row)
    expect.hasAssertions()
  })

  it('holds for a forged callback too, which was refused', async () => {
    const metrics = async () => String((await nobody(installation.url).get('/metrics')).body)
    await expect.poll(metrics, eventually).toMatch(/receiveRailCallback",status="4xx"/)
  })

  it('stands in docs/sandbox.md, as `npm run sandbox` writes it, and at /docs/sandbox', async () => {
    const page = await readFile(new URL('../../docs/sandbox.md', import.meta.url), 'utf8')
    expect(page).toBe(markdownOf(sandboxGuide()))
    const served = await nobody(installation.url).get('/docs/sandbox')
    expect(served.headers.get('content-type')).toContain('text/html')
    for (const { word } of sandboxTriggers) expect(served.body).toContain(`<code>${word}`)
    const { body } = await nobody(installation.url).get('/openapi.json')
    expect(body.info.description).toContain('/docs/sandbox')
  })
})
