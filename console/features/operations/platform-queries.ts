import { queryOptions } from '@tanstack/react-query'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

/** The API of operations has no contract of a context; these are its shapes. */
export interface LogStatus {
  readonly name: string
  readonly position: number
  readonly hash: string
  readonly queueLength: number
}

export interface Rebuild {
  readonly state: string
  readonly reason?: string
  readonly position: number
  readonly target: number
  readonly ratePerSecond: number
  readonly secondsLeft?: number
}

export interface ViewStatus {
  readonly context: string
  readonly name: string
  readonly version: number
  readonly state: string
  readonly reason?: string
  readonly position: number
  readonly head: number
  readonly rebuild?: Rebuild
}

export interface Consumer {
  readonly name: string
  readonly state: string
  readonly reason?: string
}

export interface Relay {
  readonly context: string
  readonly position: number
  readonly head: number
  readonly state: string
  readonly reason?: string
}

export interface ProcessStatus {
  readonly processId: string
  readonly role: string
  readonly contexts: readonly string[]
  readonly version: string
  readonly state: 'running' | 'stopping' | 'silent'
  readonly startedAt: string
  readonly seenAt: string
}

export interface ProcessList {
  readonly items: readonly ProcessStatus[]
  /** What should run, and does not. */
  readonly warnings: readonly string[]
}

export interface Verdict {
  readonly log: string
  readonly position: number
  readonly hash: string
  readonly checkpoints: number
  readonly problems: readonly { readonly position: number; readonly what: string }[]
}

const everySecondMs = 1_000

const watched = <Item>(name: string) =>
  queryOptions<readonly Item[], ApiProblem>({
    queryKey: ['operations', name],
    queryFn: async ({ signal }) => {
      const { items } = await call<{ items: readonly Item[] }>(`/v1/${name}`, { signal })
      return items
    },
    refetchInterval: everySecondMs,
    staleTime: 0,
  })

export const logList = watched<LogStatus>('logs')
export const viewList = watched<ViewStatus>('views')
export const consumerList = watched<Consumer>('consumers')
export const relayList = watched<Relay>('relays')
export const processList = queryOptions<ProcessList, ApiProblem>({
  queryKey: ['operations', 'processes'],
  queryFn: ({ signal }) => call<ProcessList>('/v1/processes', { signal }),
  refetchInterval: everySecondMs,
  staleTime: 0,
})
