import type { CSSProperties } from 'react'

/** The few hues that carry meaning; their shades for both schemes are in tokens.css. */
export type Tone = 'grey' | 'slate' | 'teal' | 'blue' | 'amber' | 'violet' | 'green' | 'red'

/** Sets the custom properties by which a part is tinted. */
export const toneStyle = (tone: Tone): CSSProperties =>
  ({
    '--tone': `var(--mr-${tone})`,
    '--tone-dot': `var(--mr-${tone}-dot)`,
    '--tone-soft': `var(--mr-${tone}-soft)`,
  }) as CSSProperties
