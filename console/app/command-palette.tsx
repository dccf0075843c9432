// A native select cannot be searched like this; the roles say what it is.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useState, type KeyboardEvent, type ReactElement } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import classes from './palette.module.css'
import { usePaletteEntries, type PaletteEntry } from './palette-entries.tsx'

/** Goes anywhere and does anything, by typing a few letters of it. */
export const CommandPalette = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const entries = usePaletteEntries(text.trim())
  const chosen = Math.min(place, Math.max(entries.length - 1, 0))
  const run = (entry: PaletteEntry | undefined): void => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setPlace((chosen + step + entries.length) % Math.max(entries.length, 1))
    } else if (event.key === 'Enter') run(entries[chosen])
  }
  return (
    <Dialog
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="14vh"
      attributes={{ content: { 'aria-label': 'Find' } }}
    >
      <input
        className={classes['input']}
        placeholder="Find a page, a payment or an action"
        role="combobox"
        aria-label="Find"
        aria-expanded
        aria-controls="palette-list"
        {...(entries.length > 0 ? { 'aria-activedescendant': `palette-${chosen}` } : {})}
        data-autofocus
        spellCheck={false}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setPlace(0)
        }}
        onKeyDown={press}
      />
      <div id="palette-list" className={classes['list']} role="listbox" aria-label="What was found">
        {entries.map((entry, index) => (
          // The input above takes the keys and names the chosen entry.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={entry.id}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className={classes['entry']}
            onClick={() => run(entry)}
            onPointerMove={() => setPlace(index)}
          >
            <span className={classes['icon']}>{entry.icon}</span>
            {entry.label}
            <span className={classes['hint']}>{entry.hint}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && <div className={classes['none']}>Nothing is called that.</div>}
    </Dialog>
  )
}
