import { addresses, type Operations } from './api.ts'
import { eventsIn } from './events.ts'
import { ApiProblem, problemIn } from './problem.ts'
import {
  backoffFor,
  isPassing,
  pause,
  retryAfterOf,
  usualRetry,
  type RetrySettings,
} from './retry.ts'

export interface ClientSettings {
  /** Where the installation is: `https://payments.example`. */
  readonly url: string
  readonly apiKey: string
  /** The version of the API that the program was written for. Left out: that of the key. */
  readonly version?: string
  readonly retry?: Partial<RetrySettings>
  /** Left out: the platform's own. */
  readonly fetch?: typeof fetch
}

type Name = keyof Operations
type Input<N extends Name> = Operations[N]['input']
type Item<N extends Name> = Operations[N] extends { readonly item: infer One } ? One : never
export type Listing = {
  [N in Name]: Operations[N] extends { readonly item: unknown } ? N : never
}[Name]
export type Watching = {
  [N in Name]: (typeof addresses)[N] extends { readonly live: true } ? N : never
}[Name]

export interface CallOptions {
  /** Of a command: the same key again gives the first answer and no second effect. Left out: one is made. */
  readonly idempotencyKey?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

type Arguments<N extends Name> =
  Partial<Input<N>> extends Input<N>
    ? [input?: Input<N>, options?: CallOptions]
    : [input: Input<N>, options?: CallOptions]

export interface Client {
  /** Calls an operation. What passes by itself is tried again, a command with one key throughout. Throws `ApiProblem`. */
  call<N extends Name>(name: N, ...args: Arguments<N>): Promise<Operations[N]['answer']>
  /** Every item of a list, page after page: each that is there throughout comes once. */
  pages<N extends Listing>(name: N, ...args: Arguments<N>): AsyncGenerator<Item<N>>
  /** What changes, as it changes, for ever: a connection that breaks goes on behind the last event. */
  watch<One = unknown>(
    name: Watching,
    input?: WatchInput,
    options?: CallOptions,
  ): AsyncGenerator<Rows<One>>
  /** Has a command kept and carried out without waiting for it; `answer` asks until it is there. */
  promise<N extends Name>(
    name: N,
    ...args: Arguments<N>
  ): Promise<{ readonly operationId: string; answer(): Promise<Operations[N]['answer']> }>
}

export interface WatchInput {
  /** `after`: a position, from which on changes are told. */
  readonly query?: { readonly after?: string }
}

/** Rows that changed, as they are now, like the items of the list. */
export interface Rows<One> {
  readonly items: readonly One[]
  readonly position: string | undefined
}

interface AnyInput {
  readonly path?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

/** A client of one installation, for one API key. */
export const createClient = (settings: ClientSettings): Client => {
  const call = async (
    name: Name,
    input: AnyInput = {},
    options: CallOptions = {},
  ): Promise<unknown> => bodyOf(await send(settings, name, input, options))

  return {
    call: (name, ...[input, options]) => call(name, input, options) as Promise<never>,
    pages: (name, ...[input, options]) =>
      pagesOf((query) => call(name, { ...input, query }, options), input) as AsyncGenerator<never>,
    watch: (name, input, options) =>
      watch(settings, name, input ?? {}, options) as AsyncGenerator<never>,
    promise: async (name, ...[input, options = {}]) => {
      const headers = { ...options.headers, prefer: 'respond-async' }
      const promised = await call(name, input, { ...options, headers })
      const { operationId } = promised as { operationId: string }
      return { operationId, answer: () => answerOf(call, operationId, options.signal) as never }
    },
  }
}

/** Lists are separated by commas; a comma within a value is written `\,`. */
const queryText = (query: Readonly<Record<string, unknown>> = {}): string => {
  const text = (value: unknown): string =>
    Array.isArray(value)
      ? value.map((one) => String(one).replaceAll(',', '\\,')).join(',')
      : String(value)
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, text(value)])).toString()}`
}

const urlOf = ({ url }: ClientSettings, name: Name, { path = {}, query }: AnyInput): string => {
  const filled = addresses[name].path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
    encodeURIComponent(String(path[parameter])),
  )
  return `${url.replace(/\/$/, '')}${filled}${queryText(query)}`
}

const send = async (
  settings: ClientSettings,
  name: Name,
  input: AnyInput,
  { idempotencyKey, headers, signal }: CallOptions,
): Promise<Response> => {
  const { method, keyed, mediaType } = addresses[name] as {
    method: string
    keyed: boolean
    mediaType?: string
  }
  const retry = { ...usualRetry, ...settings.retry }
  const request: RequestInit = {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${settings.apiKey}`,
      ...(settings.version ? { 'millrace-version': settings.version } : {}),
      ...(keyed ? { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() } : {}),
      ...(mediaType && input.body !== undefined ? { 'content-type': mediaType } : {}),
      ...headers,
    },
    ...(input.body === undefined ? {} : { body: payloadOf(input.body) }),
    ...(signal ? { signal } : {}),
  }
  // Whether a command without a key arrived, nobody could tell.
  const attemptsMax = keyed || method === 'GET' ? retry.attemptsMax : 1
  for (let attempt = 1; ; attempt++) {
    const response = await (settings.fetch ?? fetch)(urlOf(settings, name, input), request).catch(
      (error: unknown) => {
        if (signal?.aborted || attempt >= attemptsMax) throw error
        return undefined
      },
    )
    if (response?.ok) return response
    if (response && (!isPassing(response) || attempt >= attemptsMax))
      throw await problemIn(response)
    await response?.body?.cancel()
    await pause(backoffFor(attempt, retry, response && retryAfterOf(response)), signal)
  }
}

const payloadOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array
    ? (body as string | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body)

const bodyOf = async (response: Response): Promise<unknown> => {
  const text = await response.text()
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

async function* pagesOf(
  read: (query: Readonly<Record<string, unknown>>) => Promise<unknown>,
  { query = {} }: AnyInput = {},
): AsyncGenerator<unknown> {
  let cursor: string | undefined
  do {
    const page = await read({ ...query, ...(cursor === undefined ? {} : { cursor }) })
    const { items, next } = page as { items: readonly unknown[]; next?: string }
    yield* items
    cursor = next
  } while (cursor !== undefined)
}

async function* watch(
  settings: ClientSettings,
  name: Name,
  input: AnyInput,
  { headers, signal }: CallOptions = {},
): AsyncGenerator<Rows<unknown>> {
  let position: string | undefined
  for (;;) {
    const resume = position === undefined ? {} : { 'last-event-id': position }
    const response = await send(settings, name, input, {
      headers: { ...headers, ...resume, accept: 'text/event-stream' },
      ...(signal ? { signal } : {}),
    })
    try {
      for await (const { event, data, id } of eventsIn(response.body ?? new ReadableStream())) {
        position = id ?? position
        if (event !== 'rows') continue
        const { items } = JSON.parse(data) as { items: readonly unknown[] }
        yield { items, position }
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof TypeError)) throw error
    }
    await pause(backoffFor(1, { ...usualRetry, ...settings.retry }), signal)
  }
}

/** Asks until there is an answer, and gives it as the call itself would have: the answer, or the problem thrown. */
const answerOf = async (
  call: (name: Name, input: AnyInput, options: CallOptions) => Promise<unknown>,
  operationId: string,
  signal: AbortSignal | undefined,
): Promise<unknown> => {
  for (;;) {
    const found = await call('getOperation', { path: { operationId } }, signal ? { signal } : {})
    const { state, answer } = found as Operations['getOperation']['answer']
    if (state !== 'in-progress' && answer) {
      if (answer.status < 400) return answer.body
      throw new ApiProblem(answer.status, { ...(answer.body as object) })
    }
    await pause(500, signal)
  }
}
