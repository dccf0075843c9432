import { silentAfterMs, tellEveryMs } from './presence.ts'
import type { Config } from '../config.ts'
import type { GatewayParts } from '../open-gateway.ts'

/** A process that runs apart. */
export interface RunningApart {
  /** Where it listens. */
  readonly url: string
  /** For as long as nobody has signed in: what to sign in with. */
  readonly firstSignIn?: { readonly username: string; readonly password: string }
  /** Drains and ends it, in the reverse order of its start. */
  stop(): Promise<void>
  /** What a stop that is under way waits for; undefined once all was closed. */
  waitsFor(): string | undefined
}

/** Room for what a gateway adds to the headers that it lets through. */
const headerBytesMax = 32_768
const longMs = 3_600_000
/** By then every gateway has looked, and sends nothing more. */
const noticeMs = tellEveryMs + 500

/**
 * What a gateway has bounded is not bounded again by whom it forwards to: how slowly a body may come, and how many
 * streams one caller may have.
 */
export const limitsBehind = ({ drainNoticeMs }: Config): NonNullable<GatewayParts['limits']> => ({
  headerBytesMax,
  requestTimeoutMs: longMs,
  headersTimeoutMs: silentAfterMs,
  bodyGraceMs: longMs,
  drainNoticeMs: Math.max(noticeMs, drainNoticeMs),
  live: { connectionsPerCallerMax: Number.MAX_SAFE_INTEGER },
})
