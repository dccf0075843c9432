import type { ReactElement } from 'react'
import { encode } from 'uqr'
import classes from './security.module.css'

/** Always dark on light: cameras expect it, whatever the scheme. */
export const QrCode = ({ text, label }: { text: string; label: string }): ReactElement => {
  const { data, size } = encode(text, { border: 0, ecc: 'M' })
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('')
  return (
    <svg
      className={classes['qr']}
      viewBox={`-3 -3 ${size + 6} ${size + 6}`}
      shapeRendering="crispEdges"
    >
      <title>{label}</title>
      <rect x="-3" y="-3" width={size + 6} height={size + 6} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
