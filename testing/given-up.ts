import type { Firm } from './firm-on-kafka.ts'
import { nobody, runMillrace } from './installation.ts'

/** What a process says of itself once a restore may have taken over its logs. */
export interface GivenUp {
  /** Status of /ready. */
  readonly ready: number
  /** As /ready names the reason. */
  readonly reason: string | undefined
  /** Logs that its metrics say were taken over. */
  readonly takenOver: readonly string[]
  /** Background work that acts on the world, and goes on in it. */
  readonly acting: readonly string[]
}

const acts = /^(policy|schedule|outside|replies|answers|redrive|fan-out|relay)\//
const values = (metrics: string, name: string, label: string): readonly string[] =>
  [...metrics.matchAll(new RegExp(`^${name}\\{${label}="([^"]+)"\\} 1$`, 'gm'))].map(
    ([, value = '']) => value,
  )

export const givenUp = async (url: string): Promise<GivenUp> => {
  const ready = await nobody(url).get('/ready')
  const metrics = String((await nobody(url).get('/metrics')).body)
  return {
    ready: ready.status,
    reason: (ready.body as { checks: { logs?: string } }).checks.logs,
    takenOver: values(metrics, 'millrace_log_taken_over', 'log').toSorted(),
    acting: values(metrics, 'millrace_consumer_running', 'consumer').filter((name) =>
      acts.test(name),
    ),
  }
}

/** What each process of an installation says whose logs were all taken over. */
export const allGivenUp: GivenUp = {
  ready: 503,
  reason: 'a restore has taken over access, integrity, payments, webhooks',
  takenOver: ['access', 'integrity', 'payments', 'webhooks'],
  acting: [],
}

/**
 * Restores into a new database while the installation runs. True once it has; what it printed otherwise. It is refused
 * while anybody writes: who is idle says now and then how far he is.
 */
export const restoreBeside = async (firm: Firm, database: string): Promise<true | string> => {
  const environment = { ...firm.environmentOn(database), MILLRACE_DATA: firm.directory }
  // The keys are being used, and cannot be copied.
  const words = ['restore', '--from', 'kafka', '--keys-lost']
  const { code, output } = await runMillrace(words, environment)
  return code === 0 || output
}
