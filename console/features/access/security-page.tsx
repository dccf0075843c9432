import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { Button } from '@mantine/core'
import { LockIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { ownFactors } from './account-queries.ts'
import { FactorLine } from './factor-line.tsx'
import { PasskeyLines } from './passkey-lines.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryLine } from './recovery-line.tsx'
import classes from './security.module.css'
import { SessionsPanel } from './sessions-panel.tsx'
import { TotpLine } from './totp-line.tsx'
import { useSession } from './use-session.ts'

/** How one signs in, and where one is signed in. */
export const SecurityPage = (): ReactElement => {
  const factors = useQuery(ownFactors)
  const { mustEnrol } = useSession()
  const hasFactor = factors.data && (factors.data.totp || factors.data.passkeys.length > 0)
  return (
    <Page title="Security">
      <div className={classes['page']}>
        {mustEnrol ? (
          <Notice tone="amber" title="Set up a second factor to go on">
            Your roles demand it. Make a passkey, or connect an authenticator app; then everything
            else is open to you.
          </Notice>
        ) : (
          factors.data &&
          !hasFactor && (
            <Notice tone="blue" title="Your account opens with its password alone">
              Add a passkey or an authenticator app, and a stolen password is worth nothing.
            </Notice>
          )
        )}
        {factors.error && !factors.data ? (
          <ProblemNotice problem={factors.error} onRetry={factors.refetch} />
        ) : (
          <Panel title="How you sign in">
            <PasskeyLines factors={factors.data} />
            <TotpLine factors={factors.data} />
            {hasFactor && factors.data && <RecoveryLine factors={factors.data} />}
            {!mustEnrol && <PasswordLine />}
          </Panel>
        )}
        {!mustEnrol && <SessionsPanel />}
      </div>
    </Page>
  )
}

const PasswordLine = (): ReactElement => {
  const { actor } = useSession()
  const [isChanging, setChanging] = useState(false)
  return (
    <FactorLine
      icon={<LockIcon size={16} />}
      title="Password"
      actions={
        <Button variant="default" size="xs" onClick={() => setChanging(true)}>
          Change
        </Button>
      }
    >
      All your sessions end when it changes, this one too.
      {isChanging && (
        <PasswordDialog
          userId={actor.replace('user:', '')}
          isOwn
          onClose={() => setChanging(false)}
        />
      )}
    </FactorLine>
  )
}
