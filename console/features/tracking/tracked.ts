import { queryOptions } from '@tanstack/react-query'
import type { Stage } from '../../../contexts/payments/tracking/contract.ts'
import { call } from '../../api/client.ts'

export interface TrackedPayment {
  readonly stage: Stage
  readonly reached: readonly { readonly stage: Stage; readonly at: string }[]
  readonly isEnd: boolean
  readonly tracker: 'payer' | 'payee'
  readonly expiresAt: string
}

/** While a payment is on its way, and seldom once it has arrived: it may still be sent back. */
const askAgainMs = { moving: 2_000, arrived: 60_000 }

export const trackedQuery = (token: string) =>
  queryOptions({
    queryKey: ['tracking', token],
    queryFn: async ({ signal }) =>
      call<TrackedPayment>(`/v1/tracking/${encodeURIComponent(token)}`, { signal }),
    refetchInterval: ({ state: { data } }) => {
      if (data?.isEnd) return false
      return data?.stage === 'arrived' ? askAgainMs.arrived : askAgainMs.moving
    },
  })

interface Told {
  readonly title: string
  readonly says: string
}

/** What a stage means to whoever waits for it, in words that need no bank. */
export const toldOf = ({ stage, tracker }: Pick<TrackedPayment, 'stage' | 'tracker'>): Told =>
  tracker === 'payer' ? toPayer[stage] : toPayee[stage]

const toPayer: Readonly<Record<Stage, Told>> = {
  received: { title: 'We have your order', says: 'It is being checked.' },
  checked: { title: 'Your order is checked', says: 'It leaves as soon as its time has come.' },
  'on-its-way': {
    title: 'Your payment is on its way',
    says: 'The banks have it. You need not do anything.',
  },
  arrived: { title: 'Your payment has arrived', says: 'The payee’s bank has the money.' },
  'sent-back': {
    title: 'Your payment was sent back',
    says: 'The payee’s bank did not keep the money. It returns to your account.',
  },
  'not-made': {
    title: 'Your payment was not made',
    says: 'No money has left. Whoever gave you this link can tell you why.',
  },
}

const toPayee: Readonly<Record<Stage, Told>> = {
  received: { title: 'A payment to you was ordered', says: 'It is being checked.' },
  checked: {
    title: 'A payment to you is prepared',
    says: 'It leaves as soon as its time has come.',
  },
  'on-its-way': {
    title: 'A payment to you is on its way',
    says: 'The banks have it. You need not do anything.',
  },
  arrived: { title: 'The payment has arrived', says: 'Your bank has the money.' },
  'sent-back': {
    title: 'The payment was sent back',
    says: 'Your bank did not keep the money. Please ask the payer.',
  },
  'not-made': {
    title: 'The payment was not made',
    says: 'No money has left. Please ask the payer.',
  },
}

const way: readonly Stage[] = ['received', 'checked', 'on-its-way', 'arrived']

export interface TrackedStep {
  readonly stage: Stage
  /** Absent while it lies ahead. */
  readonly at?: string
}

/** The steps that were taken, and those that lie ahead unless it has ended. */
export const stepsOf = ({ reached, isEnd }: TrackedPayment): readonly TrackedStep[] => {
  const taken = new Set(reached.map(({ stage }) => stage))
  const last = reached.at(-1)?.stage
  const ahead = isEnd
    ? []
    : way.slice(last === undefined ? 0 : way.indexOf(last) + 1).filter((stage) => !taken.has(stage))
  return [...reached, ...ahead.map((stage) => ({ stage }))]
}

export const stageNames: Readonly<Record<Stage, string>> = {
  received: 'Ordered',
  checked: 'Checked',
  'on-its-way': 'On its way',
  arrived: 'Arrived',
  'sent-back': 'Sent back',
  'not-made': 'Not made',
}
