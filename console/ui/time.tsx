import type { ReactElement } from 'react'
import { bothZones, formatInstant, formatPrecisely } from './instants.ts'

/** A moment in the reader's zone; pointing at it tells it in UTC too. */
export const Time = ({ at, precise = false }: { at: string; precise?: boolean }): ReactElement => (
  <time className="tabular" dateTime={at} title={bothZones(at)}>
    {precise ? formatPrecisely(at) : formatInstant(at)}
  </time>
)
