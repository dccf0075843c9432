import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import type { Proof, Session } from '../../../contexts/access/contract.ts'
import { ScreenIcon } from '../../ui/icons.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import { FactorLine } from './factor-line.tsx'

const proofWords: Readonly<Record<Proof, string>> = {
  password: 'password',
  totp: 'authenticator app',
  passkey: 'passkey',
  'recovery-code': 'recovery code',
  provider: 'identity provider',
}

interface SessionLinesProps {
  readonly sessions: readonly Session[]
  /** Left out: they are only looked at. */
  readonly onEnd?: (sessionId: string) => void
}

/** Sessions with when, whence, and by what. */
export const SessionLines = ({ sessions, onEnd }: SessionLinesProps): ReactElement => (
  <>
    {sessions.map((session) => (
      <FactorLine
        key={session.sessionId}
        icon={<ScreenIcon size={16} />}
        title={session.browser ?? 'Unknown browser'}
        state={session.isCurrent && <Pill tone="teal">This one</Pill>}
        actions={
          onEnd &&
          !session.isCurrent && (
            <Button
              size="xs"
              variant="default"
              aria-label={`Sign out ${session.browser ?? ''} at ${session.address ?? ''}`}
              onClick={() => onEnd(session.sessionId)}
            >
              Sign out
            </Button>
          )
        }
      >
        <span className="tabular">{session.address ?? 'address erased'}</span>, by{' '}
        {session.by.map((proof) => proofWords[proof]).join(' and ')}. Signed in{' '}
        <Time at={session.signedInAt} />, last used <Time at={session.lastUsedAt} />.
      </FactorLine>
    ))}
  </>
)
