import { setTimeout as delay } from 'node:timers/promises'
import {
  Base,
  Consumer,
  findErrorBy,
  type BaseOptions,
  type ConsumerGroupJoinPayload,
} from '@platformatic/kafka'
import type { Place, SubscribeOptions } from '../../kernel/message-bus.ts'
import { explained } from './explain.ts'
import { withWholeMetadata } from './whole-metadata.ts'

/** A member that lives hears of others with its next heartbeat. */
const times = { heartbeatInterval: 1_000, rebalanceTimeout: 15_000 }
/** A member that is in no group for so long tries again. */
const strandedMs = 15_000
/** A coordinator that has just changed takes no goodbye, and one that hangs answers none: the member is missed soon. */
const goodbyeMs = 2_000

export interface MemberOptions extends BaseOptions {
  /** A member that was not heard of for so long is taken for dead. */
  readonly sessionTimeoutMs: number
}

/** What a rebalance means for this member. */
export interface Change {
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[]
  isMine(topic: string, partition: number): boolean
  /** What it had before and has again, it has had all the time: nobody else was given it in between. */
  readonly isKept: boolean
}

export interface Membership {
  /** Joins again where that is needed. Rejects once it was abandoned. */
  keepUp(): Promise<void>
  /** Waits no longer to be let in: while a member that died is missed, that takes as long as it is waited for. */
  abandon(): void
  /** The newest one that was not taken yet. */
  takeChange(): Change | undefined
  /** False where the group is just being shared out anew: this member's word is no longer heard. */
  commit(places: readonly Place[]): Promise<boolean>
  leave(): Promise<void>
}

/**
 * Takes part in a group, and says when the partitions change hands. Retries are this side's own: the library would
 * join again after a refused commit, and commit the stale place under its new membership.
 */
export const joinGroup = (
  { sessionTimeoutMs, ...options }: MemberOptions,
  { group, topics }: SubscribeOptions,
  onChange: () => void,
): Membership => {
  const opened = new Consumer({
    ...options,
    ...times,
    sessionTimeout: sessionTimeoutMs,
    retries: 0,
    groupId: group,
  })
  // Whoever shares the group out for all takes what every topic has for granted.
  const consumer = withWholeMetadata(opened)
  consumer.topics.trackAll(...topics)
  let joined: ConsumerGroupJoinPayload | undefined
  let last = { generation: -2, memberId: '' }
  let isKept = true
  let mustJoin = true
  let activeAt = performance.now()
  const abandoned = Promise.withResolvers<never>()
  abandoned.promise.catch(() => undefined)

  consumer.on('error', () => undefined)
  consumer.on('consumer:group:join', (payload) => {
    const { generationId: generation = -1, memberId } = payload
    // Of two changes that come together the first is forgotten, and with it what it gave to others.
    isKept &&= !joined && generation === last.generation + 1 && memberId === last.memberId
    last = { generation, memberId }
    joined = payload
    onChange()
  })
  consumer.on('consumer:group:rejoin', () => undefined)
  const onRejoin = () => {
    mustJoin ||= !consumer.isActive()
    onChange()
  }
  ;(consumer as unknown as NodeJS.EventEmitter).on('consumer:rejoin', onRejoin)

  return {
    keepUp: async () => {
      if (consumer.isActive()) activeAt = performance.now()
      else if (performance.now() - activeAt > strandedMs) mustJoin = true
      if (!mustJoin) return
      activeAt = performance.now()
      try {
        await Promise.race([consumer.joinGroup({}), abandoned.promise])
        mustJoin = false
      } catch (error) {
        throw explained(`The group ${group} cannot be joined`, error)
      }
    },
    abandon: () => abandoned.reject(new Error('it leaves')),
    takeChange: () => {
      const payload = joined
      if (!payload) return undefined
      const change = changeOf(payload, isKept)
      joined = undefined
      isKept = true
      return change
    },
    commit: async (places) => {
      if (places.length === 0) return true
      if (!consumer.isActive() || joined) return false
      try {
        const offsets = places.map(({ topic, partition, offset }) => ({
          topic,
          partition,
          offset: BigInt(offset),
          leaderEpoch: -1,
        }))
        await consumer.commit({ offsets })
        return true
      } catch (error) {
        if (findErrorBy(error as Error, 'needsRejoin', true)) return false
        throw error
      }
    },
    leave: async () => {
      const left = new Promise<void>((resolve) => consumer.leaveGroup(true, () => resolve()))
      await Promise.race([left, delay(goodbyeMs, undefined, { ref: false })])
      // Not the consumer's own way: that stays open where the coordinator refuses the goodbye, and where the group is
      // just being shared out it begins to send heartbeats again, for ever. Either keeps the process.
      await Base.prototype.close.call(consumer).catch(() => undefined)
    },
  }
}

const changeOf = ({ assignments = [] }: ConsumerGroupJoinPayload, isKept: boolean): Change => {
  const partitions = assignments.flatMap(({ topic, partitions: numbers }) =>
    numbers.map((partition) => ({ topic, partition })),
  )
  const keys = new Set(partitions.map(({ topic, partition }) => `${partition}/${topic}`))
  return {
    partitions,
    isMine: (topic, partition) => keys.has(`${partition}/${topic}`),
    isKept,
  }
}
