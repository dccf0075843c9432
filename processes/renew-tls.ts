import { stat } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Gateway } from '../gateway/server.ts'
import type { GatewayTls } from '../gateway/tls.ts'
import type { Config } from './config.ts'
import { readTls } from './tls-settings.ts'

const lookEveryMs = 30_000

/**
 * Certificates are renewed and revoked while the gateway runs: their files are looked at now and then, and taken when
 * they have changed. Files that are not right are complained about, and what was goes on.
 */
export const watchTls = (
  config: Config,
  renew: (tls: GatewayTls) => void,
  onError: (error: unknown) => void,
  everyMs = lookEveryMs,
): (() => void) => {
  const paths = [
    config.tlsCertFile,
    config.tlsKeyFile,
    config.tlsClientCaFile,
    config.tlsClientCrlFile,
  ].filter((path) => path !== undefined)
  let seen = stampOf(paths)
  const look = async (): Promise<void> => {
    const before = await seen
    const now = await stampOf(paths)
    seen = Promise.resolve(now)
    if (now === before) return
    const tls = await readTls(config)
    if (tls) renew(tls)
  }
  const timer = setInterval(() => void look().catch(onError), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** A link that points elsewhere now is another file. */
const stampOf = async (paths: readonly string[]): Promise<string> => {
  const stamps = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
        () => 'missing',
      ),
    ),
  )
  return stamps.join()
}

/** The same for a gateway. Returns a way to stop. */
export const keepTlsFresh = (config: Config, gateway: Gateway, log: Logger): (() => void) =>
  watchTls(
    config,
    (renewed) => gateway.renewTls(renewed),
    (error) => log.error({ part: 'tls' }, String(error)),
  )
