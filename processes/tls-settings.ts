import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import {
  readCertificateRules,
  type CertificateRule,
} from '../contexts/access/certificate-mapping.ts'
import { secureContextOf, type GatewayTls } from '../gateway/tls.ts'
import { BadConfiguration, optionalText, parsedJson, type Setting } from './setting.ts'

const file = (name: string, description: string): Setting<string | undefined> =>
  optionalText({ name, description }, /^[^\0]{1,4096}$/, 'the path of a file')

/** TLS without a proxy in front. Nothing of it holds without the first two. */
export const tlsSettings = {
  tlsCertFile: file(
    'TLS_CERT_FILE',
    'Certificate of the gateway with its chain (PEM); without it, plain HTTP',
  ),
  tlsKeyFile: file('TLS_KEY_FILE', 'Private key of that certificate (PEM)'),
  tlsClientCaFile: file(
    'TLS_CLIENT_CA_FILE',
    'Authorities whose certificates services may call with instead of a key (PEM)',
  ),
  tlsClientCrlFile: file(
    'TLS_CLIENT_CRL_FILE',
    'Revoked certificates of those authorities, a list for each (PEM); with it, an authority without a list is not trusted',
  ),
  tlsClientServices: parsedJson<readonly CertificateRule[]>(
    {
      name: 'TLS_CLIENT_SERVICES',
      description:
        'Which certificates are which service, as JSON: [{"name": "ledger", "subjectAltName": "DNS:ledger.example", "roles": ["service"]}]',
    },
    readCertificateRules,
  ),
} as const satisfies Record<string, Setting<never> | Setting<unknown>>

type TlsConfig = {
  readonly [Name in keyof typeof tlsSettings]: (typeof tlsSettings)[Name] extends Setting<
    infer Value
  >
    ? Value
    : never
}

/** Which of them are missing beside others. */
export const tlsProblems = (config: TlsConfig): readonly string[] => {
  const needs = (given: keyof TlsConfig, needed: keyof TlsConfig): readonly string[] =>
    config[given] !== undefined && config[needed] === undefined
      ? [`${tlsSettings[needed].name} must be set beside ${tlsSettings[given].name}`]
      : []
  return [
    ...needs('tlsCertFile', 'tlsKeyFile'),
    ...needs('tlsKeyFile', 'tlsCertFile'),
    ...needs('tlsClientCaFile', 'tlsCertFile'),
    ...needs('tlsClientCaFile', 'tlsClientServices'),
    ...needs('tlsClientServices', 'tlsClientCaFile'),
    ...needs('tlsClientCrlFile', 'tlsClientCaFile'),
  ]
}

/** Reads the files that the settings name; undefined without any. Throws `BadConfiguration` that names the setting. */
export const readTls = async (config: TlsConfig): Promise<GatewayTls | undefined> => {
  if (config.tlsCertFile === undefined) return undefined
  const [certificate = '', key = '', clientAuthorities, revocations] = await Promise.all([
    readPem('tlsCertFile', config.tlsCertFile),
    readPem('tlsKeyFile', config.tlsKeyFile),
    readPem('tlsClientCaFile', config.tlsClientCaFile),
    readPem('tlsClientCrlFile', config.tlsClientCrlFile),
  ])
  check('TLS_CERT_FILE and TLS_KEY_FILE do not fit together', { cert: certificate, key })
  if (clientAuthorities !== undefined)
    check('TLS_CLIENT_CA_FILE holds no certificates', { ca: clientAuthorities })
  if (revocations !== undefined)
    check('TLS_CLIENT_CRL_FILE holds no list of revoked certificates', { crl: revocations })
  const tls = {
    certificate,
    key,
    ...(clientAuthorities === undefined ? {} : { clientAuthorities }),
    ...(revocations === undefined ? {} : { revocations }),
  }
  check('The TLS files do not fit together', secureContextOf(tls))
  return tls
}

const readPem = async (
  setting: keyof TlsConfig,
  path: string | undefined,
): Promise<string | undefined> => {
  if (path === undefined) return undefined
  const { name } = tlsSettings[setting]
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadConfiguration([`${name} cannot be read: ${error.code} (${path})`])
  })
  if (!text.includes('-----BEGIN ')) throw new BadConfiguration([`${name} is not PEM (${path})`])
  return text
}

const check = (problem: string, options: Parameters<typeof createSecureContext>[0]): void => {
  try {
    createSecureContext(options)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new BadConfiguration([`${problem}: ${code ?? message}`])
  }
}
