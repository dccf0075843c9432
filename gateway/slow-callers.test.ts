import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startGateway } from '../testing/gateway.ts'
import { echoParcel } from '../testing/parcels.ts'
import { openRaw, type RawConnection } from '../testing/raw-http.ts'

const head = [
  'POST /v1/parcels HTTP/1.1',
  'Host: test',
  'Authorization: Bearer key-of-operator',
  'Idempotency-Key: k',
  'Content-Type: application/json',
  'Content-Length: 100000',
  '',
  '{"weight":',
].join('\r\n')

/** Sends one character after the other for as long as the connection lasts. */
const trickle = ({ socket, closed }: RawConnection, everyMs: number): Promise<void> => {
  const timer = setInterval(() => socket.writable && socket.write(' '), everyMs)
  onTestFinished(() => {
    clearInterval(timer)
    socket.destroy()
  })
  return closed
}

describe('Callers who send slowly', () => {
  it('are cut off when their headers take too long, however steadily they come', async () => {
    const { port } = await startGateway([echoParcel], {
      limits: { headersTimeoutMs: 300, requestTimeoutMs: 60_000 },
    })
    const slow = await openRaw(port)
    slow.socket.write('POST /v1/parcels HTTP/1.1\r\nHost: test\r\nX-Slow: ')
    await trickle(slow, 20)
    expect(slow.received()).toContain('408')
  })

  it('are cut off when their body takes too long, however steadily it comes', async () => {
    const { port } = await startGateway([echoParcel], { limits: { requestTimeoutMs: 300 } })
    const slow = await openRaw(port)
    slow.socket.write(head)
    await trickle(slow, 20)
    expect(slow.received()).toContain('/problems/request-timeout')
  })

  it('are cut off much sooner when their body comes at less than the least rate', async () => {
    const { port } = await startGateway([echoParcel], {
      limits: { requestTimeoutMs: 60_000, bodyBytesPerSecondMin: 1_000, bodyGraceMs: 200 },
    })
    const slow = await openRaw(port)
    slow.socket.write(head)
    await trickle(slow, 20)
    expect(slow.received()).toContain('/problems/request-timeout')
  })

  it('are waited for while their body comes fast enough', async () => {
    const { port } = await startGateway([echoParcel], {
      limits: { bodyBytesPerSecondMin: 100, bodyGraceMs: 100 },
    })
    const steady = await openRaw(port)
    const body = `{"weight":5${' '.repeat(2_000)}}`
    const announced = head
      .replace('100000', `${body.length}\r\nConnection: close`)
      .replace('{"weight":', '')
    steady.socket.write(announced)
    for (let sent = 0; sent < body.length; sent += 200) {
      steady.socket.write(body.slice(sent, sent + 200))
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    await steady.closed
    expect(steady.received()).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('keep nobody else from being answered, two hundred of them', async () => {
    const { port, ask } = await startGateway([echoParcel])
    const slow = await Promise.all(Array.from({ length: 200 }, () => openRaw(port)))
    for (const connection of slow) {
      connection.socket.write(head)
      void trickle(connection, 50)
    }
    for (let round = 0; round < 20; round++) {
      const answer = await ask('operator', '/v1/parcels', { method: 'POST', body: '{"weight":5}' })
      expect(answer.status).toBe(200)
    }
  })
})

describe('Connections that ask for nothing', () => {
  it('are refused beyond the limit; there is room again as soon as one goes', async () => {
    const { port, ask } = await startGateway([echoParcel], { limits: { connectionsMax: 20 } })
    const idle = await Promise.all(Array.from({ length: 20 }, () => opened(port)))
    const further = await openRaw(port)
    await further.closed
    expect(further.received()).toBe('')
    expect(idle.every(({ destroyed }) => !destroyed)).toBe(true)
    idle[0]?.destroy()
    await expect
      .poll(() =>
        ask('operator', '/v1/parcels').then(
          ({ status }) => status,
          () => 0,
        ),
      )
      .toBe(405)
  })

  it('keep nobody else from being answered, three hundred of them, and go by themselves', async () => {
    const { port, url, ask } = await startGateway([echoParcel], {
      limits: { headersTimeoutMs: 2_000, keepAliveTimeoutMs: 2_000 },
    })
    const open = async () => {
      const metrics = await (await fetch(`${url}/metrics`)).text()
      return Number(/^millrace_http_connections (\d+)$/m.exec(metrics)?.[1])
    }
    await Promise.all(Array.from({ length: 150 }, () => opened(port)))
    const kept = await Promise.all(Array.from({ length: 150 }, () => openRaw(port)))
    for (const { socket } of kept) socket.write('GET /health HTTP/1.1\r\nHost: test\r\n\r\n')
    await expect.poll(() => kept.every(({ received }) => received().includes('200'))).toBe(true)
    for (let round = 0; round < 10; round++) {
      const answer = await ask('operator', '/v1/parcels', { method: 'POST', body: '{"weight":5}' })
      expect(answer.status).toBe(200)
    }
    await expect.poll(open, { timeout: 9_000 }).toBeLessThan(10)
  })

  it('are sent away after a while', async () => {
    const { port } = await startGateway([echoParcel], { limits: { headersTimeoutMs: 200 } })
    const idle = await openRaw(port)
    await idle.closed
    expect(idle.received()).toContain('408')
  })
})

const opened = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
