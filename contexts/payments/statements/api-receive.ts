import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import type { Outcome } from '../../../kernel/handle-command.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../../kernel/route.ts'
import { payers, tag } from '../api-reading.ts'
import { PositionToken } from '../contract.ts'
import { createCamt053Reader, type StatementsEnd } from '../iso20022/camt053.ts'
import {
  forgetUpload,
  readPart,
  takeIn,
  type IntakeTools,
  type TakenIn,
} from '../iso20022/file-intake.ts'
import type { StatementSlice } from '../iso20022/statement.ts'
import { linesCommand } from './intake.ts'
import { receiveStatementLines, statementStream } from './statement.ts'

const bytesMax = 256 * 1024 * 1024
const problemsToldMax = 100
const refusals = { 'lines-missing': 409 }

const StatementsTaken = Type.Object({
  messageId: Type.String(),
  statementIds: Type.Array(Type.String({ format: 'uuid' })),
  lines: Type.Integer(),
  position: PositionToken,
})

type Body = AsyncIterable<Uint8Array>
type Accepted = Extract<Outcome, { kind: 'accepted' }>

/** The route that takes bank statements. */
export const receiveStatementsRoute = (
  tools: ContextTools,
  intake: Pick<IntakeTools, 'parts' | 'createDecoder'>,
): Route =>
  route<Record<string, never>, Record<string, never>, Body>({
    method: 'POST',
    path: '/v1/bank-statements',
    name: 'receiveBankStatements',
    summary: 'Have the lines of bank statements matched with payments',
    description:
      'camt.053.001.02 or .08, UTF-8. The message is read and checked while it arrives, and taken whole or not at all. ' +
      'A statement that is known already (account, number, sequence, page) changes nothing: a message of such statements ' +
      'alone is answered 200, with what 201 said. Where an answer was lost in the middle, the same message again goes on ' +
      'from there (201).',
    tag,
    access: { roles: payers },
    budget: 'expensive',
    body: {
      mediaTypes: ['application/xml', 'text/xml'],
      description: 'The message as the bank sent it',
      streamed: true,
    },
    bodyBytesMax: bytesMax,
    replies: { 200: StatementsTaken, 201: StatementsTaken },
    refusals: { ...refusals, 'file-not-utf8': 422, 'file-refused': 422 },
    handle: async ({ body, envelope }) => {
      const intakeTools: IntakeTools = { ...tools, ...intake }
      const reader = createCamt053Reader()
      const taken = await takeIn(intakeTools, reader, body, ({ messageId }) =>
        tools.ids.derive('bank-statements', messageId),
      )
      if (taken.kind === 'not-utf8')
        return refused('file-not-utf8', 'The file is not UTF-8', [
          { field: 'body', reason: taken.reason },
        ])
      if (taken.kind === 'refused')
        return refused(
          'file-refused',
          'Nothing of the message was taken',
          taken.problems.slice(0, problemsToldMax).map(({ path, line, code, reason }) => ({
            field: path,
            reason: `${code}: ${reason}`,
            line,
          })),
        )
      try {
        return await receive(tools, intakeTools, taken, reader.header()?.messageId ?? '', envelope)
      } finally {
        if (taken.kept > 0) await forgetUpload(intakeTools, taken.upload)
      }
    },
  })

const receive = async (
  tools: ContextTools,
  intake: IntakeTools,
  taken: TakenIn<StatementSlice, StatementsEnd>,
  messageId: string,
  envelope: RouteRequest['envelope'],
): Promise<Reply> => {
  const sent = envelope({ digest: taken.digest })
  const statementIds = new Set<string>()
  let last: Accepted | undefined
  let isNew = false
  for (let part = 1; part <= Math.max(1, taken.kept); part++) {
    const slice = taken.only ?? (await readPart<StatementSlice>(intake, taken.upload, part))
    if (!slice) throw new Error('a part that was just kept has gone')
    const command = await linesCommand(tools, slice)
    // Each slice has an id of its own, so that the request repeated finds what it did.
    const commandId = tools.ids.derive('statement-lines', sent.commandId, String(part))
    const outcome = await tools.handle(receiveStatementLines, command, { ...sent, commandId })
    if (outcome.kind !== 'accepted') return outcomeReply(outcome, refusals, () => ok(null))
    const { statementId } = command.data
    statementIds.add(statementId)
    isNew ||= await hasTaken(tools, outcome, statementStream(statementId), commandId)
    last = outcome
  }
  if (!last) throw new Error('a message without a statement was read')
  return outcomeReply(last, refusals, ({ position }) => ({
    status: isNew ? 201 : 200,
    body: {
      messageId,
      statementIds: [...statementIds],
      lines: taken.end.lines,
      position: positionToken(tools.log.name, position),
    },
  }))
}

/** Whether a slice was news, when it came first: the same request again is answered as it was. */
const hasTaken = async (
  { log }: Pick<ContextTools, 'log'>,
  outcome: Accepted,
  stream: string,
  commandId: string,
): Promise<boolean> => {
  if (outcome.fresh) return outcome.events.length > 0
  const version = outcome.versions[stream]
  if (version === undefined) return false
  const [last] = await log.readStream(stream, version - 1, 1)
  return last?.causationId === commandId
}

const refused = (
  slug: string,
  title: string,
  fields: readonly { field: string; reason: string; line?: number }[],
): Reply => problemReply({ slug, status: 422, title, fields })
