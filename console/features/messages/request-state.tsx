import type { ReactElement } from 'react'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import type { RequestState } from './request-queries.ts'

const looks: Readonly<Record<RequestState, { readonly tone: Tone; readonly word: string }>> = {
  open: { tone: 'blue', word: 'Waiting' },
  answered: { tone: 'green', word: 'Answered' },
  expired: { tone: 'red', word: 'No answer' },
}

export const RequestPill = ({ state }: { state: RequestState }): ReactElement => (
  <Pill tone={looks[state].tone} moving={state === 'open'}>
    {looks[state].word}
  </Pill>
)
