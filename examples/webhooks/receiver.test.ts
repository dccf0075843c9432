import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { derivedSigningKeys } from '../../adapters/webhooks/signing-keys.ts'
import { bodyOf, signedHeaders } from '../../contexts/webhooks/body.ts'
import { endpointId, fact } from '../../contexts/webhooks/examples.ts'
import { webhookReceiver } from './receiver.ts'
import { verifyWebhook, type WebhookEvent } from './verify.ts'

const keys = derivedSigningKeys({ masterKey: Buffer.alloc(32, 7) })
const now = Date.UTC(2026, 10, 21, 12)
const secret = keys.secret(endpointId, 1)
const body = bodyOf(fact, 1, { status: 'settled' })
const headersAt = (at: number, state = { generation: 1, previousUntil: 0 }) =>
  signedHeaders(keys, endpointId, state, { id: fact.id, body, now: at })

it('takes what is signed, and reads the event in it', () => {
  expect(verifyWebhook([secret], headersAt(now), body, { now })).toMatchObject({
    ok: true,
    id: fact.id,
    event: { type: 'payment.settled', sequence: 5, resource: { status: 'settled' } },
  })
})

it('signs as Standard Webhooks does', () => {
  // The example of its specification.
  const headers = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  const known = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const at = { now: 1_614_265_330_000 }
  expect(verifyWebhook([known], headers, '{"test": 2432232314}', at)).toMatchObject({ ok: true })
})

it.each([
  ['a changed body', headersAt(now), body.replace('settled', 'rejected'), 'signature-wrong'],
  ['another id', { ...headersAt(now), 'webhook-id': 'other' }, body, 'signature-wrong'],
  [
    'another time',
    { ...headersAt(now), 'webhook-timestamp': String(now / 1_000 + 1) },
    body,
    'signature-wrong',
  ],
  [
    'a foreign signature',
    { ...headersAt(now), 'webhook-signature': 'v1,AAAA' },
    body,
    'signature-wrong',
  ],
  [
    'an unknown scheme',
    {
      ...headersAt(now),
      'webhook-signature': headersAt(now)['webhook-signature']?.replace('v1', 'v0'),
    },
    body,
    'signature-wrong',
  ],
  ['a recording', headersAt(now - 301_000), body, 'timestamp-off'],
  ['one from the future', headersAt(now + 301_000), body, 'timestamp-off'],
  ['no time', { ...headersAt(now), 'webhook-timestamp': 'now' }, body, 'timestamp-off'],
  ['no headers', {}, body, 'headers-missing'],
] as const)('refuses %s', (_what, headers, text, reason) => {
  expect(verifyWebhook([secret], headers, text, { now })).toEqual({ ok: false, reason })
})

it('notices nothing of a rotation, and then takes the new secret alone', () => {
  const rotated = keys.secret(endpointId, 2)
  const during = headersAt(now, { generation: 2, previousUntil: now + 1 })
  const after = headersAt(now, { generation: 2, previousUntil: now })
  expect(during['webhook-signature']?.split(' ')).toHaveLength(2)
  for (const one of [secret, rotated])
    expect(verifyWebhook([one], during, body, { now }).ok).toBe(true)
  expect(verifyWebhook([rotated], after, body, { now }).ok).toBe(true)
  expect(verifyWebhook([secret], after, body, { now }).ok).toBe(false)
})

it('takes each event once, however often it is delivered, and asks for another attempt where it fails', async () => {
  const taken: string[] = []
  let fails = true
  const take = (event: WebhookEvent) => {
    if (fails) throw new Error('the ledger is closed')
    taken.push(event.id)
  }
  const server = webhookReceiver({ secrets: [secret], take }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const post = async (headers: Readonly<Record<string, string>>) =>
    (await fetch(url, { method: 'POST', headers, body })).status
  expect(await post(headersAt(Date.now()))).toBe(500)
  fails = false
  expect(await post(headersAt(Date.now()))).toBe(204)
  expect(await post(headersAt(Date.now()))).toBe(200)
  expect(await post({ ...headersAt(Date.now()), 'webhook-signature': 'v1,AAAA' })).toBe(401)
  expect(taken).toEqual([fact.id])
})
