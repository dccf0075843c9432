import { useEffect, useState } from 'react'

/** Where the last dialog was opened from that was not itself opened from a dialog. */
let openedFrom: HTMLElement | undefined

/**
 * For a dialog that is there while it is open: once it is gone, whoever works by keyboard is back where they were. What
 * they were at may be gone too (the row that they have decided about); then they are at the content of the page.
 */
export const useFocusBack = (): void => {
  const [before] = useState(placeInFocus)
  useEffect(() => {
    if (before && !before.closest('[role=dialog]')) openedFrom = before
    const panel = before?.closest('aside')?.querySelector('h2')
    return () => {
      // Somebody may have gone on already, by a click or to another dialog.
      if (document.activeElement && document.activeElement !== document.body) return
      const places = [before, openedFrom, panel, document.getElementById('content')]
      places.find((place) => place?.isConnected)?.focus({ preventScroll: true })
    }
  }, [before])
}

/** An entry of a menu is gone with its menu; its button stays. */
const placeInFocus = (): HTMLElement | undefined => {
  const place = document.activeElement
  if (!(place instanceof HTMLElement) || place === document.body) return undefined
  const button = place.closest('[role=menu]')?.getAttribute('aria-labelledby')
  return (button && document.getElementById(button)) || place
}
