import { useCallback, useEffect, useRef, useState } from 'react'

// A little longer than the animation lasts.
const flashMs = 2_000

interface Flashes {
  /** How often each row changed within the last moments. */
  readonly flashes: ReadonlyMap<string, number>
  readonly flash: (ids: readonly string[]) => void
}

/** Remembers for a moment which rows have changed. */
export const useFlashes = (): Flashes => {
  const [flashes, setFlashes] = useState<ReadonlyMap<string, number>>(new Map())
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  useEffect(() => {
    const running = timers.current
    return () => {
      for (const timer of running) clearTimeout(timer)
    }
  }, [])
  const flash = useCallback((ids: readonly string[]) => {
    setFlashes((before) => {
      const after = new Map(before)
      for (const id of ids) after.set(id, (after.get(id) ?? 0) + 1)
      return after
    })
    const timer = setTimeout(() => {
      timers.current.delete(timer)
      setFlashes((before) => {
        const after = new Map(before)
        for (const id of ids) after.delete(id)
        return after
      })
    }, flashMs)
    timers.current.add(timer)
  }, [])
  return { flashes, flash }
}
