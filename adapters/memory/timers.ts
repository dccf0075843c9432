import type { Position } from '../../kernel/message.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'

/** The timers of a schedule for as long as the process lives. */
export const memoryTimers = (): TimerStore => {
  const timers = new Map<string, StoredTimer>()
  let position: Position = 0
  const inOrder = () =>
    [...timers.values()].sort((a, b) => a.due - b.due || (a.timer < b.timer ? -1 : 1))
  return {
    position: () => Promise.resolve(position),
    apply: (from, to, set, cancelled) => {
      if (position !== from) return Promise.resolve(false)
      for (const timer of cancelled) timers.delete(timer)
      for (const timer of set) timers.set(timer.timer, timer)
      position = to
      return Promise.resolve(true)
    },
    hasten: (before, to, { waitsFor, from, everyMs, timersMax }) => {
      if (position !== before) return Promise.resolve(false)
      const waiting = inOrder().filter((timer) => timer.waitsFor === waitsFor && timer.due > from)
      for (const [place, timer] of waiting.slice(0, timersMax).entries()) {
        const due = Math.min(timer.due, from + place * everyMs)
        timers.set(timer.timer, { ...timer, due })
      }
      position = to
      return Promise.resolve(true)
    },
    due: (now, limit, after) => {
      const behind = inOrder().filter(
        ({ due, timer }) =>
          due <= now && (!after || due > after.due || (due === after.due && timer > after.timer)),
      )
      return Promise.resolve(behind.slice(0, limit))
    },
    nextDue: () => Promise.resolve(inOrder()[0]?.due),
    waiting: (waitsFor, countMax) => {
      const all = [...timers.values()].filter((timer) => timer.waitsFor === waitsFor)
      return Promise.resolve(Math.min(all.length, countMax))
    },
    remove: (fired) => {
      for (const { timer, due } of fired) if (timers.get(timer)?.due === due) timers.delete(timer)
      return Promise.resolve()
    },
  }
}
