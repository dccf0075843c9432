/** The provider answered with nothing that could be used, or not at all. Try again later. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable'
}

export interface FetchLimits {
  readonly timeoutMs: number
  readonly answerBytesMax: number
}

export const fetchLimits: FetchLimits = { timeoutMs: 5_000, answerBytesMax: 512 * 1_024 }

/** A fetch that ends in time, follows no redirect, and reads no more than a provider has to say. */
export const providerFetch =
  ({ timeoutMs, answerBytesMax }: FetchLimits = fetchLimits) =>
  async (url: string, request: RequestInit = {}): Promise<Response> => {
    const signal = AbortSignal.timeout(timeoutMs)
    try {
      const response = await fetch(url, { ...request, redirect: 'manual', signal })
      const body = await readBounded(response, answerBytesMax)
      const { status, headers } = response
      return new Response(hasBody(status) ? body : null, { status, headers })
    } catch (error) {
      throw new ProviderUnavailable(`${new URL(url).origin} did not answer`, { cause: error })
    }
  }

export type ProviderFetch = ReturnType<typeof providerFetch>

// The others must not have one, and `Response` would refuse it.
const hasBody = (status: number): boolean => ![204, 205, 304].includes(status)

const readBounded = async (response: Response, bytesMax: number): Promise<ArrayBuffer> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > bytesMax) throw new Error(`the answer is longer than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole.buffer
}

/** Reads a JSON object. Throws `ProviderUnavailable` for anything else. */
export const fetchObject = async (
  fetching: ProviderFetch,
  url: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const response = await fetching(url, { headers: { accept: 'application/json' } })
  const value: unknown = response.status === 200 ? await response.json().catch(() => null) : null
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>
  throw new ProviderUnavailable(`${url} answered ${response.status} without a JSON object`)
}
