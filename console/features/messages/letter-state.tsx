import type { ReactElement } from 'react'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { LetterState } from './letter-queries.ts'

const looks: Readonly<Record<LetterState, { readonly tone: Tone; readonly word: string }>> = {
  dead: { tone: 'red', word: 'Dead' },
  waiting: { tone: 'amber', word: 'Waits behind' },
  redriving: { tone: 'blue', word: 'Redriving' },
  redriven: { tone: 'green', word: 'Redriven' },
  discarded: { tone: 'grey', word: 'Discarded' },
}

export const LetterPill = ({ state }: { state: LetterState }): ReactElement => (
  <Pill tone={looks[state].tone} moving={state === 'redriving'}>
    {looks[state].word}
  </Pill>
)

/** `schema-mismatch` as people say it. */
export const reasonWords = (reason: string): string => reason.replaceAll('-', ' ')

/** `millrace.dev.pmt.cmd.otto.GetTrnRs` by its last two parts. */
export const shortTopic = (topic: string): string => topic.split('.').slice(-2).join('.')
