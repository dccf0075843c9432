import type {
  Agent,
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  OutgoingHttpHeaders,
} from 'node:http'
import { Readable } from 'node:stream'
import { http } from '../builtin-http.ts'
import type { Worker } from './workers.ts'

export interface WorkerRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: OutgoingHttpHeaders
  /** Whole, or as it comes: then its reading begins once there is a connection. */
  readonly body: Buffer | AsyncGenerator<Uint8Array, void, undefined> | undefined
}

/** How it went, told by what is certain about it. */
export type WorkerAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      /** Whole where it is small, so that one that breaks off has not begun for the caller. */
      readonly body: Buffer | IncomingMessage
    }
  /** There never was a connection to send it over. */
  | { readonly kind: 'not-sent' }
  /** There was one, and no whole answer: what the worker has done is not known. */
  | { readonly kind: 'lost' }
  /** The body did not come to its end. */
  | { readonly kind: 'body-failed'; readonly error: unknown }

export interface AskingWorker {
  readonly agent: Agent
  /** Aborts when nobody waits for the answer any more. */
  readonly callerGone: AbortSignal
}

/** A worker is near: whoever takes longer is not there. */
const connectTimeoutMs = 2_000
const wholeBytesMax = 262_144

/** One request to one worker, never repeated here. */
export const askWorker = (
  worker: Worker,
  asked: WorkerRequest,
  { agent, callerGone }: AskingWorker,
): Promise<WorkerAnswer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(worker.url)
    // An address of IPv6 stands in brackets in a URL, and nowhere else.
    const host = hostname.replace(/^\[|\]$/g, '')
    const { method, url: path, headers, body } = asked
    let connected = false
    let bodyError: { readonly error: unknown } | undefined
    const sending = http.request({ agent, method, host, port, path, headers })
    const cut = (): void => void sending.destroy()
    const signals = [worker.gone, callerGone]
    for (const signal of signals) signal.addEventListener('abort', cut)
    worker.underWay++
    sending.once('close', () => {
      worker.underWay--
      for (const signal of signals) signal.removeEventListener('abort', cut)
    })
    sending.on('error', () => {
      if (bodyError) resolve({ kind: 'body-failed', ...bodyError })
      else resolve({ kind: connected ? 'lost' : 'not-sent' })
    })
    onceConnected(sending, () => {
      connected = true
      if (body && !Buffer.isBuffer(body))
        sendAsItComes(body, sending).catch((error: unknown) => {
          bodyError = { error }
          sending.destroy()
        })
    })
    sending.once('response', (response) => void answerOf(response).then(resolve))
    if (!body || Buffer.isBuffer(body)) sending.end(body)
    if (signals.some(({ aborted }) => aborted)) cut()
  })

const onceConnected = (sending: ClientRequest, act: () => void): void => {
  sending.once('socket', (socket) => {
    // One that is kept from an earlier request counts as sent over at once, even if it proves dead.
    if (!socket.connecting) return act()
    const tooLate = setTimeout(() => sending.destroy(), connectTimeoutMs)
    const over = (): void => clearTimeout(tooLate)
    sending.once('close', over)
    socket.once('connect', () => {
      over()
      act()
    })
  })
}

/** At the pace of the slower one of both ends. An answer that comes before the end of the body ends it. */
const sendAsItComes = async (
  body: AsyncGenerator<Uint8Array, void, undefined>,
  sending: ClientRequest,
): Promise<void> => {
  let isAnswered = false
  let wake: () => void = () => undefined
  const awaken = (): void => wake()
  sending.once('response', () => {
    isAnswered = true
    wake()
  })
  sending.on('drain', awaken).once('close', awaken)
  for await (const piece of body) {
    if (isAnswered || sending.destroyed) return
    if (sending.write(piece)) continue
    await new Promise<void>((resolve) => {
      wake = resolve
      if (isAnswered || sending.destroyed) resolve()
    })
  }
  if (!sending.destroyed) sending.end()
}

const answerOf = async (response: IncomingMessage): Promise<WorkerAnswer> => {
  const { statusCode: status = 502, headers } = response
  const bytes = Number(headers['content-length'] ?? Infinity)
  const isShort = bytes <= wholeBytesMax || status === 204 || status === 304
  if (!isShort) return { kind: 'answered', status, headers, body: response }
  try {
    const chunks: Uint8Array[] = []
    for await (const chunk of response) chunks.push(chunk as Uint8Array)
    return { kind: 'answered', status, headers, body: Buffer.concat(chunks) }
  } catch {
    return { kind: 'lost' }
  }
}

/** The whole body, for a request that can be sent again. */
export const wholeBody = async (
  body: AsyncGenerator<Uint8Array, void, undefined>,
): Promise<Buffer> => Buffer.concat(await Readable.from(body).toArray())
