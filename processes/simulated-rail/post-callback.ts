import { readFile } from 'node:fs/promises'
import { request as requestOverTls } from 'node:https'

export interface CallbackRequest {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** File with the certificate of a receiver that speaks TLS (PEM). */
  readonly certificateFile: string | undefined
}

/** Sends it, and tells whether the receiver confirmed. */
export const postCallback = async (callback: CallbackRequest): Promise<boolean> => {
  if (callback.certificateFile !== undefined && callback.url.startsWith('https:'))
    return postPinned(callback, await readFile(callback.certificateFile, 'utf8'))
  const { url, body, headers, signal } = callback
  const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal })
  await response.body?.cancel()
  return response.ok
}

/** The receiver is this very certificate, by whatever name it is reached: rail and gateway share a machine. */
const postPinned = (
  { url, body, headers, signal }: CallbackRequest,
  certificate: string,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const request = requestOverTls(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal,
        ca: certificate,
        allowPartialTrustChain: true,
        checkServerIdentity: () => undefined,
      },
      (response) => {
        response.resume()
        const { statusCode = 0 } = response
        resolve(statusCode >= 200 && statusCode < 300)
      },
    )
    request.once('error', reject)
    request.end(body)
  })
