import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useSession } from '../features/access/use-session.ts'
import { destinationsFor } from './destinations.ts'

interface Shortcuts {
  readonly isPaletteOpen: boolean
  readonly onPalette: () => void
  readonly onHelp: () => void
}

const sequenceMaxMs = 1_200

/** How the modifier is called on this machine. */
export const modifierKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl '

/** Keys that work on every page, unless somebody is writing. */
export const useShortcuts = ({ isPaletteOpen, onPalette, onHelp }: Shortcuts): void => {
  const navigate = useNavigate()
  const { roles } = useSession()
  const goPressedAt = useRef(Number.NEGATIVE_INFINITY)
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      return isPaletteOpen || !isCovered() ? onPalette() : undefined
    }
    // Whoever fills in a dialog must not be led away from it by a letter.
    if (isCovered()) return undefined
    if (event.metaKey || event.ctrlKey || event.altKey || isWriting(event.target)) return undefined
    const isSecond = event.timeStamp - goPressedAt.current < sequenceMaxMs
    goPressedAt.current = Number.NEGATIVE_INFINITY
    if (isSecond) {
      const destination = destinationsFor(roles).find(({ key }) => key === event.key)
      if (destination) void navigate({ to: destination.to })
    } else if (event.key === 'g') goPressedAt.current = event.timeStamp
    else if (event.key === '?') onHelp()
    else if (event.key === '/') focusFilter(event)
    return undefined
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

const isCovered = (): boolean => document.querySelector('[role=dialog][aria-modal=true]') !== null

const isWriting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))

const focusFilter = (event: KeyboardEvent): void => {
  const filter = document.querySelector<HTMLInputElement>('input[data-filter]')
  if (!filter) return
  event.preventDefault()
  filter.focus()
}
