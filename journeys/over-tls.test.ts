import { readFile, writeFile } from 'node:fs/promises'
import { request as requestOverTls } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  certificateFolder,
  hasOpenssl,
  noOpenssl,
  type Certificate,
} from '../testing/certificates.ts'
import {
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
} from '../testing/installation.ts'
import { describeWhen } from '../testing/run-when.ts'

const sample = new URL('../contexts/payments/samples/salaries.pain.001.001.03.xml', import.meta.url)
const hasTool = await hasOpenssl()

describeWhen(hasTool, noOpenssl)('An installation that speaks TLS', () => {
  let folder: Awaited<ReturnType<typeof certificateFolder>>
  let installation: Installation
  let ledger: Certificate
  let environment: Record<string, string>
  beforeAll(async () => {
    folder = await certificateFolder()
    const authority = await folder.authority('authority')
    // As most are made: for a name, and not for the address at which the rail next door reaches it.
    const own = await authority.issue('gateway', {
      altNames: 'DNS:localhost',
      usage: 'serverAuth',
    })
    ledger = await authority.issue('ledger', { altNames: 'URI:spiffe://bank.example/ledger' })
    setDefaultCACertificates([...getCACertificates(), authority.certificate])
    const services = [
      { name: 'ledger', subjectAltName: 'URI:spiffe://bank.example/ledger', roles: ['viewer'] },
    ]
    environment = {
      TLS_CERT_FILE: own.certificateFile,
      TLS_KEY_FILE: own.keyFile,
      TLS_CLIENT_CA_FILE: authority.certificateFile,
      TLS_CLIENT_SERVICES: JSON.stringify(services),
      MILLRACE_RAIL_SETTLE_MS: '100',
      // The end of a payment can come by a callback alone.
      MILLRACE_STATUS_QUERY_DELAYS_MS: '3600000',
    }
    installation = await startInstallation({ environment })
  })
  afterAll(async () => {
    await installation.stop()
    await removeDirectory(installation.directory)
    await folder.remove()
  })

  it('settles a payment: the rail beside it calls back over TLS too', async () => {
    const url = installation.url.replace('127.0.0.1', 'localhost')
    expect(url).toMatch(/^https:/)
    const person = await signIn(url, 'admin', installation.password)
    const sent = await person.send('POST', '/v1/payment-files', await readFile(sample, 'utf8'))
    expect(sent.status).toBeLessThan(300)
    await expect
      .poll(async () => (await person.get('/v1/payments?status=settled')).body.items.length)
      .toBeGreaterThan(0)
  })

  it('knows a service by its certificate, and what it may do', async () => {
    const ask = (path: string, method = 'GET'): Promise<number> =>
      new Promise((resolve, reject) => {
        const { certificate: cert, key } = ledger
        const url = installation.url.replace('127.0.0.1', 'localhost')
        const options = { method, cert, key, headers: { 'idempotency-key': 'one' } }
        requestOverTls(url + path, options, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
          .once('error', reject)
          .end()
      })
    expect(await ask('/v1/payments')).toBe(200)
    expect(await ask('/v1/users')).toBe(403)
  })

  it('is not started with files that are not right, and says which', async () => {
    const directory = await temporaryDirectory()
    const bad = `${folder.directory}/bad.pem`
    await writeFile(bad, 'no certificate')
    const start = async (wrong: Record<string, string>) =>
      (await runMillrace(['start'], { ...environment, MILLRACE_DATA: directory, ...wrong })).output
    expect(await start({ TLS_KEY_FILE: `${directory}/none.pem` })).toContain(
      'TLS_KEY_FILE cannot be read: ENOENT',
    )
    expect(await start({ TLS_CLIENT_CA_FILE: bad })).toContain('TLS_CLIENT_CA_FILE is not PEM')
    expect(await start({ TLS_KEY_FILE: ledger.keyFile })).toContain(
      'TLS_CERT_FILE and TLS_KEY_FILE do not fit together',
    )
    await removeDirectory(directory)
  })
})
