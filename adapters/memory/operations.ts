import type { Instant } from '../../kernel/clock.ts'
import type {
  ClaimedOperation,
  NewOperation,
  OperationStore,
  StoredOperation,
} from '../../kernel/operation-store.ts'

interface Kept {
  readonly operation: NewOperation
  leaseUntil: Instant
  attempts: number
  end?: Parameters<OperationStore['end']>[1]
}

/** Operations that live as long as their process. */
export const memoryOperations = (): OperationStore => {
  const kept = new Map<string, Kept>()
  return {
    accept: async (operation, leaseUntil) => {
      const known = kept.get(operation.id)
      if (known)
        return known.operation.fingerprint === operation.fingerprint ? 'known' : 'other-content'
      kept.set(operation.id, { operation, leaseUntil, attempts: 1 })
      return 'accepted'
    },
    find: async (id, actor) => {
      const found = kept.get(id)
      return found?.operation.actor === actor ? shown(found) : undefined
    },
    claim: async (now, leaseUntil, limit, routes) =>
      [...kept.values()]
        .filter((one) => !one.end && one.leaseUntil <= now)
        .filter(({ operation: { route } }) => routes?.includes(route) ?? true)
        .slice(0, limit)
        .map((one): ClaimedOperation => {
          one.leaseUntil = leaseUntil
          const { fingerprint: _, ...operation } = one.operation
          return { ...operation, attempts: one.attempts++ }
        }),
    renew: async (ids, leaseUntil) => {
      for (const id of ids) {
        const one = kept.get(id)
        if (one) one.leaseUntil = leaseUntil
      }
    },
    end: async (id, end) => {
      const one = kept.get(id)
      if (one) one.end ??= end
    },
    forget: async (now) => {
      for (const [id, { end }] of kept) if (end && end.keptUntil <= now) kept.delete(id)
    },
  }
}

const shown = ({ operation: { id, route, acceptedAt }, end }: Kept): StoredOperation => ({
  id,
  route,
  acceptedAt,
  ...(end
    ? { state: end.state, endedAt: end.endedAt, answer: end.answer }
    : { state: 'in-progress' }),
})
