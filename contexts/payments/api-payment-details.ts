import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import type { Json } from '../../kernel/json.ts'
import { pageParameters } from '../../kernel/list-query.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { erased, sealedParts, type Erased, type Sealed } from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { InvalidQuery } from '../../kernel/view.ts'
import { paymentEventsChanges } from './api-changes.ts'
import { notFound, readers, tag } from './api-reading.ts'
import { PositionToken } from './contract.ts'
import type { Party, PaymentDetails, PaymentEventData } from './events.ts'
import { paymentStream } from './payment.ts'
import { accountNumber } from './sealing.ts'
import { subjectOf } from './showing.ts'

const PaymentParams = Type.Object({ paymentId: Type.String({ format: 'uuid' }) })

const TimelineEntry = Type.Object({
  type: Type.String({ description: 'What happened, for example SubmissionStarted' }),
  at: Type.String({ format: 'date-time' }),
  actor: Type.String({ description: 'On whose behalf: user:<id>, timer:<name>, ...' }),
  version: Type.Integer(),
  position: PositionToken,
  details: Type.Object({}, { additionalProperties: true, description: 'No personal data' }),
})

const Revealed = Type.Union([
  Type.Object({
    name: Type.String(),
    account: Type.String(),
    agentBic: Type.Optional(Type.String()),
    country: Type.Optional(Type.String()),
    subject: Type.String(),
  }),
  Type.Object({
    name: Type.Null(),
    account: Type.Null(),
    subject: Type.String(),
    erased: Type.Literal(true),
  }),
])

const RevealedDetails = Type.Partial(
  Type.Object({
    ultimateDebtor: Type.String(),
    ultimateCreditor: Type.String(),
    creditorReference: Type.String(),
    documents: Type.Array(Type.String()),
    regulatory: Type.Array(Type.String()),
    debtorLei: Type.String(),
    creditorLei: Type.String(),
    debtorAddress: Type.String(),
    creditorAddress: Type.String(),
  }),
  { description: 'What the payer said beyond that; absent where it was nothing, or is erased' },
)

/** What looks into one payment: what happened to it, and who is in it. */
export const paymentDetailRoutes = (tools: ContextTools): readonly Route[] => [
  route<{ paymentId: string }, { cursor?: string; limit?: number }>({
    method: 'GET',
    path: '/v1/payments/:paymentId/events',
    name: 'listPaymentEvents',
    summary: 'What happened to a payment, in order',
    tag,
    access: { roles: readers },
    params: PaymentParams,
    query: Type.Object(pageParameters),
    changes: paymentEventsChanges,
    replies: {
      200: Type.Object({
        items: Type.Array(TimelineEntry),
        next: Type.Optional(
          Type.String({ description: 'Cursor of the next page; absent at the end' }),
        ),
      }),
    },
    refusals: { 'payment-unknown': 404 },
    handle: async ({ params: { paymentId }, query: { cursor, limit = 50 } }) => {
      const afterVersion = cursor === undefined ? 0 : versionIn(cursor)
      const read = await tools.log.readStream(paymentStream(paymentId), afterVersion, limit + 1)
      if (read.length === 0 && afterVersion === 0) return notFound('payment')
      const page = read.slice(0, limit)
      const items = page.map((event) => showEvent(tools.log.name, event))
      const last = page.at(-1)
      return ok({
        items,
        ...(read.length > limit && last ? { next: encodeCursor(last.version) } : {}),
      })
    },
  }),

  route<{ paymentId: string }, Record<string, never>, { reason: string }>({
    method: 'POST',
    path: '/v1/payments/:paymentId/reveal',
    name: 'revealPayment',
    stepUp: true,
    summary: 'See the parties of a payment in full',
    description: 'Who looked, at what and why is written down before anything is shown.',
    tag,
    access: { roles: ['operator', 'compliance'] },
    params: PaymentParams,
    body: {
      schema: Type.Object({
        reason: Type.String({
          minLength: 5,
          maxLength: 200,
          pattern: '\\S',
          examples: ['The payer asks about it, ticket 4711'],
        }),
      }),
    },
    replies: {
      200: Type.Object({
        paymentId: Type.String({ format: 'uuid' }),
        debtor: Revealed,
        creditor: Revealed,
        remittance: Type.Union([Type.String(), Type.Null()]),
        details: Type.Optional(RevealedDetails),
      }),
    },
    refusals: { 'payment-unknown': 404 },
    withoutIdempotencyKey: 'it changes nothing, and each viewing is written down',
    handle: async ({ params: { paymentId }, body: { reason }, caller, requestId }) => {
      const [first] = await tools.log.readStream(paymentStream(paymentId), 0, 1)
      if (!first) return notFound('payment')
      const { debtor, creditor, remittance, details } =
        first.data as PaymentEventData<'PaymentReceived'>
      const subjects = await readable(tools, [debtor, creditor])
      const thing = `payment ${paymentId}`
      await tools.audit.unmasked({ actor: caller.actor, subjects, thing, reason, requestId })
      const [payer, payee] = await tools.vault.open<Party>([debtor, creditor])
      const [text] = remittance ? await tools.vault.open([remittance]) : []
      const [said] = details ? await tools.vault.open<PaymentDetails>([details]) : []
      const body = {
        paymentId,
        debtor: reveal(subjectOf(debtor), payer),
        creditor: reveal(subjectOf(creditor), payee),
        remittance: typeof text === 'string' ? text : null,
        ...(said === undefined || said === erased ? {} : { details: said as Json }),
      }
      return ok(body, { headers: { 'cache-control': 'no-store' } })
    },
  }),
]

/**
 * Whose data there still is to be seen. Of who was erased nothing is shown, and the viewing must not be kept under
 * their name: a reason sealed for them would make them a key anew.
 */
const readable = async (
  { vault }: Pick<ContextTools, 'vault'>,
  parties: readonly Sealed<Party>[],
): Promise<readonly string[]> => {
  const opened = await vault.open(parties)
  return [...new Set(parties.filter((_, index) => opened[index] !== erased).map(subjectOf))]
}

const versionIn = (cursor: string): number => {
  const version = decodeCursor(cursor)
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > 0) return version
  throw new InvalidQuery('cursor', 'this cursor does not come from this list')
}

const reveal = (subject: string, party: Party | Erased | undefined): Json => {
  if (party === undefined || party === erased)
    return { name: null, account: null, subject, erased: true }
  const { account, ...rest } = party
  return { ...rest, account: accountNumber(account), subject }
}

/** What is sealed is left out by itself. */
const hidden = new Set([
  'debtorAccountIndex',
  'creditorAccountIndex',
  'orderIndex',
  'debtorCountry',
  'creditorCountry',
])

const isSealed = (value: Json): boolean =>
  typeof value === 'string' && sealedParts(value) !== undefined

const showEvent = (log: string, event: RecordedEvent): Json => ({
  type: event.type,
  at: formatInstant(event.time),
  actor: event.actor,
  version: event.version,
  position: positionToken(log, event.position),
  details: Object.fromEntries(
    Object.entries(event.data as Readonly<Record<string, Json>>).filter(
      ([name, value]) => !hidden.has(name) && !isSealed(value),
    ),
  ),
})
