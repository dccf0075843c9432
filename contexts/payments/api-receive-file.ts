import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import type { Position } from '../../kernel/message.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { payers, tag } from './api-reading.ts'
import { FileProblemSchema, FileStatusSchema, PositionToken } from './contract.ts'
import { fileCommand, fileIdOf } from './file-command.ts'
import { storyOf } from './file-slices.ts'
import type { IncomingRules } from './incoming.ts'
import { forgetUpload, takeIn, type IntakeTools } from './iso20022/file-intake.ts'
import { pain001Limits } from './iso20022/pain001-limits.ts'
import type { Problem as FileFault } from './iso20022/pain001-problem.ts'
import { createPain001Reader } from './iso20022/pain001.ts'
import { receivePaymentFile } from './payment-file.ts'

/** Bytes of one file: a hundred thousand transactions as banks write them, and room. */
export const fileBytesMax = 256 * 1024 * 1024

/** Problems of a refused file that are told. */
export const problemsToldMax = 100

const FileTaken = Type.Object({
  fileId: Type.String({ format: 'uuid' }),
  messageId: Type.String(),
  status: FileStatusSchema,
  transactions: Type.Integer(),
  accepted: Type.Integer({ description: 'So far, while the status is receiving' }),
  rejected: Type.Integer(),
  problems: Type.Array(FileProblemSchema),
  problemsTotal: Type.Integer(),
  position: PositionToken,
})

const refusals = { 'message-id-reused': 409, 'payment-exists': 409 }

/** The route that takes payment files. */
export const receiveFileRoute = (
  tools: ContextTools,
  intake: Pick<IntakeTools, 'parts' | 'createDecoder'>,
  rules: IncomingRules,
): Route =>
  route<Record<string, never>, Record<string, never>, AsyncIterable<Uint8Array>>({
    method: 'POST',
    path: '/v1/payment-files',
    name: 'receivePaymentFile',
    summary: 'Have the payments of a file made',
    description:
      `pain.001.001.03 to .12, UTF-8, up to ${fileBytesMax} bytes and ${pain001Limits.transactionsMax} transactions. ` +
      'The file is read and checked while it arrives. What can be read becomes payments, the rest is told with ' +
      `its line. Up to ${pain001Limits.transactionsPerSlice} transactions are taken together at once (201); the ` +
      'payments of a larger file follow in slices (202), and its status goes from receiving to completed. ' +
      'The same file again (initiating party and message id) is answered 200 with the first one and changes ' +
      'nothing; another file with its message id is refused.',
    tag,
    access: { roles: payers },
    budget: 'expensive',
    body: {
      mediaTypes: ['application/xml', 'text/xml'],
      description:
        'The file as it is, for example contexts/payments/samples/salaries.pain.001.001.03.xml',
      streamed: true,
    },
    bodyBytesMax: fileBytesMax,
    replies: { 200: FileTaken, 201: FileTaken, 202: FileTaken },
    refusals: {
      ...refusals,
      'file-not-utf8': 422,
      'file-refused': 422,
    },
    handle: async ({ body, caller, envelope: envelopeOf }) => {
      const intakeTools: IntakeTools = { ...tools, ...intake }
      const taken = await takeIn(intakeTools, createPain001Reader(), body, (header) =>
        fileIdOf(tools, header),
      )
      if (taken.kind === 'not-utf8') return notReadable(taken)
      if (taken.kind === 'refused') return refusedFile(taken.problems)
      const command = await fileCommand(tools, taken, {
        rules,
        proposedBy: caller.actor,
      })
      const { fileId, digest } = command.data
      const envelope = envelopeOf({ fileId, digest })
      const outcome = await tools.handle(receivePaymentFile, command, envelope)
      if (outcome.kind !== 'accepted') {
        // Where it failed, the file may have been taken all the same: what is not wanted is cleared later.
        if (outcome.kind !== 'failed') await forgetUpload(intakeTools, taken.upload)
        return outcomeReply(outcome, refusals, () => ok(null))
      }
      const reply = await tellTaken(tools, intakeTools, taken, fileId, envelope.commandId, outcome)
      return outcomeReply(outcome, refusals, () => reply)
    },
  })

/** What the log says about the file: of a repetition too, whatever has changed here since. */
const tellTaken = async (
  tools: ContextTools,
  intake: IntakeTools,
  { upload, kept }: { readonly upload: string; readonly kept: number },
  fileId: string,
  commandId: string,
  { position }: { readonly position: Position },
): Promise<Reply> => {
  const story = await storyOf(tools, fileId)
  const first = story[0]
  if (first?.type !== 'PaymentFileReceived')
    throw new Error(`file ${fileId} was received, and is not in the log`)
  if (kept > 0 && !story.some(({ data }) => 'upload' in data && data.upload === upload))
    await forgetUpload(intake, upload)
  const { messageId, transactions, accepted, rejected, problems, problemsTotal, of } = first.data
  const fresh = first.causationId === commandId
  return {
    status: !fresh ? 200 : of === undefined ? 201 : 202,
    body: {
      fileId,
      messageId,
      status: of === undefined ? 'completed' : 'receiving',
      transactions,
      accepted,
      rejected,
      problems: problems.slice(0, problemsToldMax),
      problemsTotal,
      position: positionToken(tools.log.name, position),
    },
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

const refusedFile = (problems: readonly FileFault[]): Reply =>
  problemReply({
    slug: 'file-refused',
    status: 422,
    title: 'Nothing of the file was taken',
    detail: `${problems.length} problems; the first of them are listed`,
    fields: problems
      .slice(0, problemsToldMax)
      .map(({ path, line, code, reason }) => ({ field: path, reason: `${code}: ${reason}`, line })),
  })
