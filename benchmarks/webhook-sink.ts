import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// The least that receives: it reads a body, answers, and says at /count how many there were.
let received = 0
const server = createServer((request, response) => {
  if (request.url === '/count') return void response.end(String(received))
  request.resume()
  request.once('end', () => {
    received++
    response.writeHead(204).end()
  })
}).listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
process.once('SIGTERM', () => process.exit())
