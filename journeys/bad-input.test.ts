import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign, signatureHeader } from '../adapters/rails/simulated/signature.ts'
import {
  nobody,
  programWith,
  removeDirectory,
  signIn,
  startInstallation,
  type Answer,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001, randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal, issueKey, post } from '../testing/payers.ts'
import { sendRaw } from '../testing/raw-http.ts'

const environment = { MILLRACE_RAIL_SETTLE_MS: '50', MILLRACE_LOG_LEVEL: 'debug' }

describe('Strangers and mistakes come in over HTTP', () => {
  const below = randomBelow(99)
  const answers: Answer[] = []
  /** All that was printed, by each process in turn. */
  const printed: string[] = []
  let installation: Installation
  let administrator: Person
  let operator: Person
  let service: Readonly<Record<string, string>>
  let railSecret: string

  beforeAll(async () => {
    installation = await startInstallation({ environment })
    administrator = await signIn(installation.url, 'admin', installation.password)
    service = await issueKey(administrator, ['service'])
    const key = await issueKey(administrator, ['operator'])
    operator = programWith(installation.url, key['authorization']?.slice(7) ?? '')
    railSecret = await readFile(join(installation.directory, 'secrets', 'rail.key'), 'hex')
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const noted = (answer: Answer): Answer => {
    answers.push(answer)
    return answer
  }
  const send = async (
    path: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    noted(
      await nobody(installation.url).send('POST', path, body, {
        ...service,
        'content-type': 'application/json',
        ...headers,
      }),
    )
  const pay = (change: object): Promise<Answer> =>
    send('/v1/payments', JSON.stringify({ ...inventedOrder(below, 'BAD-1'), ...change }))
  const get = async (path: string, headers = service): Promise<Answer> =>
    noted(await nobody(installation.url).get(path, headers))
  const fields = ({ body }: Answer): readonly string[] =>
    ((body as { fields?: readonly { field: string }[] }).fields ?? []).map(({ field }) => field)

  it.each([
    ['half a document', '{"amount":', 400, 'body'],
    ['no document', '', 400, 'body'],
    ['a list', '[]', 400, 'body'],
    ['a number', '7', 400, 'body'],
    ['a member twice', '{"amount":1,"amount":2}', 400, 'body'],
    ['a member __proto__', '{"__proto__":{"roles":["administrator"]}}', 400, 'body'],
    ['deep nesting', '['.repeat(50_000) + ']'.repeat(50_000), 400, 'body'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'body'],
    ['half of a character', '{"endToEndId":"\\ud800"}', 400, 'body'],
    ['no character', '{"endToEndId":"\\u0000"}', 400, 'body'],
  ])('a body that is %s', async (_what, body, status, field) => {
    const answer = await send('/v1/payments', body)
    expect(answer.status).toBe(status)
    expect(fields(answer)[0]).toMatch(new RegExp(`^${field}`))
  })

  it.each([
    ['a text for an amount', { amount: '12.34' }, 'body/amount'],
    ['a fraction', { amount: { minorUnits: '1.5', currency: 'EUR' } }, 'body/amount/minorUnits'],
    ['a number', { amount: { minorUnits: 100, currency: 'EUR' } }, 'body/amount/minorUnits'],
    ['an exponent', { amount: { minorUnits: '1e9', currency: 'EUR' } }, 'body/amount/minorUnits'],
    ['less than nothing', { amount: { minorUnits: '-5', currency: 'EUR' } }, 'body/amount'],
    ['nothing', { amount: { minorUnits: '0', currency: 'EUR' } }, 'body/amount'],
    ['far too much', { amount: { minorUnits: '9'.repeat(60), currency: 'EUR' } }, 'body/amount'],
    ['no currency', { amount: { minorUnits: '5', currency: 'ZZZ' } }, 'body/amount'],
    ['a currency of two', { amount: { minorUnits: '5', currency: 'EU' } }, 'body/amount/currency'],
    ['a field of its own', { approved: true }, 'body/approved'],
    ['a field of a party', { debtor: { name: 'A', iban: 'x', admin: true } }, 'body/debtor/admin'],
    ['no IBAN', { debtor: { name: 'A', iban: 'DE00370400440532013000' } }, 'body/debtor/iban'],
    ['no creditor', { creditor: undefined }, 'body/creditor'],
    ['a long name', { debtor: { name: 'x'.repeat(141), account: '1' } }, 'body/debtor/name'],
    ['a long reference', { endToEndId: 'x'.repeat(36) }, 'body/endToEndId'],
    ['no day', { requestedExecutionDate: '2026-02-30' }, 'body/requestedExecutionDate'],
  ])('an order with %s is refused, naming the field', async (_what, change, field) => {
    const answer = await pay(change)
    expect(answer.status).toBe(400)
    expect(fields(answer)).toEqual([expect.stringMatching(new RegExp(`^${field}`))])
  })

  it('ten million bytes are refused, wherever they go', async () => {
    const large = 'x'.repeat(10_000_000)
    expect((await send('/v1/payments', JSON.stringify({ large }))).status).toBe(413)
    const xml = { 'content-type': 'application/xml' }
    // A file may be that large, but is not read on once it is none.
    expect((await send('/v1/payment-files', large, xml)).status).toBe(422)
    expect((await send('/v1/rails/simulated/callbacks', large)).status).toBe(413)
    expect((await send('/v1/sessions', large)).status).toBe(413)
  })

  it.each([
    "Robert'); drop table events;--",
    '$' + '{7*7}{{7*7}}<%= 7*7 %>#{7*7}',
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '../../../../etc/passwd',
    '{{constructor.constructor("return process")()}}',
    '\u202Etxt.exe \u{1F4B8} İ ß ﬁ',
  ])('a name such as %s is a name, stored and shown as it is', async (name) => {
    const order = inventedOrder(below, 'INJECTED')
    const strange = { ...order, debtor: { ...order.debtor, name }, remittance: name }
    const paid = await post(installation.url, service, strange, randomUUID())
    expect(paid).toMatchObject({ status: 201 })
    const path = `/v1/payments/${paid.body.paymentId}/reveal`
    const revealed = await operator.send('POST', path, { reason: `Is it ${name.slice(0, 50)}?` })
    expect(revealed.body).toMatchObject({ debtor: { name }, remittance: name })
    const found = await get(`/v1/payments?endToEndId=${encodeURIComponent(name.slice(0, 30))}`)
    expect(found).toMatchObject({ status: 200, body: { items: [] } })
  })

  it.each([
    '/v1/payments?limit=0',
    '/v1/payments?limit=1%27%20or%201=1',
    '/v1/payments?sort=amount;drop',
    '/v1/payments?sort=__proto__',
    '/v1/payments?status=gone',
    '/v1/payments?receivedAt[gte]=yesterday',
    '/v1/payments?cursor=eyJrIjoiMSJ9',
    '/v1/payments?cursor=%00',
    '/v1/payments?after=payments.1',
    '/v1/payments?after=access-1',
    '/v1/payments?unknown=1',
    '/v1/payments?limit=1&limit=2',
    "/v1/payments/'%20or%201=1",
    '/v1/payments/live?after=nonsense',
  ])('an address such as %s is refused, naming the part', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(400)
    expect(fields(answer)).toHaveLength(1)
  })

  it('a cursor or a position that was tampered with gets nowhere', async () => {
    const { body } = await get('/v1/payments?limit=1')
    const { next, position } = body as { next: string; position: string }
    for (const cursor of [next.slice(0, -2), `${next}x`, next.toUpperCase(), next.slice(3)])
      expect((await get(`/v1/payments?limit=1&cursor=${encodeURIComponent(cursor)}`)).status).toBe(
        400,
      )
    expect((await get(`/v1/payments?sort=amount&cursor=${encodeURIComponent(next)}`)).status).toBe(
      400,
    )
    // A place that the log has not come to: waited for, not believed.
    const later = position.replace(/~.*/, '~zzzzz')
    const waited = await get(`/v1/payments?after=${encodeURIComponent(later)}`)
    expect(waited).toMatchObject({ status: 409 })
    expect(Number(waited.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it.each([
    '/../../secrets/master.key',
    '/..%2f..%2fsecrets%2fmaster.key',
    '/assets/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/....//....//etc/passwd',
    '/assets/%5c..%5c..%5cetc%5cpasswd',
    '//etc/passwd',
    '/.git/config',
  ])('%s leads to no file', async (path) => {
    const port = Number(new URL(installation.url).port)
    const { text, status } = await sendRaw(
      port,
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    )
    expect([400, 404]).toContain(status)
    expect(text).not.toMatch(/root:|repositoryformatversion/)
  })

  it.each([
    ['two lengths', 'content-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
    ['length and pieces', 'content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}'],
    ['a broken line', 'x-a: b\r\n x-folded: c\r\n\r\n'],
    ['a name with a blank', 'content-length : 2\r\n\r\n{}'],
    ['endless headers', `x-a: ${'y'.repeat(40_000)}\r\n\r\n`],
    ['no pieces', 'transfer-encoding: chunked\r\n\r\nnot hexadecimal\r\n'],
  ])('a request with %s', async (_what, rest) => {
    const port = Number(new URL(installation.url).port)
    const { text, status, body } = await sendRaw(
      port,
      `POST /v1/sessions HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n${rest}`,
    )
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(text).toContain('application/problem+json')
    expect(JSON.parse(body)).toMatchObject({ status })
  })

  const file = generatePain001({ version: '09', transactions: 3, seed: 3 })
  const bomb = `<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]>`
  const external = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
  const withDoctype = (doctype: string, text: string): string =>
    file.replace('?>', `?>${doctype}`).replace('Generated Holding', text)
  it.each([
    ['a bomb', withDoctype(bomb, '&c;')],
    ['an external entity', withDoctype(external, '&x;')],
    ['an end that is missing', file.slice(0, -200)],
    ['another namespace', file.replace('pain.001.001.09', 'pain.002.001.10')],
    ['a version that is not taken', file.replace('pain.001.001.09', 'pain.001.001.02')],
    ['a wrong count', file.replace('<NbOfTxs>3<', '<NbOfTxs>4<')],
    ['a wrong sum', file.replace(/<CtrlSum>[\d.]+</, '<CtrlSum>0.01<')],
    ['no XML', 'hello'],
    ['nothing', ' '],
    ['UTF-16', Buffer.from(`\ufeff${file}`, 'utf16le')],
    ['Latin-1 that says UTF-8', Buffer.from(file.replace('Holding', 'Höldung'), 'latin1')],
    ['deep nesting', file.replace('Generated Holding', '<x>'.repeat(20_000))],
  ])('a file with %s is refused whole', async (_what, xml) => {
    const answer = await send('/v1/payment-files', xml, { 'content-type': 'application/xml' })
    expect(answer.status).toBe(422)
    expect(fields(answer).length).toBeGreaterThan(0)
    expect(JSON.stringify(answer.body)).not.toMatch(/root:|hahaha/)
  })

  it('a callback is believed only if the rail has signed it, lately', async () => {
    const paid = await post(installation.url, service, inventedOrder(below, 'SIGNED'), randomUUID())
    const body = JSON.stringify({
      eventId: 'forged:1',
      submissionId: `${paid.body.paymentId}.1`,
      railReference: 'FORGED',
      sequence: 2,
      state: 'rejected',
      code: 'AC04',
      at: new Date().toISOString(),
    })
    const old = sign(body, railSecret, Date.now() - 3_600_000)
    const ofAnother = sign(body.replace('rejected', 'settled'), railSecret, Date.now())
    const wrong = sign(body, 'a guess of the secret', Date.now())
    for (const signature of ['', 'nonsense', old, ofAnother, wrong])
      expect(
        await send('/v1/rails/simulated/callbacks', body, { [signatureHeader]: signature }),
      ).toMatchObject({ status: 401 })
    const future = sign(body, railSecret, Date.now() + 3_600_000)
    expect(
      await send('/v1/rails/simulated/callbacks', body, { [signatureHeader]: future }),
    ).toMatchObject({ status: 401 })
    const garbage = sign('{"a":', railSecret, Date.now())
    expect(
      await send('/v1/rails/simulated/callbacks', '{"a":', { [signatureHeader]: garbage }),
    ).toMatchObject({ status: 400 })
    await expect
      .poll(async () => (await get(`/v1/payments/${paid.body.paymentId}`)).body.status as string)
      .toBe('settled')
  })

  it.each([
    ['of 1,000 characters', 'x'.repeat(1_000)],
    ['of none', ''],
    ['of two words', 'two words'],
    ['with an umlaut', 'umläut'],
  ])('an Idempotency-Key %s is refused by name', async (_what, key) => {
    const answer = await send('/v1/payments', '{}', {
      'idempotency-key': Buffer.from(key, 'utf8').toString('latin1'),
    })
    expect(answer.status).toBe(400)
    expect(fields(answer)).toEqual(['header/idempotency-key'])
  })

  // Who comes while the first is under way is told to wait (gateway/idempotency.test.ts): here, perhaps nobody does.
  it('the same key at the same time makes one payment, and with another order none', async () => {
    const order = inventedOrder(below, 'TWICE')
    const key = randomUUID()
    const all = await Promise.all(
      Array.from({ length: 30 }, () => post(installation.url, service, order, key)),
    )
    const taken = all.filter(({ status }) => status === 201)
    expect(taken.length).toBeGreaterThan(0)
    const early = all.filter(({ status }) => status === 409)
    expect(taken.length + early.length).toBe(30)
    for (const { headers } of early) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(new Set(taken.map(({ body }) => body.paymentId as string)).size).toBe(1)
    const other = noted(await post(installation.url, service, inventedOrder(below, 'OTHER'), key))
    expect(other.status).toBe(422)
    const after = `&after=${taken[0]?.body.position}`
    const list = await allPayments({ get }, `&endToEndId=TWICE${after}`)
    expect(list).toHaveLength(1)
  })

  it('the same key after a restart gives the first answer', async () => {
    const order = inventedOrder(below, 'RESTARTED')
    const key = randomUUID()
    const first = await post(installation.url, service, order, key)
    printed.push(installation.output())
    await installation.stop()
    installation = await startInstallation({ directory: installation.directory, environment })
    const again = await post(installation.url, service, order, key)
    expect(again).toMatchObject({ status: 201, body: first.body })
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    const other = { ...order, remittance: 'something else' }
    expect(noted(await post(installation.url, service, other, key)).status).toBe(422)
  })

  it('keys and sessions that were made up open nothing', async () => {
    const [, id = '', secret = ''] =
      /Bearer mr_([^_]+)_(.+)/.exec(service['authorization'] ?? '') ?? []
    const [cookieName] = (administrator.headers['cookie'] ?? '').split('=')
    const madeUp: Record<string, string>[] = [
      { authorization: `Bearer mr_${id}_${'A'.repeat(secret.length)}` },
      { authorization: `Bearer mr_${randomUUID()}_${secret}` },
      { authorization: `Bearer ${secret}` },
      { authorization: 'Bearer' },
      { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
      { cookie: `${cookieName}=${'A'.repeat(43)}` },
      { cookie: `${cookieName}=; ${cookieName}=1` },
      { authorization: `Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.` },
    ]
    for (const headers of madeUp)
      expect(await get('/v1/payments', headers)).toMatchObject({ status: 401 })
    const tampered = { ...administrator.headers, 'x-csrf-token': 'A'.repeat(43) }
    expect(
      noted(await nobody(installation.url).send('POST', '/v1/api-keys', {}, tampered)).status,
    ).toBe(403)
    const signedOut = await nobody(installation.url).send(
      'DELETE',
      '/v1/session',
      undefined,
      administrator.headers,
    )
    expect(signedOut.status).toBe(204)
    expect((await get('/v1/session', administrator.headers)).status).toBe(401)
  })

  it('what was taken has come to its end all the same', async () => {
    const reader = programWith(installation.url, service['authorization']?.slice(7) ?? '')
    await expect
      .poll(async () => (await allPayments(reader)).filter((payment) => !isFinal(payment)), {
        timeout: 60_000,
      })
      .toEqual([])
  })

  it('every refusal was a problem document that shows nothing of the inside', () => {
    expect(answers.length).toBeGreaterThan(80)
    for (const { status, headers, body } of answers) {
      expect(status).toBeLessThan(500)
      if (status < 400) continue
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expect(body).toMatchObject({ status, type: expect.any(String), title: expect.any(String) })
      expect(JSON.stringify(body)).not.toMatch(
        /\bat .*\.(ts|js|mjs):\d+|node_modules|\/work\/|select /,
      )
    }
  })

  it('nothing of it is in what was printed: no stack, no name, no account', () => {
    const output = [...printed, installation.output()].join('\n')
    expect(output).toContain('"receivePayment"')
    expect(output).not.toMatch(/\n\s+at |"stack":\["/)
    expect(output).not.toMatch(/\b[A-Z]{2}\d{2}[A-Z0-9]{11,}\b/)
    expect(output).not.toMatch(/Robert|script|Jürgen|Söhne|Invoice|Generated Holding|Höldung/)
  })
})
