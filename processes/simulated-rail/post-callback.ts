import { readFile } from 'node:fs/promises'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { http, https } from '../../adapters/node/builtin-http.ts'

export interface CallbackRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

export interface CallbackPoster {
  /** Sends it, and tells whether the receiver confirmed; rejects where no whole answer came in time. */
  post(callback: CallbackRequest): Promise<boolean>
  /** Breaks off what is under way. */
  close(): void
}

/**
 * Posts over connections that are kept: `fetch` would cost a callback three times as much, in time and in memory.
 * `certificateFile` is of a receiver that speaks TLS (PEM).
 */
export const callbackPoster = (certificateFile: string | undefined): CallbackPoster => {
  const plain = new http.Agent({ keepAlive: true })
  const overTls = new https.Agent({ keepAlive: true })
  return {
    post: async ({ url, body, headers, timeoutMs }) => {
      const options = {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      }
      if (!url.startsWith('https:'))
        return send(
          (answered) => http.request(url, { ...options, agent: plain }, answered),
          body,
          timeoutMs,
        )
      const trusted = certificateFile === undefined ? {} : await pinned(certificateFile)
      const secured = { ...options, agent: overTls, ...trusted }
      return send((answered) => https.request(url, secured, answered), body, timeoutMs)
    },
    close: () => {
      plain.destroy()
      overTls.destroy()
    },
  }
}

/** The receiver is this very certificate, by whatever name it is reached: rail and gateway share a machine. */
const pinned = async (certificateFile: string) => ({
  ca: await readFile(certificateFile, 'utf8'),
  allowPartialTrustChain: true,
  checkServerIdentity: () => undefined,
})

const send = (
  begin: (answered: (response: IncomingMessage) => void) => ClientRequest,
  body: string,
  timeoutMs: number,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const request = begin((response) => {
      const { statusCode = 0 } = response
      response.on('error', failed)
      response.once('end', () => {
        clearTimeout(deadline)
        resolve(statusCode >= 200 && statusCode < 300)
      })
      response.resume()
    })
    const deadline = setTimeout(() => request.destroy(new Error('timed-out')), timeoutMs)
    const failed = (error: Error) => {
      clearTimeout(deadline)
      reject(error)
    }
    request.on('error', failed)
    request.end(body)
  })
