import type { ContextTools } from '../../kernel/context.ts'
import type { Position, RecordedEvent } from '../../kernel/message.ts'
import type { ViewReader } from '../../kernel/view.ts'
import type { AccessEvent } from './events.ts'
import { securityView } from './security-view.ts'
import { signInPolicyView } from './sign-in-policy.ts'
import { visibleWithinMs } from './tools.ts'
import { apiKeysView, sessionsView, usersView } from './views.ts'

/** Facts after which somebody may do less than before. */
const lessening: ReadonlySet<string> = new Set<AccessEvent['type']>([
  'UserDisabled',
  'RolesChanged',
  'PasswordSet',
  'SessionEnded',
  'SessionsEnded',
  'FactorsReset',
  'FactorRemoved',
  'SignInPolicyChanged',
  'ApiKeyRevoked',
])

const eventsAtOnceMax = 500

/**
 * Tells when somebody may do less than before, once every view shows it. Returns a way to stop.
 *
 *   a view has changed -> what is new in the log -> does any of it take away? -> all views are there -> told
 *
 * What cannot be read is read at the next change.
 */
export const watchLessened = (
  { log, view }: Pick<ContextTools, 'log' | 'view'>,
  told: () => void,
): (() => void) => {
  const views: readonly ViewReader[] = [
    view(usersView),
    view(sessionsView),
    view(securityView),
    view(signInPolicyView),
    view(apiKeysView),
  ]
  let seen: Promise<Position> = log.head()
  seen.catch(() => undefined)
  let isReading = false
  let isReadAgain = false

  const look = async (): Promise<void> => {
    const before = await seen.catch(() => (seen = log.head()))
    const { position, lessenedAt } = await readOn(log, before)
    seen = Promise.resolve(position)
    if (lessenedAt === undefined) return
    await Promise.all(views.map((one) => one.waitFor(lessenedAt, visibleWithinMs)))
    told()
  }
  const changed = (): void => {
    isReadAgain = isReading
    if (isReading) return
    isReading = true
    void look()
      .catch(() => undefined)
      .finally(() => {
        isReading = false
        if (isReadAgain) changed()
      })
  }
  const stops = views.map((one) => one.onChanged(changed))
  return () => stops.forEach((stop) => stop())
}

const readOn = async (
  log: ContextTools['log'],
  after: Position,
): Promise<{ readonly position: Position; readonly lessenedAt?: Position }> => {
  let position = after
  let lessenedAt: Position | undefined
  for (;;) {
    const events: readonly RecordedEvent[] = await log.read(position, eventsAtOnceMax)
    position = events.at(-1)?.position ?? position
    lessenedAt = events.findLast(({ type }) => lessening.has(type))?.position ?? lessenedAt
    if (events.length < eventsAtOnceMax)
      return { position, ...(lessenedAt === undefined ? {} : { lessenedAt }) }
  }
}
