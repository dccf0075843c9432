import { oneTimePasswords } from '../adapters/node/one-time-passwords.ts'
import { argonPasswords } from '../adapters/node/passwords.ts'
import { nodeSecrets } from '../adapters/node/secrets.ts'
import { webauthnPasskeys } from '../adapters/webauthn/passkeys.ts'
import { auditOver } from '../contexts/access/audit.ts'
import { refusedRequests, type RefusedRequests } from '../contexts/access/refused-requests.ts'
import { accessAuthenticator, type AccessAuthenticator } from '../contexts/access/authenticator.ts'
import type { Audit, Context } from '../kernel/context.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import { openContext, type ContextRuntime } from './context-runtime.ts'
import { access } from './contexts.ts'
import { identityProviderOf } from './open-identity-provider.ts'
import { refuseSharedLogs } from './distinct-names.ts'
import type { Secrets } from './secrets.ts'
import type { Foundation } from './foundation.ts'

const minuteMs = 60_000
/** What was only counted is written down by then, also where nothing follows. */
const settleRefusalsEveryMs = 20_000

export interface OpenedContexts {
  readonly access: ContextRuntime
  readonly runtimes: readonly ContextRuntime[]
  readonly ports: Parameters<typeof access>[0]
  readonly authenticator: AccessAuthenticator
  readonly refusals: RefusedRequests
  readonly audit: Audit
}

/** Opens `access`, and the others with its audit. */
export const openContexts = async (
  served: readonly Context[],
  config: Config,
  { masterKey }: Secrets,
  foundation: Foundation,
  onConflict: (command: string) => void,
  closing: Closing,
): Promise<OpenedContexts> => {
  const ports = {
    passwords: argonPasswords(),
    secrets: nodeSecrets({ masterKey }),
    subjectKeys: foundation.vault,
    ...(await identityProviderOf(config, foundation)),
    ...(config.tlsClientServices ? { certificateRules: config.tlsClientServices } : {}),
    oneTimePasswords,
    passkeys: webauthnPasskeys,
    sessionTerms: {
      idleMs: config.sessionIdleMinutes * minuteMs,
      longestMs: config.sessionHoursMax * 60 * minuteMs,
      freshMs: config.stepUpMinutes * minuteMs,
    },
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  }
  refuseSharedLogs([{ name: 'access' }, ...served])
  const options = { queueLengthMax: config.queueLengthMax, onConflict }
  const ownAudit = () => auditOver(opened.tools)
  const opened: ContextRuntime = openContext(access(ports), foundation, {
    ...options,
    audit: {
      unmasked: (viewing) => ownAudit().unmasked(viewing),
      acted: (act) => ownAudit().acted(act),
    },
  })
  const audit = auditOver(opened.tools)
  // People sign in also while the bus is away: `access` waits for nothing.
  const acknowledgesRelayed = config.acknowledge === 'relayed'
  const others = served.map((context) =>
    openContext(context, foundation, { ...options, audit, acknowledgesRelayed }),
  )
  const runtimes = [opened, ...others]
  for (const runtime of runtimes)
    closing.add(`the log ${runtime.context.name}`, () => runtime.close())
  const authenticator = accessAuthenticator({ ...opened.tools, ...ports })
  closing.add('who is signed in', () => authenticator.close())
  const refusals = refusedRequests(opened.tools)
  const settling = setInterval(() => void refusals.settle(), settleRefusalsEveryMs)
  closing.add('the record of refusals', async () => {
    clearInterval(settling)
    await refusals.settle(true)
  })
  return { access: opened, runtimes, ports, authenticator, refusals, audit }
}
