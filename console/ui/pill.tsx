import type { ReactElement, ReactNode } from 'react'
import classes from './status.module.css'
import { toneStyle, type Tone } from './tone.ts'

interface PillProps {
  readonly tone: Tone
  readonly moving?: boolean
  readonly children: ReactNode
}

/** A state in a word, with a dot that can be told apart at a glance. */
export const Pill = ({ tone, moving = false, children }: PillProps): ReactElement => (
  <span className={classes['pill']} style={toneStyle(tone)}>
    <Dot tone={tone} moving={moving} />
    {children}
  </span>
)

export const Dot = ({ tone, moving = false }: Omit<PillProps, 'children'>): ReactElement => (
  <span className={classes['dot']} style={toneStyle(tone)} data-moving={moving} aria-hidden />
)
