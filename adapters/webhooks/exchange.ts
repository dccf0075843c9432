import type { Agent as HttpAgent, IncomingMessage } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { WebhookAnswer, WebhookCall } from '../../contexts/webhooks/ports.ts'
import { http, https } from '../node/builtin-http.ts'
import type { Target } from './target.ts'

const keptBytes = 1_024
/** More of an answer than this is not waited for; its connection is closed. */
const readBytesMax = 64 * 1_024
const socketsMax = 64

/** Connections are kept between calls, to the address that was checked when they were opened. */
export interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  close(): void
}

export const openAgents = (): Agents => {
  const options = { keepAlive: true, maxSockets: socketsMax, maxFreeSockets: 256, timeout: 60_000 }
  const agents = { http: new PinnedHttpAgent(options), https: new PinnedHttpsAgent(options) }
  return {
    ...agents,
    close: () => {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

interface Pinned {
  readonly pinnedTo?: string
}

// A kept connection is taken up again for the same address only, not merely for the same name.
class PinnedHttpAgent extends http.Agent {
  override getName(options?: Parameters<HttpAgent['getName']>[0] & Pinned): string {
    return `${super.getName(options)}:${options?.pinnedTo ?? ''}`
  }
}
class PinnedHttpsAgent extends https.Agent {
  override getName(options?: Parameters<HttpsAgent['getName']>[0] & Pinned): string {
    return `${super.getName(options)}:${options?.pinnedTo ?? ''}`
  }
}

/** One POST to a fixed address, never repeated. Redirects are answers like any other. */
export const exchange = (
  { body, headers }: Pick<WebhookCall, 'body' | 'headers'>,
  { url, address, family }: Target,
  agents: Agents,
  signal: AbortSignal,
): Promise<WebhookAnswer> =>
  new Promise((resolve) => {
    const begun = performance.now()
    const durationMs = () => Math.round(performance.now() - begun)
    const failed = (error: NodeJS.ErrnoException) =>
      resolve({
        kind: 'failed',
        reason: signal.aborted ? 'timed-out' : slugOf(error),
        durationMs: durationMs(),
      })
    const secure = url.protocol === 'https:'
    const options = {
      method: 'POST',
      agent: secure ? agents.https : agents.http,
      signal,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
      // The name stands in Host and in TLS; what is connected to is the address that was checked.
      lookup: fixed(address, family),
      pinnedTo: address,
    }
    const sending = secure ? https.request(url, options) : http.request(url, options)
    sending.on('error', failed)
    sending.once('response', (response) => {
      void readAnswer(response).then(
        (kept) =>
          resolve({
            kind: 'answered',
            status: response.statusCode ?? 0,
            durationMs: durationMs(),
            body: kept,
            ...retryAfterOf(response),
          }),
        failed,
      )
    })
    sending.end(body)
  })

const fixed =
  (address: string, family: 4 | 6): LookupFunction =>
  (_name, options, callback) => {
    if (options.all) callback(null, [{ address, family }])
    else callback(null, address, family)
  }

const readAnswer = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (bytes < keptBytes) chunks.push(chunk.subarray(0, keptBytes - bytes))
    bytes += chunk.length
    // Its status is known, and that is the answer.
    if (bytes > readBytesMax) break
  }
  // PostgreSQL's texts cannot hold the character 0, and half a letter at the end is none.
  const text = new TextDecoder().decode(Buffer.concat(chunks), { stream: true })
  return text.replaceAll('\0', '')
}

const retryAfterOf = (response: IncomingMessage): { retryAfterMs?: number } => {
  const given = response.headers['retry-after'] ?? ''
  if (/^\d{1,7}$/.test(given)) return { retryAfterMs: Number(given) * 1_000 }
  const at = given === '' ? Number.NaN : Date.parse(given)
  return Number.isNaN(at) ? {} : { retryAfterMs: Math.max(0, at - Date.now()) }
}

const slugs: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'host-unreachable',
  ETIMEDOUT: 'timed-out',
}

const slugOf = ({ code = '' }: NodeJS.ErrnoException): string =>
  slugs[code] ??
  (/^(CERT_|ERR_TLS|ERR_SSL|DEPTH_|SELF_|UNABLE_|EPROTO)/.test(code)
    ? 'tls-failed'
    : 'connection-failed')
