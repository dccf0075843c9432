import { request, type Agent, type IncomingMessage } from 'node:http'
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

/**
 * One request, never repeated. `node:http` rather than `fetch`, because only here can be seen
 * whether a connection existed: that is what separates `not-sent` from `lost`.
 */
export const exchange = (
  { method, pathAndQuery, body }: Call,
  { agent, url, secret, signal }: { agent: Agent; url: URL; secret: string; signal: AbortSignal },
): Promise<Exchange> =>
  new Promise((resolve) => {
    let connected = false
    const failed = (error: NodeJS.ErrnoException) => {
      const reason = signal.aborted ? 'timed-out' : slugOf(error.code)
      resolve({ kind: connected ? 'lost' : 'not-sent', reason })
    }
    const sending = request({
      agent,
      signal,
      method,
      host: url.hostname,
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
    sending.once('response', (response) => {
      void readAnswer(response).then(resolve, failed)
    })
    sending.end(body)
  })

// Iterating throws where an answer breaks off, so what is returned here is whole.
const readAnswer = async (response: IncomingMessage): Promise<Exchange> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) {
      response.destroy()
      return { kind: 'lost', reason: 'answer-too-large' }
    }
    chunks.push(chunk)
  }
  return {
    kind: 'answered',
    status: response.statusCode ?? 0,
    body: parsed(Buffer.concat(chunks).toString('utf8')),
  }
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
