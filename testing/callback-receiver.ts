import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ReceivedCallback {
  readonly body: string
  readonly signature: string | undefined
}

export interface CallbackReceiver {
  readonly url: string
  /** In the order of arrival, refused ones too. */
  readonly received: readonly ReceivedCallback[]
  /** What it answers from now on; 200 at first. */
  answerWith(status: number): void
  close(): Promise<void>
}

/** Stands where a gateway stands and keeps every callback as it came, bytes and signature. */
export const startCallbackReceiver = async (): Promise<CallbackReceiver> => {
  const received: ReceivedCallback[] = []
  let status = 200
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const signature = request.headers['millrace-rail-signature']
      received.push({ body, signature: Array.isArray(signature) ? signature[0] : signature })
      response.writeHead(status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`,
    received,
    answerWith: (given) => {
      status = given
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
