import { spawnSync } from 'node:child_process'
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataDirectory } from '../../adapters/files/data-directory.ts'
import { verifyCallback } from '../../adapters/rails/simulated/callback.ts'
import { connectSimulatedRail, type SimulatedRail } from '../../adapters/rails/simulated/rail.ts'
import { requestContent, sign, signatureHeader } from '../../adapters/rails/simulated/signature.ts'
import type { RailCallback, RailChange, RailInstruction } from '../../contexts/payments/ports.ts'
import { startCallbackReceiver, type CallbackReceiver } from '../../testing/callback-receiver.ts'
import {
  startSimulatedRail,
  type RailStart,
  type RunningRail,
} from '../../testing/simulated-rail.ts'

const patient = { timeoutMs: 10_000 }
const eventually = { timeout: 20_000, interval: 50 }
const hurried = { timeoutMs: 1_000 }
const atOnce = { settlementMs: { minMs: 0, maxMs: 0 } }
const never = { settlementMs: { minMs: 3_600_000, maxMs: 3_600_000 } }

const instruction = (submissionId: string, endToEndId = 'INVOICE-1'): RailInstruction => ({
  submissionId,
  amount: { minorUnits: '12345', currency: 'EUR' },
  debtor: { name: 'Ada Quill', account: { iban: 'DE89370400440532013000' } },
  creditor: { name: 'Mill & Sons', account: { iban: 'FR1420041010050500013M02606' } },
  endToEndId,
  remittance: 'for the flour',
})

let directory: string
let receiver: CallbackReceiver
let running: RunningRail[] = []
let connections: SimulatedRail[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-rail-'))
  receiver = await startCallbackReceiver()
})
afterEach(async () => {
  for (const connection of connections) connection.close()
  await Promise.all(running.map((rail) => rail.stop()))
  running = []
  connections = []
  await receiver.close()
  await rm(directory, { recursive: true, force: true })
})

const start = async (
  options: RailStart = {},
): Promise<{ rail: RunningRail; client: SimulatedRail }> => {
  const rail = await startSimulatedRail({ callbackUrl: receiver.url, faults: atOnce, ...options })
  const client = connectSimulatedRail({ url: rail.url, secret: rail.secret })
  running.push(rail)
  connections.push(client)
  return { rail, client }
}

const row = async (rail: RunningRail, submissionId: string) =>
  (await rail.books()).submissions.find((submission) => submission.submissionId === submissionId)

/** What a careful receiver believes, in the order of arrival. */
const believed = (rail: RunningRail): RailCallback[] =>
  receiver.received.flatMap(({ body, signature }) => {
    const verified = verifyCallback(body, signature, rail.secret, Date.now())
    return verified.ok ? [verified.callback] : []
  })

const told = (rail: RunningRail): string[] =>
  believed(rail).flatMap((callback) =>
    'state' in callback ? [`${callback.sequence} ${callback.state}`] : [],
  )

const signedFetch = (
  rail: RunningRail,
  method: string,
  path: string,
  body = '',
  secret = rail.secret,
) =>
  fetch(rail.url + path, {
    method,
    headers: { [signatureHeader]: sign(requestContent(method, path, body), secret, Date.now()) },
    ...(method === 'GET' ? {} : { body }),
  })

describe('the books', () => {
  it('take an id once, refuse it ever after, and count how often it came', async () => {
    const { rail, client } = await start({ directory })
    const eight = Array.from({ length: 8 }, () => client.submit(instruction('once'), patient))
    const kinds = (await Promise.all(eight)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'ambiguous')).toHaveLength(7)
    await client.submit(instruction('other'), patient)
    const { totals } = await rail.books()
    expect(totals).toMatchObject({ submissions: 2, submits: 9, submittedMoreThanOnce: 1 })
    expect(await row(rail, 'once')).toMatchObject({ submits: 8 })
    expect(await row(rail, 'other')).toMatchObject({ submits: 1 })
  })

  it('take a rejected id once too', async () => {
    const { rail, client } = await start()
    const payment = instruction('rejected', 'TRIGGER-REJECT-AC04')
    expect(await client.submit(payment, patient)).toMatchObject({ kind: 'rejected', code: 'AC04' })
    expect(await client.submit(payment, patient)).toMatchObject({ kind: 'ambiguous' })
    expect(await row(rail, 'rejected')).toMatchObject({
      state: 'rejected',
      code: 'AC04',
      submits: 2,
    })
  })

  it('survive a kill: states, counts and references; what was pending goes on', async () => {
    const before = await start({ directory, faults: never })
    const submitted = await before.client.submit(instruction('kept'), patient)
    await before.client.submit(instruction('kept'), patient)
    await before.client.cancel('kept', patient)
    await before.client.submit(instruction('lost', 'TRIGGER-LOST-ANSWER'), patient)
    await before.rail.kill()

    const after = await start({ directory, faults: never })
    expect(await row(after.rail, 'kept')).toMatchObject({
      railReference: (submitted as { railReference: string }).railReference,
      state: 'cancelled',
      submits: 2,
    })
    expect(await after.client.submit(instruction('kept'), patient)).toMatchObject({
      reason: 'already-submitted',
    })
    expect(await after.client.status({ submissionId: 'lost' }, patient)).toMatchObject({
      state: 'pending',
    })
    expect(await after.client.cancel('lost', patient)).toMatchObject({ kind: 'cancelled' })
  })

  it('settle after a restart what fell due meanwhile, and tell it', async () => {
    const soon = { settlementMs: { minMs: 300, maxMs: 300 } }
    const before = await start({ directory, faults: soon })
    await before.client.submit(instruction('due'), patient)
    await before.rail.kill()
    const { rail } = await start({ directory, faults: soon })
    await expect.poll(() => row(rail, 'due'), eventually).toMatchObject({ state: 'settled' })
    await expect.poll(() => told(rail), eventually).toContain('2 settled')
  })

  it('drop a line that was not finished, and go on after it', async () => {
    const before = await start({ directory })
    await before.client.submit(instruction('whole'), patient)
    await before.rail.stop()
    await appendFile(join(directory, 'books.jsonl'), '{"type":"submitted","submissionId":"torn"')
    const between = await start({ directory })
    expect(await row(between.rail, 'torn')).toBeUndefined()
    expect(await between.client.submit(instruction('torn'), patient)).toMatchObject({
      kind: 'accepted',
    })
    await between.rail.stop()
    const after = await start({ directory })
    expect((await after.rail.books()).totals.submissions).toBe(2)
  })

  it('are not read where they are damaged', async () => {
    const before = await start({ directory })
    await before.client.submit(instruction('whole'), patient)
    await before.rail.stop()
    const path = join(directory, 'books.jsonl')
    await writeFile(path, (await readFile(path, 'utf8')).replace('{', '['))
    await expect(start({ directory })).rejects.toThrow('damaged in line 1')
  })

  it('end a submission once, however many cancel it at the same moment', async () => {
    const { rail, client } = await start({ directory, faults: never })
    await client.submit(instruction('unwanted'), patient)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.cancel('unwanted', patient)),
    )
    expect(new Set(answers.map(({ kind }) => kind))).toEqual(new Set(['cancelled']))
    expect(await row(rail, 'unwanted')).toMatchObject({ state: 'cancelled', changes: 2 })
  })

  it('belong to one rail at a time', async () => {
    await start({ directory })
    await expect(start({ directory })).rejects.toThrow('in use by another simulated rail')
  })

  it('may lie in a data directory that is in use', async () => {
    const lock = await lockDataDirectory(directory)
    const { client } = await start({ directory, faults: never })
    expect(await client.submit(instruction('first'), patient)).toMatchObject({ kind: 'accepted' })
    await lock.release()
  })

  it('belong to nobody once their rail was killed, even if another process has its number by now', async () => {
    const killed = { pid: process.ppid, startedAt: 'before' }
    await mkdir(join(directory, 'rail-lock'))
    await writeFile(join(directory, 'rail-lock', 'lock.1'), JSON.stringify(killed))
    const { client } = await start({ directory, faults: never })
    expect(await client.submit(instruction('first'), patient)).toMatchObject({ kind: 'accepted' })
  })

  it('hold no name, no account and no remittance text', async () => {
    const { client, rail } = await start({ directory })
    await client.submit(instruction('private'), patient)
    await rail.stop()
    const text = await readFile(join(directory, 'books.jsonl'), 'utf8')
    expect(text).toContain('private')
    expect(text).not.toMatch(/Ada|Quill|Mill|DE8937|FR1420|flour/)
  })
})

describe('callbacks', () => {
  it('tell each change once, in order, signed', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('plain'), patient)
    await expect.poll(() => row(rail, 'plain'), eventually).toMatchObject({ changes: 2, told: 2 })
    expect(told(rail)).toEqual(['1 pending', '2 settled'])
    expect(receiver.received).toHaveLength(2)
  })

  it('tell a late rejection with its code', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('late', 'TRIGGER-LATE-REJECT-AM04'), patient)
    await expect.poll(() => told(rail), eventually).toEqual(['1 pending', '2 rejected'])
    expect(believed(rail)[1]).toMatchObject({ code: 'AM04', reason: 'Insufficient funds' })
  })

  it('tell a cancellation', async () => {
    const { rail, client } = await start({ faults: never })
    await client.submit(instruction('cancelled'), patient)
    await client.cancel('cancelled', patient)
    await expect.poll(() => told(rail), eventually).toEqual(['1 pending', '2 cancelled'])
  })

  it('are never sent when lost, and the status still tells', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('silent', 'TRIGGER-LOST-CALLBACK'), patient)
    await client.submit(instruction('plain'), patient)
    await expect.poll(() => row(rail, 'plain'), eventually).toMatchObject({ told: 2 })
    expect(believed(rail).map(({ submissionId }) => submissionId)).toEqual(['plain', 'plain'])
    expect(await client.status({ submissionId: 'silent' }, patient)).toMatchObject({
      state: 'settled',
    })
  })

  it('come twice with one event id when duplicated', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('twice', 'TRIGGER-DUPLICATE-CALLBACK'), patient)
    await expect
      .poll(() => told(rail), eventually)
      .toEqual(['1 pending', '1 pending', '2 settled', '2 settled'])
    expect(new Set(believed(rail).map(({ eventId }) => eventId)).size).toBe(2)
  })

  it('come in the wrong order when reordered', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('mixed', 'TRIGGER-REORDERED-CALLBACKS'), patient)
    await expect.poll(() => told(rail), eventually).toEqual(['2 settled', '1 pending'])
  })

  it('that are forged come first, say the opposite under the true event id, and are recognised', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('forged', 'TRIGGER-FORGED-CALLBACK'), patient)
    await expect.poll(() => told(rail), eventually).toEqual(['1 pending', '2 settled'])
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as RailChange).state)).toEqual([
      'settled',
      'pending',
      'rejected',
      'settled',
    ])
    const [forged] = receiver.received
    expect(verifyCallback(forged!.body, forged!.signature, rail.secret, Date.now())).toEqual({
      ok: false,
      reason: 'signature-wrong',
    })
  })

  it('stop at pending for what stays pending for ever', async () => {
    const { rail, client } = await start()
    await client.submit(instruction('stuck', 'TRIGGER-PENDING-FOREVER'), patient)
    await client.submit(instruction('plain'), patient)
    await expect.poll(() => row(rail, 'plain'), eventually).toMatchObject({ told: 2 })
    expect(await row(rail, 'stuck')).toMatchObject({ state: 'pending', changes: 1, told: 1 })
  })

  it('are repeated until the receiver confirms, and the later waits for the earlier', async () => {
    receiver.answerWith(503)
    const { rail, client } = await start()
    await client.submit(instruction('stubborn'), patient)
    await expect
      .poll(() => told(rail), eventually)
      .toEqual(expect.arrayContaining(['1 pending', '1 pending']))
    expect(told(rail)).not.toContain('2 settled')
    receiver.answerWith(204)
    await expect.poll(() => row(rail, 'stubborn'), eventually).toMatchObject({ told: 2 })
  })

  it('that were not confirmed are sent by the next process, with the same event id', async () => {
    receiver.answerWith(500)
    const before = await start({ directory })
    await before.client.submit(instruction('again'), patient)
    await expect.poll(() => receiver.received.length, eventually).toBeGreaterThan(0)
    const [first] = believed(before.rail)
    await before.rail.kill()
    receiver.answerWith(200)
    const already = receiver.received.length
    const { rail } = await start({ directory })
    await expect.poll(() => row(rail, 'again'), eventually).toMatchObject({ changes: 2, told: 2 })
    expect(believed(rail)[already]).toEqual(first)
  })

  it('wait for a place to go, and go there once it is named', async () => {
    const { rail, client } = await start({ callbackUrl: '' })
    await client.submit(instruction('early'), patient)
    await expect.poll(() => row(rail, 'early'), eventually).toMatchObject({ changes: 2, told: 0 })
    await rail.setCallbackUrl(receiver.url)
    await expect.poll(() => told(rail), eventually).toEqual(['1 pending', '2 settled'])
  })
})

describe('scripted faults', () => {
  it('come by rate, and can be changed while the rail runs', async () => {
    const { rail, client } = await start({ faults: { ...never, lostAnswer: 1000 } })
    expect(await client.submit(instruction('one'), patient)).toMatchObject({
      reason: 'connection-lost',
    })
    await rail.setFaults({ ...never, timeoutAfterAcceptance: 1000 })
    expect(await client.submit(instruction('two'), hurried)).toMatchObject({ reason: 'timed-out' })
    await rail.setFaults({ ...never, errorAfterAcceptance: 1000 })
    expect(await client.submit(instruction('three'), patient)).toMatchObject({
      reason: 'rail-failed',
    })
    await rail.setFaults({ reject: 1000, rejectCodes: ['AC06'] })
    expect(await client.submit(instruction('four'), patient)).toMatchObject({ code: 'AC06' })
    await rail.setFaults(never)
    expect(await client.submit(instruction('five'), patient)).toMatchObject({ kind: 'accepted' })
    const { totals } = await rail.books()
    expect(totals).toMatchObject({ submissions: 5, submittedMoreThanOnce: 0 })
    expect(totals.states).toEqual({
      pending: 4,
      settled: 0,
      rejected: 1,
      cancelled: 0,
      returned: 0,
    })
  })

  it('are the same for the same seed', async () => {
    const faults = { ...never, reject: 500 }
    const outcomes = async (seed: string) => {
      const { client } = await start({ seed, faults })
      const ids = Array.from({ length: 12 }, (_, index) => `draw-${index}`)
      return Promise.all(ids.map((id) => client.submit(instruction(id), patient)))
    }
    const first = await outcomes('seven')
    expect(await outcomes('seven')).toEqual(first)
    expect(new Set(first.map(({ kind }) => kind)).size).toBe(2)
  })

  it('are refused by name when they make no sense', async () => {
    const { rail } = await start()
    await expect(rail.setFaults({ reject: 2000 })).rejects.toThrow('/reject')
  })
})

describe('an outage', () => {
  it('answers 503 before it reads, counts nothing, and passes', async () => {
    const { rail, client } = await start()
    await rail.beginOutage('unavailable', 2_000)
    expect(await client.submit(instruction('away'), patient)).toEqual({
      kind: 'not-sent',
      reason: 'outage',
    })
    expect(await client.cancel('away', patient)).toEqual({ kind: 'unavailable', reason: 'outage' })
    expect((await rail.books()).totals.submits).toBe(0)
    await expect
      .poll(() => client.submit(instruction('away'), patient), eventually)
      .toMatchObject({ kind: 'accepted' })
  })

  it('closes the port, and opens the same one again', async () => {
    const { rail, client } = await start()
    await rail.beginOutage('refused', 2_000)
    await expect
      .poll(() => client.submit(instruction('refused'), patient), eventually)
      .toEqual({ kind: 'not-sent', reason: 'connection-refused' })
    await expect
      .poll(() => client.submit(instruction('refused'), patient), {
        timeout: 10_000,
        interval: 500,
      })
      .toMatchObject({ kind: 'accepted' })
    expect(await row(rail, 'refused')).toMatchObject({ submits: 1 })
  })

  it('comes at its time in the script', async () => {
    const { rail, client } = await start()
    await rail.setFaults({ outages: [{ afterMs: 0, forMs: 60_000, kind: 'unavailable' }] })
    await expect
      .poll(() => client.status({ submissionId: 'any' }, hurried), eventually)
      .toEqual({ kind: 'unavailable', reason: 'outage' })
  })
})

describe('a stranger', () => {
  it.each([
    ['POST', '/submissions'],
    ['GET', '/submissions?submissionId=one'],
    ['POST', '/submissions/cancel'],
    ['GET', '/books'],
    ['POST', '/faults'],
    ['POST', '/outage'],
    ['POST', '/callback-url'],
  ])('is refused at %s %s, without a signature and with a wrong one', async (method, path) => {
    const { rail } = await start()
    const bare = await fetch(rail.url + path, { method })
    expect([bare.status, await bare.json()]).toEqual([
      401,
      { accepted: false, error: 'signature-missing' },
    ])
    const guessed = await signedFetch(rail, method, path, '', 'a guess of the secret')
    expect([guessed.status, await guessed.json()]).toEqual([
      401,
      { accepted: false, error: 'signature-wrong' },
    ])
  })

  it.each([
    ['malformed JSON', '{"instruction":', 400],
    ['deep nesting', '['.repeat(30_000) + ']'.repeat(30_000), 400],
    ['a body too large', JSON.stringify({ text: 'x'.repeat(100_000) }), 413],
    ['an unknown field', JSON.stringify({ instruction: instruction('x'), surprise: 1 }), 400],
  ])('who has the secret is refused with %s', async (_case, body, status) => {
    const { rail } = await start()
    const response = await signedFetch(rail, 'POST', '/submissions', body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ accepted: false })
    expect((await rail.books()).totals.submits).toBe(0)
  })

  it('who talks no HTTP does not end the rail', async () => {
    const { rail } = await start()
    const socket = connect(Number(new URL(rail.url).port), '127.0.0.1')
    socket.on('error', () => undefined).resume()
    socket.write('\u0000\u0001\u0002 nonsense\r\n\r\n')
    await new Promise((resolve) => {
      socket.once('close', resolve)
    })
    expect((await fetch(`${rail.url}/health`)).status).toBe(200)
  })
})

describe('the start', () => {
  const program = fileURLToPath(new URL('../simulated-rail.ts', import.meta.url))
  const good = { MILLRACE_RAIL_SECRET: 'the rail secret of the tests' }

  it.each([
    ['MILLRACE_RAIL_SECRET', { MILLRACE_RAIL_SECRET: 'short' }],
    ['MILLRACE_RAIL_PORT', { ...good, MILLRACE_RAIL_PORT: '70000' }],
    ['MILLRACE_RAIL_CALLBACK_URL', { ...good, MILLRACE_RAIL_CALLBACK_URL: 'file:///etc/passwd' }],
    ['MILLRACE_RAIL_FAULTS', { ...good, MILLRACE_RAIL_FAULTS: '{"reject":-1}' }],
    ['MILLRACE_RAIL_FAULTS', { ...good, MILLRACE_RAIL_FAULTS: '{' }],
  ])('names the setting that is wrong: %s', (setting, environment) => {
    const { status, stderr } = spawnSync(process.execPath, [program], { env: environment })
    expect(status).toBe(1)
    expect(stderr.toString()).toContain(setting)
  })

  it('ends by itself when the parent is gone', () => {
    const environment = { ...good, MILLRACE_RAIL_STOP_WITH_PARENT: '1' }
    const { status, stdout } = spawnSync(process.execPath, [program], {
      env: environment,
      input: '',
    })
    expect(status).toBe(0)
    expect(stdout.toString()).toMatch(/^\{"listening":"http:\/\/127\.0\.0\.1:\d+"\}\n$/)
  })
})
