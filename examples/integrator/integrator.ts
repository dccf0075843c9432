import { pathToFileURL } from 'node:url'
import { createClient } from '../../clients/typescript/client.ts'
import type { Operations, Payment } from '../../clients/typescript/api.ts'
import { ApiProblem } from '../../clients/typescript/problem.ts'

type Order = Operations['receivePayment']['input']['body']

const order: Order = {
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Lovelace', iban: 'DE89370400440532013000' },
  creditor: { name: 'Charles Babbage', iban: 'FR1420041010050500013M02606' },
  endToEndId: 'INVOICE-2026-117',
  metadata: { orderNumber: 'A-4711' },
}

/** What an integrator does on a good day, and on a bad one. */
export const integrate = async (
  url: string,
  apiKey: string,
  print: (line: string) => void,
): Promise<void> => {
  const millrace = createClient({ url, apiKey, version: '2026-11-21' })

  // One key throughout: if the connection breaks, the client asks again, and there is one payment.
  const taken = await millrace.call('receivePayment', { body: order })
  print(`taken: ${taken.status}`)

  // From the position of the answer on, so that nothing is missed and nothing is polled.
  const stop = new AbortController()
  const changes = millrace.watch<Payment>(
    'watchPayments',
    { query: { after: taken.position } },
    { signal: stop.signal },
  )
  for await (const { items } of changes) {
    const mine = items.find(({ paymentId }) => paymentId === taken.paymentId)
    if (mine?.status === 'settled' || mine?.status === 'rejected') {
      print(`followed until: ${mine.status}`)
      break
    }
  }
  stop.abort()

  for await (const payment of millrace.pages('listPayments', {
    query: {
      status: ['settled', 'rejected'],
      'amount[gte]': '10000',
      sort: '-receivedAt',
      limit: 2,
    },
  }))
    print(
      `listed: ${payment.amount.minorUnits} ${payment.amount.currency}, order ${payment.metadata?.['orderNumber']}`,
    )

  // Nobody waits for this one: it is kept, carried out whatever happens, and asked for when there is time.
  const promised = await millrace.promise('receivePayment', {
    body: { ...order, creditor: order.debtor, endToEndId: 'INVOICE-2026-118' },
  })
  const rejected = await promised.answer()
  print(`promised, then: ${rejected.status} (${rejected.rejection?.code})`)

  try {
    const amount = { minorUnits: '1.50', currency: 'EUR' }
    await millrace.call('receivePayment', { body: { ...order, amount } })
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    print(
      `refused: ${error.status} ${error.slug}, ${error.fields.map(({ field }) => field).join()}`,
    )
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url = '', apiKey = ''] = process.argv.slice(2)
  await integrate(url, apiKey, console.log)
}
