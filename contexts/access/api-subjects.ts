import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { SubjectId } from '../../kernel/personal-data.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply, type Reply } from '../../kernel/reply.ts'
import { route, type Route, type RouteRequest } from '../../kernel/route.ts'
import { shownInstant, shownText } from './showing.ts'
import { eraseSubject, holdSubject, releaseSubject, subjectStream } from './commands.ts'
import { ChangedSchema, ErasedSubjectSchema, HeldSubjectSchema, SubjectSchema } from './contract.ts'
import { erasureGrounds, type ErasureGround } from './events.ts'
import type { SubjectEvent } from './subject.ts'
import { subjectsView } from './subjects-view.ts'
import type { AccessTools } from './tools.ts'

const Subject = Type.String({ pattern: '^(g[0-9]{1,5}_)?(?!g[0-9]{1,5}_)[A-Za-z0-9_-]{1,120}$' })
const Params = Type.Object({ subject: Subject })

const access = { roles: ['compliance', 'administrator'] } as const
const tag = 'Personal data'

const unknown: Reply = problemReply({
  slug: 'subject-unknown',
  status: 404,
  title: 'Nothing was ever sealed for this subject',
})

const holdRefusals = { 'subject-unknown': 404, 'subject-erased': 409 }
const eraseRefusals = {
  'subject-unknown': 404,
  'subject-under-legal-hold': 409,
  'account-in-use': 409,
}

type EraseRequest = RouteRequest<
  { readonly subject: string },
  Record<string, never>,
  { readonly ground: ErasureGround; readonly reference?: string }
>

/** Whose data is held, and whose is erased. */
export const subjectRoutes = (tools: AccessTools): readonly Route[] => [
  route<{ readonly subject: string }>({
    method: 'GET',
    path: '/v1/subjects/:subject',
    name: 'readSubject',
    summary: 'Holds and erasures of a person',
    tag,
    access,
    params: Params,
    replies: { 200: SubjectSchema },
    refusals: { 'subject-unknown': 404 },
    shows: tools.view(subjectsView),
    handle: ({ params }) => showSubject(tools, tools.subjectKeys.person(params.subject)),
  }),
  route<{ readonly subject: string }, Record<string, never>, { readonly reason: string }>({
    method: 'POST',
    path: '/v1/subjects/:subject/holds',
    name: 'holdSubject',
    summary: 'Keep a person from being erased, for a legal reason',
    tag,
    access,
    params: Params,
    body: { schema: Type.Object({ reason: Type.String({ minLength: 3, maxLength: 500 }) }) },
    replies: { 201: HeldSubjectSchema },
    refusals: holdRefusals,
    handle: async ({ params, body: { reason }, envelope }) => {
      // Asked first: sealing the reason would make a key for somebody who has none.
      const key = await tools.subjectKeys.living(params.subject)
      if (!key) return unknown
      const subject = tools.subjectKeys.person(params.subject)
      const asked = envelope({ reason })
      const holdId = tools.ids.derive('hold', asked.commandId)
      const [sealed] = await tools.vault.seal([{ subject, field: 'reason', value: reason }])
      if (!sealed) throw new Error('one value was sealed, and none came back')
      const data = { subject, key, holdId, reason: sealed }
      const outcome = await tools.handle(holdSubject, { type: 'HoldSubject', data }, asked)
      return outcomeReply(outcome, holdRefusals, ({ position }) => ({
        status: 201,
        body: { holdId, position: positionToken('access', position) },
      }))
    },
  }),
  route<{ readonly subject: string; readonly holdId: string }>({
    method: 'DELETE',
    path: '/v1/subjects/:subject/holds/:holdId',
    name: 'releaseSubject',
    stepUp: true,
    summary: 'Lift a hold',
    tag,
    access,
    params: Type.Object({ subject: Subject, holdId: Type.String({ format: 'uuid' }) }),
    replies: { 200: ChangedSchema },
    refusals: { 'hold-unknown': 404 },
    handle: async ({ params: { subject, holdId }, envelope }) => {
      const data = { subject: tools.subjectKeys.person(subject), holdId }
      const command = { type: 'ReleaseSubject', data } as const
      const outcome = await tools.handle(releaseSubject, command, envelope(null))
      return outcomeReply(outcome, { 'hold-unknown': 404 }, ({ position }) =>
        ok({ position: positionToken('access', position) }),
      )
    },
  }),
  route<EraseRequest['params'], Record<string, never>, EraseRequest['body']>({
    method: 'POST',
    path: '/v1/subjects/:subject/erase',
    name: 'eraseSubject',
    stepUp: true,
    summary: 'Destroy the key of a person: everything sealed for them is lost, everywhere',
    tag,
    access,
    params: Params,
    body: {
      schema: Type.Object({
        ground: Type.Unsafe<ErasureGround>({ type: 'string', enum: [...erasureGrounds] }),
        reference: Type.Optional(
          Type.String({
            pattern: '^[A-Za-z0-9./_-]{1,64}$',
            description: 'Of the file in which the request is kept; it names no person',
          }),
        ),
      }),
    },
    replies: { 200: ErasedSubjectSchema },
    refusals: eraseRefusals,
    handle: (request) => erase(tools, request),
  }),
]

const erase = async (tools: AccessTools, request: EraseRequest): Promise<Reply> => {
  const { params, body, envelope } = request
  const subject = tools.subjectKeys.person(params.subject)
  const key = await tools.subjectKeys.living(params.subject)
  const data = { subject, ...(key ? { key } : {}), ...body }
  const outcome = await tools.handle(
    eraseSubject,
    { type: 'EraseSubject', data },
    envelope({ ...body }),
  )
  const isDestroyed = outcome.kind === 'accepted' && (await destroyKeys(tools, subject))
  return outcomeReply(outcome, eraseRefusals, ({ position }) =>
    ok({ subject, isDestroyed, position: positionToken('access', position) }),
  )
}

/** A person is erased a few times in a life; a stream is read in one go. */
const subjectEventsMax = 5_000

/** Destroys what was recorded, not what lives by now: a repeated request must spare who came back since. */
const destroyKeys = async ({ log, vault }: AccessTools, subject: SubjectId): Promise<boolean> => {
  const events = (await log.readStream(
    subjectStream(subject),
    0,
    subjectEventsMax,
  )) as readonly RecordedEvent<SubjectEvent>[]
  const keys = events.flatMap(({ type, data }) => (type === 'SubjectErased' ? [data.key] : []))
  // The outside call of this context goes on trying where this fails.
  return Promise.all(keys.map((key) => vault.erase(key))).then(
    () => true,
    () => false,
  )
}

const showSubject = async (
  { view, vault, subjectKeys }: AccessTools,
  subject: SubjectId,
): Promise<Reply> => {
  const [found, living] = await Promise.all([
    view(subjectsView).get(subject),
    subjectKeys.living(subject),
  ])
  if (!found && !living) return unknown
  const { holds, erasures } = found?.row ?? { holds: [], erasures: [] }
  const reasons = await vault.open(holds.map(({ reason }) => reason))
  return ok({
    subject,
    isReadable: living !== undefined,
    holds: holds.map(({ holdId, at, by }, index) => ({
      holdId,
      reason: shownText(reasons[index]),
      at: formatInstant(at),
      by,
    })),
    erasures: erasures.map(({ at, destroyedAt, ...erasure }) => ({
      ...erasure,
      at: formatInstant(at),
      ...shownInstant('destroyedAt', destroyedAt),
    })),
  })
}
