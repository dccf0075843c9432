import type { ReactElement } from 'react'
import classes from './messages.module.css'

const entries = [
  { look: 'seen', words: 'Declared and seen' },
  { look: 'quiet', words: 'Declared, not seen for a day' },
  { look: 'warning', words: 'Seen, and not as declared' },
] as const

export const MapLegend = (): ReactElement => (
  <ul className={classes['legend']} aria-label="Legend">
    {entries.map(({ look, words }) => (
      <li key={look}>
        <span className={classes['stroke']} data-look={look} aria-hidden /> {words}
      </li>
    ))}
    <li>A table shows the same, with numbers.</li>
  </ul>
)
