import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import type { LiveState } from '../api/live.ts'
import { Pill } from './pill.tsx'
import type { Tone } from './tone.ts'

const looks: Readonly<Record<LiveState, { tone: Tone; word: string; says: string }>> = {
  live: { tone: 'green', word: 'Live', says: 'Changes appear here as they happen' },
  connecting: { tone: 'grey', word: 'Connecting', says: 'The live connection is being opened' },
  reconnecting: {
    tone: 'amber',
    word: 'Reconnecting',
    says: 'The connection was lost; what was missed comes as soon as it is back',
  },
  refused: { tone: 'red', word: 'Not live', says: 'Your roles do not allow live changes' },
}

/** Whether what is shown keeps itself up to date. */
export const LiveMark = ({ state }: { state: LiveState }): ReactElement => {
  const { tone, word, says } = looks[state]
  return (
    <Tooltip label={says}>
      <output>
        <Pill tone={tone} moving={state !== 'refused'}>
          {word}
        </Pill>
      </output>
    </Tooltip>
  )
}
