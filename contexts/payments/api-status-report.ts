import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { route, type Route } from '../../kernel/route.ts'
import { pageSizeMax, type ViewPage, type ViewReader } from '../../kernel/view.ts'
import { notFound, readers, tag } from './api-reading.ts'
import { paymentStatuses, type FileProblem } from './contract.ts'
import { storyOf } from './file-slices.ts'
import { isoStatus, type IsoStatus } from './iso20022/pain002-status.ts'
import { writePain002, type ReportedTransaction } from './iso20022/pain002.ts'
import type { PaymentRow } from './payment-row.ts'
import { payments } from './views.ts'

const Report = Type.String({
  contentMediaType: 'application/xml',
  description: 'pain.002.001.03 or .10',
})

/** The route that answers a file with where it stands, in the sender's own language. */
export const statusReportRoute = (tools: ContextTools): Route => {
  const view = tools.view<PaymentRow>(payments)
  return route<{ fileId: string }, { version?: '03' | '10' }>({
    method: 'GET',
    path: '/v1/payment-files/:fileId/status-report',
    name: 'getPaymentFileStatusReport',
    summary: 'Where a file stands now, as a pain.002 message',
    description:
      'Without a version, the one that goes with the file: .03 up to pain.001.001.08, else .10. Where all ' +
      'transactions are alike only the group status is given; it applies to each of them.',
    tag,
    access: { roles: readers },
    params: Type.Object({ fileId: Type.String({ format: 'uuid' }) }),
    query: Type.Object({
      version: Type.Optional(Type.Unsafe<'03' | '10'>({ type: 'string', enum: ['03', '10'] })),
    }),
    shows: view,
    replies: { 200: Report },
    refusals: { 'payment-file-unknown': 404 },
    handle: async ({ params: { fileId }, query, now }) => {
      const story = await storyOf(tools, fileId)
      const [received] = story
      if (received?.type !== 'PaymentFileReceived') return notFound('payment-file')
      const { messageId, format, createdAt, transactions, controlSum } = received.data
      const version = query.version ?? (format >= 'pain.001.001.09' ? '10' : '03')
      const problems = story.flatMap(({ data }) => problemsOf(data))
      const unreadable = unreadableIn(problems)
      const blocks = refusedBlocksIn(problems)
      const first = await pageOf(view, fileId)
      // What is listed anyhow is counted as it is listed: payments move on meanwhile.
      const statuses = first.next ? await view.countBy('status', { fileId }) : statusesIn(first)
      const counts = countsOf(statuses, transactions, unreadable.size)
      const file = {
        reportId: tools.ids.derive('pain.002', fileId, String(now)).replaceAll('-', ''),
        reportedAt: formatInstant(now),
        version,
        messageId,
        format,
        createdAt,
        transactions,
        ...(controlSum === undefined ? {} : { controlSum }),
        counts,
      } as const
      return {
        status: 200,
        text: writePain002(file, () => transactionsOf(view, fileId, first, { unreadable, blocks })),
        headers: {
          'content-type': 'application/xml; charset=utf-8',
          'content-disposition': `attachment; filename="pain.002-${fileId}.xml"`,
        },
      }
    },
  })
}

const problemsOf = (data: object): readonly FileProblem[] =>
  'problems' in data ? (data.problems as readonly FileProblem[]) : []

/** Transactions that never became payments, by their place in the file. */
const unreadableIn = (problems: readonly FileProblem[]): ReadonlyMap<number, FileProblem[]> => {
  const found = new Map<number, FileProblem[]>()
  for (const problem of problems) {
    const { transaction, paymentId } = problem
    if (transaction === undefined || paymentId !== undefined) continue
    found.set(transaction, [...(found.get(transaction) ?? []), problem])
  }
  return found
}

/** What is wrong with a payment information as a whole, by its place in the file. */
const refusedBlocksIn = (problems: readonly FileProblem[]): ReadonlyMap<number, FileProblem[]> => {
  const ofBlocks = problems.filter(
    (problem) => problem.transaction === undefined && placeOfBlock(problem) !== undefined,
  )
  return Map.groupBy(ofBlocks, (problem) => placeOfBlock(problem) ?? 0)
}

const placeOfBlock = ({ path }: FileProblem): number | undefined => {
  const [, place] = /\/PmtInf\[(\d+)\]/.exec(path ?? '') ?? []
  return place === undefined ? undefined : Number(place)
}

const statusesIn = ({ rows }: ViewPage<PaymentRow>): ReadonlyMap<string, number> => {
  const byStatus = Map.groupBy(rows, ({ row }) => row.status)
  return new Map([...byStatus].map(([status, alike]) => [status, alike.length]))
}

const countsOf = (
  statuses: ReadonlyMap<string, number>,
  transactions: number,
  unreadable: number,
): ReadonlyMap<IsoStatus, number> => {
  const counts = new Map<IsoStatus, number>([['RJCT', unreadable]])
  let known = unreadable
  for (const status of paymentStatuses) {
    const count = statuses.get(status) ?? 0
    known += count
    counts.set(isoStatus[status], (counts.get(isoStatus[status]) ?? 0) + count)
  }
  // Those of slices that are still to come.
  counts.set('RCVD', (counts.get('RCVD') ?? 0) + Math.max(0, transactions - known))
  return counts
}

/** All that is known of the file's transactions, in its order. */
async function* transactionsOf(
  view: ViewReader<PaymentRow>,
  fileId: string,
  first: ViewPage<PaymentRow>,
  { unreadable, blocks }: NeverPayments,
): AsyncGenerator<ReportedTransaction, void, undefined> {
  const places = [...unreadable.keys()].sort((one, other) => one - other)
  for (let page = first; ; page = await pageOf(view, fileId, page.next)) {
    for (const { row } of page.rows) {
      while ((places[0] ?? Infinity) < (row.placeInFile ?? 0))
        yield rejectedUnread(unreadable.get(places.shift() ?? 0) ?? [], blocks)
      yield reported(row)
    }
    if (page.next === undefined) break
  }
  for (const place of places) yield rejectedUnread(unreadable.get(place) ?? [], blocks)
}

interface NeverPayments {
  readonly unreadable: ReadonlyMap<number, readonly FileProblem[]>
  readonly blocks: ReadonlyMap<number, readonly FileProblem[]>
}

const pageOf = (
  view: ViewReader<PaymentRow>,
  fileId: string,
  cursor?: string,
): Promise<ViewPage<PaymentRow>> =>
  view.query({
    filter: { fileId },
    sort: { field: 'placeInFile', direction: 'ascending' },
    limit: pageSizeMax,
    ...(cursor === undefined ? {} : { cursor }),
  })

const rejectedUnread = (
  problems: readonly FileProblem[],
  blocks: NeverPayments['blocks'],
): ReportedTransaction => ({
  paymentInformationId: problems[0]?.paymentInformationId,
  instructionId: problems[0]?.instructionId,
  endToEndId: problems[0]?.endToEndId,
  uetr: undefined,
  status: 'RJCT',
  reasons: problems.map(reasonIn),
  railReference: undefined,
  ...refusedBlockOf(problems, blocks),
})

const reasonIn = ({ code, reason }: FileProblem) => ({ code, reason })

const refusedBlockOf = (problems: readonly FileProblem[], blocks: NeverPayments['blocks']) => {
  const place = problems.map(placeOfBlock).find((known) => known !== undefined)
  const ofBlock = place === undefined ? undefined : blocks.get(place)
  return place === undefined || ofBlock === undefined
    ? {}
    : { refusedBlock: { place, reasons: ofBlock.map(reasonIn) } }
}

const reported = (row: PaymentRow): ReportedTransaction => ({
  paymentInformationId: row.paymentInformationId,
  instructionId: row.instructionId,
  endToEndId: row.endToEndId,
  uetr: row.uetr,
  status: isoStatus[row.status],
  reasons: row.rejection ? [row.rejection] : [],
  railReference: row.railReference,
})
