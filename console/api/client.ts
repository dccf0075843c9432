import { ApiProblem, problemFrom, signedInAsAnother, unreachable } from './problem.ts'
import { withProof } from './step-up.ts'

type QueryValue = string | number | boolean | readonly string[] | undefined

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, instead of JSON. */
  readonly file?: { readonly text: string | Blob; readonly mediaType: string }
  /** Mutating calls carry one; the same for every attempt of one action of the user. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** Nobody is signed in yet, so a refusal ends nothing. */
  readonly isSigningIn?: boolean
}

let csrfToken: string | undefined
const endedListeners = new Set<() => void>()

/** The session's own token; a cookie alone changes nothing. */
export const rememberCsrfToken = (token: string | undefined): void => {
  csrfToken = token
}

/** Called when an answer says that nobody is signed in any more. Returns a way to stop. */
export const onSessionEnded = (listener: () => void): (() => void) => {
  endedListeners.add(listener)
  return () => endedListeners.delete(listener)
}

/**
 * Asks the server for the session's token again; another window of the browser may have changed it. Tells whether it is
 * still the same person's.
 */
type Refresh = () => Promise<boolean>
let refreshCsrfToken: Refresh | undefined
export const refreshCsrfTokenWith = (refresh: Refresh): void => {
  refreshCsrfToken = refresh
}

/**
 * Calls the API. Throws `ApiProblem` for everything but success. Where the person must prove that it is still them,
 * they are asked, and the call is repeated.
 */
export const call = <Answer>(path: string, request: ApiRequest = {}): Promise<Answer> =>
  withProof(() => withToken(() => callOnce<Answer>(path, request)))

/**
 * A proof in one window gives the session another token; the others learn it when their next call is refused. What one
 * person asked for is never done in the name of another who has signed in since.
 */
const withToken = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await send()
  } catch (error) {
    const isOld = error instanceof ApiProblem && error.slug === 'csrf-token-mismatch'
    if (!isOld || !refreshCsrfToken) throw error
    if (!(await refreshCsrfToken())) throw signedInAsAnother()
    return send()
  }
}

const callOnce = async <Answer>(path: string, request: ApiRequest): Promise<Answer> => {
  const response = await send(path, request)
  const body = await readBody(response)
  if (response.ok) return body as Answer
  if (response.status === 401 && !request.isSigningIn) sessionEnded()
  throw problemFrom(response.status, response.headers, body)
}

/** Tells everyone who listens that the session is over. */
export const sessionEnded = (): void => {
  for (const listener of endedListeners) listener()
}

/** `/v1/payments?limit=50`, without what is undefined. */
export const withQuery = (path: string, query: ApiRequest['query'] = {}): string => {
  const parameters = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((text) => (text === '' ? [] : [[name, String(text)]])),
  )
  const text = new URLSearchParams(parameters).toString()
  return text === '' ? path : `${path}?${text}`
}

const send = async (path: string, request: ApiRequest): Promise<Response> => {
  const { method = 'GET', query, body, file, signal } = request
  const payload = file ? file.text : body === undefined ? undefined : JSON.stringify(body)
  try {
    return await fetch(withQuery(path, query), {
      method,
      headers: headersOf(request),
      credentials: 'same-origin',
      ...(payload === undefined ? {} : { body: payload }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreachable()
  }
}

const headersOf = ({ method = 'GET', body, file, idempotencyKey }: ApiRequest): HeadersInit => ({
  accept: 'application/json',
  ...(file ? { 'content-type': file.mediaType } : {}),
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  ...(method !== 'GET' && csrfToken ? { 'x-csrf-token': csrfToken } : {}),
  ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
})

const readBody = async (response: Response): Promise<unknown> => {
  try {
    const text = await response.text()
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}
