import { noFaults, readScript, type FaultScript } from '../../adapters/rails/simulated/faults.ts'

export interface RailSettings {
  /** 0 takes a free one; the line on standard output tells which. */
  readonly port: number
  readonly secret: string
  readonly directory?: string
  readonly callbackUrl?: string
  /** Of a gateway that speaks TLS (PEM). */
  readonly callbackCertificateFile?: string
  readonly seed: string
  readonly script: FaultScript
  /** Ends when standard input does, so that a parent that was killed leaves no rail behind. */
  readonly stopWithParent: boolean
}

const secretLengthMin = 16

/** Reads the environment; throws with the name of the setting that is wrong, never with a secret. */
export const readSettings = (environment: NodeJS.ProcessEnv): RailSettings => {
  const secret = environment['MILLRACE_RAIL_SECRET'] ?? ''
  if (secret.length < secretLengthMin) {
    throw new Error(`MILLRACE_RAIL_SECRET must have at least ${secretLengthMin} characters`)
  }
  const port = environment['MILLRACE_RAIL_PORT'] || '0'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    throw new Error('MILLRACE_RAIL_PORT must be a port, or 0 for any')
  }
  const callbackUrl = environment['MILLRACE_RAIL_CALLBACK_URL']
  if (callbackUrl && !/^https?:$/.test(URL.parse(callbackUrl)?.protocol ?? '')) {
    throw new Error('MILLRACE_RAIL_CALLBACK_URL must be an http URL')
  }
  const directory = environment['MILLRACE_RAIL_DIRECTORY']
  const certificateFile = environment['MILLRACE_RAIL_CALLBACK_CERTIFICATE']
  return {
    port: Number(port),
    secret,
    ...(directory ? { directory } : {}),
    ...(callbackUrl ? { callbackUrl } : {}),
    ...(certificateFile ? { callbackCertificateFile: certificateFile } : {}),
    seed: environment['MILLRACE_RAIL_SEED'] || 'millrace',
    script: scriptFrom(environment['MILLRACE_RAIL_FAULTS']),
    stopWithParent: environment['MILLRACE_RAIL_STOP_WITH_PARENT'] === '1',
  }
}

const scriptFrom = (text: string | undefined): FaultScript => {
  if (!text) return noFaults
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    throw new Error('MILLRACE_RAIL_FAULTS must be JSON')
  }
  const script = readScript(given)
  if (typeof script === 'string') throw new Error(`MILLRACE_RAIL_FAULTS: ${script}`)
  return script
}
