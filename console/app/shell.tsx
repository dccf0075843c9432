import { Outlet, useRouter } from '@tanstack/react-router'
import { useDisclosure } from '@mantine/hooks'
import { useEffect, type ReactElement } from 'react'
import { DropAnywhere } from '../features/payments/drop-anywhere.tsx'
import { UploadProvider } from '../features/payments/upload.tsx'
import { StepUpDialog } from '../features/access/step-up-dialog.tsx'
import { useSession } from '../features/access/use-session.ts'
import { CommandPalette } from './command-palette.tsx'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { Sidebar } from './sidebar.tsx'
import classes from './shell.module.css'
import { useShortcuts } from './use-shortcuts.ts'

/** What surrounds every page of somebody who is signed in. */
export const Shell = (): ReactElement => {
  const [isPaletteOpen, palette] = useDisclosure(false)
  const [isHelpOpen, help] = useDisclosure(false)
  const router = useRouter()
  const { actor } = useSession()
  useShortcuts({ isPaletteOpen, onPalette: palette.toggle, onHelp: help.open })
  useEffect(() => {
    // The session ended somewhere else: the routes ask again who is signed in.
    if (actor === '') void router.invalidate()
  }, [actor, router])
  return (
    <UploadProvider>
      <div className={classes['shell']}>
        <a href="#content" className={classes['skip']}>
          Skip to the content
        </a>
        <Sidebar onSearch={palette.open} onHelp={help.open} />
        <main id="content" className={classes['content']} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <DropAnywhere />
      <StepUpDialog />
      {isPaletteOpen && <CommandPalette onClose={palette.close} />}
      {isHelpOpen && <ShortcutsDialog onClose={help.close} />}
    </UploadProvider>
  )
}
