import type { IncomingMessage } from 'node:http'
import type { Shape } from '../../adapters/rails/simulated/shape.ts'
import { bodyBytesMax, CancelRequest, SubmitRequest } from '../../adapters/rails/simulated/wire.ts'
import { OutageRequest } from '../../adapters/rails/simulated/faults.ts'

/** The bytes of a request, or undefined if there are too many; then the rest is thrown away unread. */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes <= bodyBytesMax) chunks.push(chunk)
  }
  return bytes <= bodyBytesMax ? Buffer.concat(chunks) : undefined
}

/** Undefined where the bytes are not UTF-8 or not JSON. */
export const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

const reading =
  <Request>(shape: Shape<unknown>) =>
  (value: unknown): Request | { wrong: string } => {
    const misfit = shape(value, '')
    return misfit ? { wrong: `${misfit.path || '/'} ${misfit.message}` } : (value as Request)
  }

export const isWrong = (value: object): value is { wrong: string } => 'wrong' in value

export const readSubmit = reading<SubmitRequest>(SubmitRequest)
export const readCancel = reading<CancelRequest>(CancelRequest)
export const readOutage = reading<OutageRequest>(OutageRequest)
