import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import type { Json } from '../../kernel/json.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { Position } from '../../kernel/message.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { notFound, payers, readers, tag } from './api-reading.ts'
import { FileProblemSchema, PaymentFileShown, PositionToken } from './contract.ts'
import type { PaymentFileEvent } from './events.ts'
import { fileCommand } from './file-command.ts'
import { pain001Limits, readPain001, type Pain001Result } from './iso20022/pain001.ts'
import { paymentFileStream, receivePaymentFile, transactionsMax } from './payment-file.ts'
import { showFiles } from './showing.ts'
import { paymentFiles, type PaymentFileRow } from './view-files.ts'

/** Bytes of one file. */
export const fileBytesMax = 8 * 1024 * 1024

/** Problems of a refused file that are told. */
export const problemsToldMax = 100

/** From bytes to text, strictly; what is not UTF-8 is refused, never guessed. */
export type DecodeXml = (
  bytes: Uint8Array,
) =>
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly reason: string }

const FileTaken = Type.Object({
  fileId: Type.String({ format: 'uuid' }),
  messageId: Type.String(),
  transactions: Type.Integer(),
  accepted: Type.Integer(),
  rejected: Type.Integer(),
  problems: Type.Array(FileProblemSchema),
  problemsTotal: Type.Integer(),
  position: PositionToken,
})

const refusals = { 'message-id-reused': 409, 'payment-exists': 409 }

/** What files can be asked by. */
const fileList = listGrammar(paymentFiles, {
  filters: { messageId: { maxLength: 35 }, receivedAt: { description: 'Received at' } },
  sorts: ['receivedAt'],
  sort: '-receivedAt',
})

/** Routes that take and show payment files. */
export const fileRoutes = (tools: ContextTools, decodeXml: DecodeXml): readonly Route[] => {
  const view = tools.view<PaymentFileRow>(paymentFiles)
  const show = (rows: readonly ViewRow<PaymentFileRow>[]) =>
    showFiles(tools.vault, tools.log.name, rows)

  return [
    route<Record<string, never>, Record<string, never>, Uint8Array>({
      method: 'POST',
      path: '/v1/payment-files',
      name: 'receivePaymentFile',
      summary: 'Have the payments of a file made',
      description:
        `pain.001.001.03 or .09, UTF-8, up to ${fileBytesMax} bytes and ${transactionsMax} transactions. ` +
        'The payments that can be read are taken together or not at all; the others are told with their line. ' +
        'The same file again (initiating party and message id) is answered 200 with the first one and changes ' +
        'nothing; another file with its message id is refused.',
      tag,
      access: { roles: payers },
      budget: 'expensive',
      body: {
        mediaTypes: ['application/xml', 'text/xml'],
        description:
          'The file as it is, for example contexts/payments/samples/salaries.pain.001.001.03.xml',
      },
      bodyBytesMax: fileBytesMax,
      replies: { 200: FileTaken, 201: FileTaken },
      refusals: {
        ...refusals,
        'file-not-utf8': 422,
        'file-refused': 422,
      },
      handle: async ({ body, envelope: envelopeOf }) => {
        const decoded = decodeXml(body)
        if (!decoded.ok) return notReadable(decoded)
        const read = readPain001([decoded.text], { ...pain001Limits, transactionsMax })
        if (read.kind === 'refused') return refusedFile(read)
        const envelope = envelopeOf(decoded.text)
        const command = await fileCommand(tools, read)
        const outcome = await tools.handle(receivePaymentFile, command, envelope)
        if (outcome.kind !== 'accepted') return outcomeReply(outcome, refusals, () => ok(null))
        const reply = await taken(tools, command.data.fileId, envelope.commandId, outcome.position)
        return outcomeReply(outcome, refusals, () => reply)
      },
    }),

    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/payment-files',
      name: 'listPaymentFiles',
      summary: 'List payment files',
      tag,
      access: { roles: readers },
      query: fileList.query,
      shows: view,
      replies: { 200: pageOf(PaymentFileShown) },
      handle: ({ query }) => pageReply(view, fileList.read(query), show),
    }),

    liveRoute({
      path: '/v1/payment-files/live',
      name: 'watchPaymentFiles',
      summary: 'Watch payment files arrive',
      tag,
      access: { roles: readers },
      feed: { view, show: (rows) => show(rows as readonly ViewRow<PaymentFileRow>[]) },
    }),

    route<{ fileId: string }>({
      method: 'GET',
      path: '/v1/payment-files/:fileId',
      name: 'getPaymentFile',
      summary: 'One payment file; its payments are listed by ?fileId=',
      tag,
      access: { roles: readers },
      params: Type.Object({ fileId: Type.String({ format: 'uuid' }) }),
      shows: view,
      replies: { 200: PaymentFileShown },
      refusals: { 'payment-file-unknown': 404 },
      showMany: async (fileIds) => {
        const filter = { fileId: { in: fileIds } }
        const { rows } = await view.query({ filter, limit: fileIds.length })
        return new Map((await show(rows)).map((file) => [file.fileId, file]))
      },
      handle: async ({ params: { fileId } }) => {
        const row = await view.get(fileId)
        const [file] = row ? await show([row]) : []
        return file ? ok(file) : notFound('payment-file')
      },
    }),
  ]
}

/** What the log says about the file: of a repetition too, whatever has changed here since. */
const taken = async (
  { log }: ContextTools,
  fileId: string,
  commandId: string,
  position: Position,
): Promise<Reply> => {
  const [first] = await log.readStream(paymentFileStream(fileId), 0, 1)
  if (!first) throw new Error(`file ${fileId} was received, and is not in the log`)
  const { data } = first as unknown as PaymentFileEvent
  const { messageId, transactions, accepted, rejected, problems, problemsTotal } = data
  const body: Json = {
    fileId,
    messageId,
    transactions,
    accepted,
    rejected,
    problems,
    problemsTotal,
    position: positionToken(log.name, position),
  }
  return {
    status: first.causationId === commandId ? 201 : 200,
    body,
    headers: { location: `/v1/payment-files/${fileId}` },
  }
}

const notReadable = ({ reason }: { readonly reason: string }): Reply =>
  problemReply({
    slug: 'file-not-utf8',
    status: 422,
    title: 'The file is not UTF-8',
    fields: [{ field: 'body', reason }],
  })

const refusedFile = ({ problems }: Extract<Pain001Result, { kind: 'refused' }>): Reply =>
  problemReply({
    slug: 'file-refused',
    status: 422,
    title: 'Nothing of the file was taken',
    detail: `${problems.length} problems; the first of them are listed`,
    fields: problems
      .slice(0, problemsToldMax)
      .map(({ path, line, code, reason }) => ({ field: path, reason: `${code}: ${reason}`, line })),
  })
