import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Why tests with certificates were skipped, for describeWhen. */
export const noOpenssl = 'there is no openssl on this machine, which makes the certificates'

export const hasOpenssl = (): Promise<boolean> =>
  run('openssl', ['version']).then(
    () => true,
    () => false,
  )

export interface Certificate {
  readonly certificate: string
  readonly key: string
  readonly certificateFile: string
  readonly keyFile: string
}

export interface Authority extends Certificate {
  /** Signs a new key. Dates as openssl takes them, `20200101000000Z`. */
  issue(name: string, wanted?: Wanted): Promise<Certificate>
  revoke(certificate: Certificate): Promise<void>
  /** The list of all that was revoked so far. */
  revocations(): Promise<string>
}

export interface Wanted {
  /** `/CN=ledger/O=Bank`; left out, the name alone. */
  readonly subject?: string
  /** `DNS:ledger.example,IP:127.0.0.1` */
  readonly altNames?: string
  readonly usage?: 'clientAuth' | 'serverAuth'
  readonly from?: string
  readonly until?: string
}

/** Certificates in a directory of their own, which `remove` removes. */
export const certificateFolder = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-certificates-'))
  return {
    directory,
    authority: (name: string) => makeAuthority(directory, name),
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

const makeAuthority = async (directory: string, name: string): Promise<Authority> => {
  const path = (file: string): string => join(directory, `${name}.${file}`)
  const openssl = (...words: string[]) => run('openssl', words, { cwd: directory })
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-subj',
    `/CN=${name}`,
    '-days',
    '2',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
    '-keyout',
    path('key'),
    '-out',
    path('pem'),
  )
  await writeFile(path('index'), '')
  await writeFile(path('index.attr'), 'unique_subject = no\n')
  await writeFile(
    path('cnf'),
    [
      '[ca]',
      'default_ca = own',
      '[own]',
      `database = ${path('index')}`,
      `new_certs_dir = ${directory}`,
      `certificate = ${path('pem')}`,
      `private_key = ${path('key')}`,
      'rand_serial = yes',
      'default_md = sha256',
      'default_days = 2',
      'default_crl_days = 2',
      'policy = any',
      'copy_extensions = copy',
      '[any]',
      'commonName = supplied',
      'organizationName = optional',
    ].join('\n'),
  )
  const read = async (base: string): Promise<Certificate> => ({
    certificate: await readFile(join(directory, `${base}.pem`), 'utf8'),
    key: await readFile(join(directory, `${base}.key`), 'utf8'),
    certificateFile: join(directory, `${base}.pem`),
    keyFile: join(directory, `${base}.key`),
  })
  return {
    ...(await read(name)),
    issue: async (leaf, { subject, altNames, usage = 'clientAuth', from, until } = {}) => {
      const base = `${name}-${leaf}`
      const file = (suffix: string): string => join(directory, `${base}.${suffix}`)
      await openssl(
        'req',
        ...newKey,
        '-subj',
        subject ?? `/CN=${leaf}`,
        '-addext',
        `extendedKeyUsage=${usage}`,
        ...(altNames === undefined ? [] : ['-addext', `subjectAltName=${altNames}`]),
        '-keyout',
        file('key'),
        '-out',
        file('csr'),
      )
      await openssl(
        'ca',
        '-batch',
        '-notext',
        '-config',
        path('cnf'),
        '-in',
        file('csr'),
        ...(from === undefined ? [] : ['-startdate', from]),
        ...(until === undefined ? [] : ['-enddate', until]),
        '-out',
        file('pem'),
      )
      return read(base)
    },
    revoke: async ({ certificateFile }) => {
      await openssl('ca', '-config', path('cnf'), '-revoke', certificateFile)
    },
    revocations: async () => {
      await openssl('ca', '-config', path('cnf'), '-gencrl', '-out', path('crl'))
      return readFile(path('crl'), 'utf8')
    },
  }
}
