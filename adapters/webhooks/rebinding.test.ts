import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startDnsServer } from '../../testing/dns-server.ts'
import { describeWhen } from '../../testing/run-when.ts'
import { readNetwork, type Network } from './allowed-addresses.ts'
import { webhookCaller } from './caller.ts'
import { resolveAt } from './target.ts'

/** Where webhooks may go, and what lies beside it on the same port. */
const [outside, inside] = ['127.0.0.1', '127.0.0.2'] as const
const allowed = [readNetwork(outside)].filter((one): one is Network => one !== undefined)

const listen = async (host: string, port: number) => {
  let heard = 0
  const server = createServer((request, response) => {
    heard++
    request.resume().once('end', () => response.end())
  }).listen(port, host)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, heard: () => heard }
}

/** A name that leads elsewhere each time that somebody asks, and two servers that it leads to. */
const start = async (answers: readonly (readonly string[])[]) => {
  const receiver = await listen(outside, 0)
  const secret = await listen(inside, receiver.port)
  let turn = 0
  const dns = await startDnsServer(() => answers[turn++ % answers.length] ?? [])
  onTestFinished(() => dns.close())
  const caller = webhookCaller({
    allowedNetworks: allowed,
    ports: [[1, 65_535]],
    resolve: resolveAt([dns.address]),
  })
  onTestFinished(() => caller.close())
  const url = `http://hook.rebinding.example:${receiver.port}/`
  const call = () =>
    caller.call({ endpointId: 'one', url, timeoutMs: 5_000, headers: {}, body: '{}' })
  return { receiver, secret, dns, caller, url, call }
}

describeWhen(process.platform === 'linux', 'only Linux has 127.0.0.2 without being asked')(
  'A name that leads elsewhere at each look-up',
  () => {
    it('is asked for once for each call, and the address that was checked is the one that is called', async () => {
      const { receiver, secret, dns, call } = await start([[outside], [inside]])
      expect(await call()).toMatchObject({ kind: 'answered', status: 200 })
      expect(dns.asked()).toBe(1)
      expect(await call()).toMatchObject({ kind: 'failed', reason: 'address-not-allowed' })
      expect(dns.asked()).toBe(2)
      // The connection that the first call has left open is not taken for the second, and its own leads on.
      expect(await call()).toMatchObject({ kind: 'answered', status: 200 })
      expect([receiver.heard(), secret.heard()]).toEqual([2, 0])
    })

    it('never reaches what it may not, however it turns', async () => {
      const { receiver, secret, call } = await start([[outside], [outside, inside], [inside], []])
      const answers = []
      for (let turn = 0; turn < 12; turn++) answers.push(await call())
      expect(answers.filter(({ kind }) => kind === 'answered')).toHaveLength(3)
      expect([receiver.heard(), secret.heard()]).toEqual([3, 0])
    })

    it('is refused where it is entered', async () => {
      const { caller, url } = await start([[inside]])
      expect(await caller.problemOf(url)).toContain(inside)
    })
  },
)
