import { createServer, type IncomingMessage, type Server } from 'node:http'
import { verifyWebhook, type WebhookEvent } from './verify.ts'

export interface ReceiverOptions {
  readonly secrets: readonly string[]
  /** Called once for each event, however often it comes. Throws: it is not acknowledged, and comes again. */
  readonly take: (event: WebhookEvent) => Promise<void> | void
}

const bodyBytesMax = 1_000_000

/**
 * A receiver as it should be: it believes nothing that is not signed, acknowledges what it knows already, and takes a
 * newer state over an older one. What it remembers lives in memory here; keep it with your own data.
 */
export const webhookReceiver = ({ secrets, take }: ReceiverOptions): Server => {
  const known = new Set<string>()
  const receive = async (request: IncomingMessage): Promise<number> => {
    const body = await bodyOf(request)
    if (body === undefined) return 413
    const verified = verifyWebhook(secrets, request.headers, body)
    if (!verified.ok) return 401
    if (known.has(verified.id)) return 200
    await take(verified.event)
    known.add(verified.id)
    return 204
  }
  return createServer((request, response) => {
    receive(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(),
    )
  })
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
