/** One field that is wrong: `body/amount/currency`, and its line where the request was a file. */
export interface ProblemField {
  readonly field: string
  readonly reason: string
  readonly line?: number
}

interface ProblemParts {
  /** 0 where no answer came at all. */
  readonly status: number
  /** The last part of the problem's type: `idempotency-key-reused`. */
  readonly slug: string
  readonly title: string
  readonly detail?: string | undefined
  readonly fields?: readonly ProblemField[] | undefined
  readonly requestId?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

/** An answer that was no success, as the server's problem document tells it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly slug: string
  readonly title: string
  readonly detail: string | undefined
  readonly fields: readonly ProblemField[]
  readonly requestId: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(parts: ProblemParts) {
    super(parts.title)
    this.name = 'ApiProblem'
    this.status = parts.status
    this.slug = parts.slug
    this.title = parts.title
    this.detail = parts.detail
    this.fields = parts.fields ?? []
    this.requestId = parts.requestId
    this.retryAfterSeconds = parts.retryAfterSeconds
  }

  /** Whether the same request, with the same Idempotency-Key, may succeed a moment later. */
  get isTransient(): boolean {
    if (this.status === 0 || this.status >= 502) return true
    return this.status === 409 && this.retryAfterSeconds !== undefined
  }
}

/** The server could not be reached, or what answered was not the server. */
export const unreachable = (): ApiProblem =>
  new ApiProblem({
    status: 0,
    slug: 'unreachable',
    title: 'Millrace cannot be reached',
    detail: 'The connection failed before an answer came. It is tried again by itself.',
  })

/** In another window somebody signed in whom this one did not know yet. */
export const signedInAsAnother = (): ApiProblem =>
  new ApiProblem({
    status: 403,
    slug: 'signed-in-as-another',
    title: 'Somebody else has signed in in this browser',
    detail: 'Nothing was changed. From now on this window is theirs, too.',
  })

/** Reads a problem document; a proxy's page or an empty body becomes a problem too. */
export const problemFrom = (status: number, headers: Headers, body: unknown): ApiProblem => {
  const document = isRecord(body) ? body : {}
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  return new ApiProblem({
    status,
    slug: textOf(document['type'])?.split('/').at(-1) ?? `http-${status}`,
    title: textOf(document['title']) ?? `The server answered with status ${status}`,
    detail: textOf(document['detail']),
    fields: Array.isArray(document['fields']) ? document['fields'].filter(isProblemField) : [],
    requestId: textOf(document['requestId']) ?? headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

const isProblemField = (value: unknown): value is ProblemField =>
  isRecord(value) && typeof value['field'] === 'string' && typeof value['reason'] === 'string'
