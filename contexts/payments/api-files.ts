import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { notFound, payers, readers, tag } from './api-reading.ts'
import { PaymentFileShown, PositionToken } from './contract.ts'
import { resumeFile } from './payment-file.ts'
import { showFiles } from './showing.ts'
import { paymentFiles, type PaymentFileRow } from './view-files.ts'

const resumeRefusals = { 'payment-file-unknown': 404, 'file-not-stalled': 409 }

/** What files can be asked by. */
const fileList = listGrammar(paymentFiles, {
  filters: {
    messageId: { maxLength: 35 },
    status: { description: 'Where the receiving of its payments stands' },
    receivedAt: { description: 'Received at' },
  },
  sorts: ['receivedAt'],
  sort: '-receivedAt',
})

/** Routes that show payment files, and have them go on. */
export const fileRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<PaymentFileRow>(paymentFiles)
  const show = (rows: readonly ViewRow<PaymentFileRow>[]) =>
    showFiles(tools.vault, tools.log.name, rows)

  return [
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
      method: 'POST',
      path: '/v1/payment-files/:fileId/resume',
      name: 'resumePaymentFile',
      summary: 'Have a file that has stalled go on',
      tag,
      access: { roles: payers },
      params: Type.Object({ fileId: Type.String({ format: 'uuid' }) }),
      replies: { 200: Type.Object({ position: PositionToken }) },
      refusals: resumeRefusals,
      handle: async ({ params: { fileId }, envelope }) => {
        const command = { type: 'ResumeFile', data: { fileId } } as const
        const outcome = await tools.handle(resumeFile, command, envelope({}))
        return outcomeReply(outcome, resumeRefusals, ({ position }) =>
          ok({ position: positionToken(tools.log.name, position) }),
        )
      },
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
        const rows = await view.getMany(fileIds)
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
