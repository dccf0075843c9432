import type { Outcome } from './handle-command.ts'
import type { Json } from './json.ts'
import { factsInWords, type Refusal } from './refusal.ts'

/** An answer as a value. Problems are answers too. */
export interface Reply {
  readonly status: number
  readonly body?: Json
  /** In place of `body`: text of the media type in `headers`, sent while it is made. */
  readonly text?: AsyncIterable<string>
  readonly headers?: Readonly<Record<string, string>>
  /** Values of `set-cookie`, where there are several. */
  readonly cookies?: readonly string[]
  /** Strong validator of what is shown, for If-None-Match and If-Match. */
  readonly etag?: string
}

export const ok = (body: Json, extra: Omit<Reply, 'status' | 'body'> = {}): Reply => ({
  status: 200,
  body,
  ...extra,
})

/** RFC 9457, with the slug as the type's last part and each bad field named. */
export interface Problem {
  readonly slug: string
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly fields?: readonly {
    readonly field: string
    readonly reason: string
    readonly line?: number
  }[]
  readonly headers?: Readonly<Record<string, string>>
  /** Further members of the document, which clients act upon. */
  readonly members?: Readonly<Record<string, Json>>
}

export const problemReply = ({
  slug,
  status,
  title,
  detail,
  fields,
  headers = {},
  members = {},
}: Problem): Reply => ({
  status,
  body: {
    ...members,
    type: `/problems/${slug}`,
    title,
    status,
    ...(detail ? { detail } : {}),
    ...(fields ? { fields: fields as Json } : {}),
  },
  headers: { 'content-type': 'application/problem+json', ...headers },
})

const retryAfter = { 'retry-after': '1' }

const failures = {
  conflict: {
    slug: 'busy',
    status: 409,
    title: 'Others change the same thing at this moment; try again',
    headers: retryAfter,
  },
  'in-flight': {
    slug: 'request-in-flight',
    status: 409,
    title: 'A request with this Idempotency-Key is still being handled',
    headers: retryAfter,
  },
  overloaded: {
    slug: 'overloaded',
    status: 503,
    title: 'Too much is waiting; try again',
    headers: retryAfter,
  },
  'moved-on': {
    slug: 'precondition-failed',
    status: 412,
    title: 'It has changed since you looked; read it again',
  },
  unavailable: {
    slug: 'log-unavailable',
    status: 503,
    title: 'The log cannot be reached; send the same request again with the same Idempotency-Key',
    headers: retryAfter,
  },
  'taken-over': {
    slug: 'log-taken-over',
    status: 503,
    title:
      'A restore has taken this log over, and what is decided here would count for nothing; ask the restored installation',
  },
} as const satisfies Record<string, Problem>

/** Of whoever may not decide for a log any more. */
export const takenOver: Problem = failures['taken-over']

/** The answer to a command: what `accepted` shows, or the problem that its outcome stands for. */
export const outcomeReply = (
  outcome: Outcome,
  refusals: Readonly<Record<string, number>>,
  accepted: (outcome: Extract<Outcome, { kind: 'accepted' }>) => Reply,
): Reply => {
  switch (outcome.kind) {
    case 'accepted':
      return markReplay(accepted(outcome), outcome.fresh)
    case 'refused':
      return markReplay(
        problemReply({
          slug: outcome.refusal.refused,
          status: refusals[outcome.refusal.refused] ?? 422,
          title: outcome.refusal.refused.replaceAll('-', ' '),
          ...explained(outcome.refusal),
        }),
        outcome.fresh,
      )
    case 'other-content':
      return problemReply({
        slug: 'idempotency-key-reused',
        status: 422,
        title: 'This Idempotency-Key was used for a different request',
      })
    case 'failed':
      return problemReply(failures[outcome.reason])
  }
}

/** For people in words; for programs as they are, in a member of their own: some are called `status`. */
const explained = ({ detail: facts }: Refusal): Pick<Problem, 'detail' | 'members'> =>
  facts ? { detail: factsInWords(facts), members: { facts } } : {}

/** Lets a client tell the outcome of an earlier request from that of this one. */
const markReplay = (reply: Reply, fresh: boolean): Reply =>
  fresh ? reply : { ...reply, headers: { ...reply.headers, 'idempotency-replayed': 'true' } }
