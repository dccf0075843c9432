import type { Agent, IncomingMessage } from 'node:http'
import { http } from '../../node/builtin-http.ts'
import { requestContent, sign, signatureHeader } from './signature.ts'
import { bodyBytesMax } from './wire.ts'

/** How one request went, told by what is certain about it. */
export type Exchange =
  /** A whole answer; `body` is undefined where it was not JSON. */
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  /** There never was a connection to send it over. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** There was a connection, and no whole answer: what the other side has done is not known. */
  | { readonly kind: 'lost'; readonly reason: string }

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly pathAndQuery: string
  readonly body: string
}

/** Over which a request goes. */
export interface Line {
  readonly agent: Agent
  readonly url: URL
  readonly secret: string
  readonly signal: AbortSignal
  readonly answerBytesMax?: number
}

/**
 * One request, never repeated. `node:http` rather than `fetch`, because only here can be seen
 * whether a connection existed: that is what separates `not-sent` from `lost`.
 */
export const exchange = (
  { method, pathAndQuery, body }: Call,
  { agent, url, secret, signal, answerBytesMax = bodyBytesMax }: Line,
): Promise<Exchange> =>
  new Promise((resolve) => {
    let connected = false
    const failed = (error: NodeJS.ErrnoException) => {
      const reason = signal.aborted ? 'timed-out' : slugOf(error.code)
      resolve({ kind: connected ? 'lost' : 'not-sent', reason })
    }
    const sending = http.request({
      agent,
      signal,
      method,
      // An address of IPv6 stands in brackets in a URL, and nowhere else.
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: pathAndQuery,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        [signatureHeader]: sign(requestContent(method, pathAndQuery, body), secret, Date.now()),
      },
    })
    sending.once('socket', (socket) => {
      // A connection kept from an earlier request counts as sent at once, even if it proves dead.
      if (!socket.connecting) connected = true
      else socket.once('connect', () => (connected = true))
    })
    sending.on('error', failed)
    sending.once('response', (response) => readAnswer(response, answerBytesMax, resolve, failed))
    sending.end(body)
  })

// An answer that breaks off ends with an error, so what is told here is whole.
const readAnswer = (
  response: IncomingMessage,
  bytesMax: number,
  tell: (exchange: Exchange) => void,
  failed: (error: NodeJS.ErrnoException) => void,
): void => {
  const chunks: Buffer[] = []
  let bytes = 0
  response.on('error', failed)
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= bytesMax) return chunks.push(chunk)
    tell({ kind: 'lost', reason: 'answer-too-large' })
    return response.destroy()
  })
  response.once('end', () =>
    tell({
      kind: 'answered',
      status: response.statusCode ?? 0,
      body: parsed(Buffer.concat(chunks).toString('utf8')),
    }),
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const slugOf = (code: string | undefined): string => {
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection-refused'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'connection-lost'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'host-not-found'
    default:
      return 'connection-failed'
  }
}
