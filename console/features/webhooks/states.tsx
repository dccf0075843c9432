import type { ReactElement } from 'react'
import type {
  DeliveryShown,
  DeliveryStatus,
  EndpointShown,
} from '../../../contexts/webhooks/contract.ts'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'

interface Look {
  readonly tone: Tone
  readonly word: string
  readonly moving?: boolean
}

export const deliveryLooks: Readonly<Record<DeliveryStatus, Look>> = {
  waiting: { tone: 'grey', word: 'Waiting' },
  due: { tone: 'teal', word: 'Due' },
  sending: { tone: 'blue', word: 'Sending', moving: true },
  retrying: { tone: 'amber', word: 'Retrying' },
  delivered: { tone: 'green', word: 'Delivered' },
  abandoned: { tone: 'red', word: 'Abandoned' },
}

export const DeliveryPill = ({ status }: { status: DeliveryStatus }): ReactElement => {
  const { tone, word, moving = false } = deliveryLooks[status]
  return (
    <Pill tone={tone} moving={moving}>
      {word}
    </Pill>
  )
}

const pausedWords = {
  asked: 'Paused',
  failing: 'Paused by itself',
  gone: 'Gone',
  'backlog-full': 'Too much waits',
} as const

const lookOf = ({ status, pausedBecause, failingSince }: EndpointShown): Look => {
  if (status === 'removed') return { tone: 'grey', word: 'Removed' }
  if (status === 'paused')
    return pausedBecause === 'asked'
      ? { tone: 'grey', word: 'Paused' }
      : { tone: 'red', word: pausedWords[pausedBecause ?? 'failing'] }
  return failingSince === undefined
    ? { tone: 'green', word: 'Active' }
    : { tone: 'amber', word: 'Failing' }
}

export const EndpointPill = ({ endpoint }: { endpoint: EndpointShown }): ReactElement => {
  const { tone, word } = lookOf(endpoint)
  return <Pill tone={tone}>{word}</Pill>
}

/** `HTTP 503`, `timed out`, `answer lost`. */
export const resultOf = ({
  lastStatus,
  lastReason,
}: Pick<DeliveryShown, 'lastStatus' | 'lastReason'>): string =>
  lastReason === 'circuit-open'
    ? 'left alone'
    : lastStatus === undefined
      ? (lastReason ?? '').replaceAll('-', ' ')
      : `HTTP ${lastStatus}`

export const abandonedWords: Readonly<Record<string, string>> = {
  'retries-used-up': 'It was not taken within three days.',
  'too-old': 'It had waited for more than 30 days when the endpoint was resumed.',
  'endpoint-removed': 'Its endpoint was removed.',
}
