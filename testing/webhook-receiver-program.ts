import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/* Tells its parent of every request, and answers as its parent says (testing/webhook-receiver.ts). */
const statuses = new Map<string, number>()

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

const server = createServer((request, response) => {
  void bodyOf(request).then(
    (body) => {
      const { url: path = '/', headers } = request
      const status = statuses.get(path) ?? 200
      process.send?.({ path, status, headers, body })
      if (status !== 0) response.writeHead(status).end(status === 200 ? '' : `no, ${status}`)
    },
    () => undefined,
  )
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ url: `http://127.0.0.1:${port}` })
})

process.on('message', (message) => {
  const { path, status } = message as { path: string; status: number }
  statuses.set(path, status)
})
process.on('disconnect', () => process.exit())
