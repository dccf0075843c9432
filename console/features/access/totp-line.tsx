import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { Factors } from '../../../contexts/access/contract.ts'
import { ScreenIcon } from '../../ui/icons.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import { FactorLine } from './factor-line.tsx'
import { RemoveFactorButton } from './remove-factor-button.tsx'
import { TotpDialog } from './totp-dialog.tsx'

/** The authenticator app: one for each account. */
export const TotpLine = ({ factors }: { factors: Factors | undefined }): ReactElement => {
  const [isEnrolling, setEnrolling] = useState(false)
  const totp = factors?.totp
  return (
    <FactorLine
      icon={<ScreenIcon size={16} />}
      title="Authenticator app"
      state={totp && <Pill tone="green">On</Pill>}
      actions={
        <>
          <Button
            size="xs"
            variant="default"
            disabled={!factors}
            onClick={() => setEnrolling(true)}
          >
            {totp ? 'Replace' : 'Set up'}
          </Button>
          {totp && <RemoveFactorButton factorId={totp.factorId} name="the authenticator app" />}
        </>
      }
    >
      {totp ? (
        <>
          Set up <Time at={totp.enrolledAt} />
          {totp.lastUsedAt ? (
            <>
              , last used <Time at={totp.lastUsedAt} />
            </>
          ) : (
            ', not used yet'
          )}
          . Its code is asked for behind the password.
        </>
      ) : (
        'An app on your telephone shows a code that changes every half minute. It is asked for behind the password.'
      )}
      {isEnrolling && <TotpDialog onClose={() => setEnrolling(false)} />}
    </FactorLine>
  )
}
