import { useDocumentVisibility } from '@mantine/hooks'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { followLive, type LiveState } from './live.ts'

interface LiveList<Row> {
  readonly path: string
  /** Undefined while the list is still being read. */
  readonly after: string | undefined
  readonly onRows: (rows: readonly Row[]) => void
  readonly onLost: () => void
}

// A glance at another window should not cost a new connection.
const hiddenPauseMs = 15_000

/**
 * Follows a live list while it can be seen. A hidden page is told nothing and resumes where it left off, so that
 * the stream of a list is kept by a window that somebody looks at.
 */
export const useLive = <Row>({ path, after, onRows, onLost }: LiveList<Row>): LiveState => {
  const [state, setState] = useState<LiveState>('connecting')
  const awake = useAwake()
  const place = useRef<string | undefined>(undefined)
  const takeRows = useEffectEvent((rows: readonly unknown[]) => onRows(rows as readonly Row[]))
  const lost = useEffectEvent(onLost)
  const ready = after !== undefined
  useEffect(() => {
    if (!ready || !awake) return undefined
    return followLive({
      path,
      after: place.current ?? after,
      onRows: takeRows,
      onState: setState,
      onPlace: (lastEventId) => (place.current = lastEventId),
      onLost: lost,
    })
    // A newer `after` belongs to a later page of the same list: the stream is ahead of it already.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [path, ready, awake])
  return state
}

const useAwake = (): boolean => {
  const visible = useDocumentVisibility() === 'visible'
  const [awake, setAwake] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setAwake(visible), visible ? 0 : hiddenPauseMs)
    return () => clearTimeout(timer)
  }, [visible])
  return awake
}
