import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  nobody,
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'

const sample = (name: string) =>
  readFile(new URL(`../contexts/payments/samples/${name}`, import.meta.url), 'utf8')

interface ShownPayment {
  readonly paymentId: string
  readonly status: string
  readonly endToEndId: string
  readonly debtor: { readonly name: string; readonly account: string }
}

describe('A firm starts Millrace for the first time', () => {
  let installation: Installation
  let administrator: Person
  beforeAll(async () => {
    installation = await startInstallation({
      environment: { MILLRACE_RAIL_SETTLE_MS: '200', MILLRACE_RAIL_TIMEOUT_MS: '1000' },
    })
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const payments = async (): Promise<readonly ShownPayment[]> =>
    (await administrator.get('/v1/payments?limit=100')).body.items as ShownPayment[]
  const statuses = async () => (await payments()).map(({ status }) => status)

  it('is told one address, and how to sign in', async () => {
    expect(installation.output()).toMatch(/running at http:\/\/127\.0\.0\.1:\d+/)
    expect(installation.output()).toMatch(/user name\s+admin\s+password\s+\S{20,}/)
    administrator = await signIn(installation.url, 'admin', installation.password)
    expect((await administrator.get('/v1/session')).body).toMatchObject({
      displayName: 'Administrator',
    })
  })

  it.each([
    ['/health', /alive/],
    ['/ready', /"ready":true/],
    ['/metrics', /millrace_log_position\{log="payments"\}/],
    ['/openapi.json', /"openapi":"3\.1/],
    ['/docs', /<html/i],
    ['/', /<div id="root"/],
    ['/payments', /<div id="root"/],
  ])('finds %s', async (path, content) => {
    const answer = await nobody(installation.url).get(path, { accept: 'text/html' })
    expect(answer.status).toBe(200)
    expect(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)).toMatch(
      content,
    )
  })

  it('posts a pain.001 of version .03 and one of .09, and sees every payment come to its end', async () => {
    const salaries = await administrator.send(
      'POST',
      '/v1/payment-files',
      await sample('salaries.pain.001.001.03.xml'),
    )
    expect(salaries).toMatchObject({ status: 201, body: { accepted: 12, rejected: 0 } })
    const suppliers = await administrator.send(
      'POST',
      '/v1/payment-files',
      await sample('suppliers.pain.001.001.09.xml'),
    )
    expect(suppliers).toMatchObject({ status: 201, body: { accepted: 8, rejected: 0 } })
    const final = ['settled', 'rejected']
    await expect
      .poll(async () => (await statuses()).filter((status) => final.includes(status)).length)
      .toBe(20)
    const rejected = (await payments()).filter(({ status }) => status === 'rejected')
    expect(rejected.map(({ endToEndId }) => endToEndId)).toEqual([
      expect.stringContaining('TRIGGER-REJECT'),
    ])
  })

  it('may send the same file again, and nothing changes', async () => {
    const again = await administrator.send(
      'POST',
      '/v1/payment-files',
      await sample('salaries.pain.001.001.03.xml'),
    )
    expect(again.status).toBeLessThan(300)
    expect(await payments()).toHaveLength(20)
  })

  it('sees names and account numbers masked', async () => {
    for (const { debtor } of await payments()) {
      expect(debtor.name).toMatch(/\*/)
      expect(debtor.account).toMatch(/\*{4}/)
    }
  })

  it('finds no name and no account number anywhere in its data directory', async () => {
    const xml =
      (await sample('salaries.pain.001.001.03.xml')) +
      (await sample('suppliers.pain.001.001.09.xml'))
    const secrets = [...xml.matchAll(/(?:Nm|IBAN|Ustrd)>([^<]{6,})</g)].map(
      ([, text]) => text ?? '',
    )
    expect(secrets.length).toBeGreaterThan(40)
    const found = await searchFiles(installation.directory, secrets)
    expect(found.files).toBeGreaterThan(500)
    expect(found.hits).toEqual([])
    // The search would find what is there: an end-to-end id is no personal data, and stands in the log as it is.
    expect(
      (await searchFiles(installation.directory, ['TRIGGER-REJECT'])).hits.length,
    ).toBeGreaterThan(0)
  })

  it('finds the log sound', async () => {
    const verdict = await administrator.send('POST', '/v1/logs/payments/verify')
    expect(verdict).toMatchObject({ status: 200, body: { problems: [] } })
  })

  it('cannot start a second process on the same directory, and is told which holds it', async () => {
    const second = await runMillrace(['start'], {
      PORT: '0',
      MILLRACE_DATA: installation.directory,
    })
    expect(second.code).toBe(1)
    expect(second.output).toContain(String(installation.process.pid))
    expect(second.output).toContain(installation.directory)
    expect(second.output).not.toContain('    at ')
  })

  it('runs a second installation beside it', async () => {
    const second = await startInstallation()
    expect(second.url).not.toBe(installation.url)
    const other = await signIn(second.url, 'admin', second.password)
    expect((await other.get('/v1/payments')).body.items).toEqual([])
    expect(await second.stop()).toBe(0)
    await removeDirectory(second.directory)
  })

  it('stops it, starts it again, and finds everything as it was', async () => {
    const before = await payments()
    expect(await installation.stop()).toBe(0)
    installation = await startInstallation({ directory: installation.directory })
    expect(installation.password).toBe('')
    const answer = await nobody(installation.url).get('/v1/payments')
    expect(answer.status).toBe(401)
    // The session outlives the process: it is in the log, as everything is.
    const again = {
      ...administrator,
      get: async (path: string) => fetchAs(installation.url, path, administrator),
    }
    const after = (await again.get('/v1/payments?limit=100')) as { items: readonly ShownPayment[] }
    expect(after.items.map(({ paymentId, status }) => [paymentId, status])).toEqual(
      before.map(({ paymentId, status }) => [paymentId, status]),
    )
  })
})

const fetchAs = async (url: string, path: string, { headers }: Person): Promise<unknown> =>
  (await fetch(url + path, { headers })).json()

/** Looks for texts in every byte of every file. */
const searchFiles = async (directory: string, texts: readonly string[]) => {
  const hits: string[] = []
  let files = 0
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0))
    files++
    for (const text of texts) if (bytes.includes(text)) hits.push(`${text} in ${entry.name}`)
  }
  return { files, hits }
}
