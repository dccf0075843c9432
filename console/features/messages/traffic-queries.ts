import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

/** The API of operations has no contract of a context; these are its shapes. */
export type MessageKind = 'fact' | 'request' | 'reply' | 'log'
export type Severity = 'information' | 'warning'

export interface TopicConsumer {
  readonly consumer: string
  readonly system: string
  readonly perSecond: number
  readonly lastHour: number
  readonly lastAt?: string
  readonly lag?: number
}

export interface Topic {
  readonly topic: string
  readonly message: string
  readonly kind: MessageKind
  readonly isDeclared: boolean
  readonly summary?: string
  readonly partitions?: number
  readonly retentionDays?: number | null
  readonly inPerSecond: number
  readonly inLastHour: number
  readonly outPerSecond: number
  readonly outLastHour: number
  readonly lastAt?: string
  readonly consumers: readonly TopicConsumer[]
  readonly difference?: string
  readonly severity?: Severity
}

export interface Flow {
  readonly from: string
  readonly to?: string
  readonly topic: string
  readonly message: string
  readonly kind: MessageKind
  readonly isDeclared: boolean
  readonly seen?: {
    readonly publishedPerSecond: number
    readonly handledPerSecond: number
    readonly lastHour: number
    readonly lastAt: string
  }
  readonly difference?: string
  readonly severity?: Severity
}

export interface MessageMapAnswer {
  readonly systems: readonly { readonly name: string; readonly kind: 'context' | 'outside' }[]
  readonly flows: readonly Flow[]
}

export interface Breaker {
  readonly process: string
  readonly kind: 'rail' | 'webhook' | 'identity-provider' | 'bus'
  readonly name: string
  readonly state: 'closed' | 'open' | 'half-open'
  readonly since: string
  readonly underWay: number
  readonly queued: number
  readonly calls: number
  readonly failures: number
  readonly rejected: number
  readonly lastFailure?: { readonly at: string; readonly what: string }
  readonly terms: {
    readonly timeoutMs?: number
    readonly underWayMax: number
    readonly queuedMax: number
    readonly failuresMax: number
    readonly openMs: number
    readonly repeatsMax: number
  }
}

/** Processes write down what they counted as often. */
const lookAgainMs = 2_000

const watched = <Answer>(path: string) =>
  queryOptions<Answer, ApiProblem>({
    queryKey: ['messages', path],
    queryFn: async ({ signal }) => call<Answer>(path, { signal }),
    refetchInterval: lookAgainMs,
    staleTime: 0,
  })

export const topicList = watched<{ readonly items: readonly Topic[] }>('/v1/messages/topics')
export const messageMap = watched<MessageMapAnswer>('/v1/messages/map')
export const breakerList = watched<{ readonly items: readonly Breaker[] }>('/v1/breakers')
