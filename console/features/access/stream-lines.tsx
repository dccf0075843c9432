import type { ReactElement } from 'react'
import classes from './sign-in.module.css'

const width = 1_600
const lines = 26

/** Lines of flow that narrow towards the middle, as water does where it turns the wheel. */
export const StreamLines = (): ReactElement => (
  <svg
    className={classes['stream']}
    viewBox={`0 0 ${width} 900`}
    preserveAspectRatio="xMidYMid slice"
    aria-hidden
  >
    <g fill="none" stroke="currentColor">
      {Array.from({ length: lines }, (_, line) => (
        <path
          key={line}
          d={pathOf(line)}
          strokeWidth={0.6 + 0.9 * nearness(line)}
          opacity={0.25 + 0.75 * nearness(line)}
        />
      ))}
    </g>
  </svg>
)

const nearness = (line: number): number => 1 - Math.abs(line - (lines - 1) / 2) / (lines / 2)

const pathOf = (line: number): string => {
  const offset = line - (lines - 1) / 2
  const [start, narrow, end] = [450 + offset * 46, 470 + offset * 15, 430 + offset * 52]
  return `M-20 ${start} C 380 ${start - 60}, 520 ${narrow + 50}, 800 ${narrow} S 1240 ${end - 70}, ${width + 20} ${end}`
}
