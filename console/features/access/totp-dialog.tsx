import { TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { NewTotp } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import { Copy } from '../../ui/copy.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import proofClasses from './proof-form.module.css'
import { QrCode } from './qr-code.tsx'
import classes from './security.module.css'
import { useFactorChange } from './use-factor-change.ts'

/** Shows a secret to an authenticator app, and takes a code of it as the confirmation. */
export const TotpDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [code, setCode] = useState('')
  const offered = useQuery<NewTotp>({
    queryKey: ['totp-enrolment'],
    queryFn: async () => call('/v1/account/totp/challenge', { method: 'POST' }),
    // Each dialog has a secret of its own, and shows the same one for as long as it is open.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const confirm = useFactorChange(() => {
    notifications.show({ message: 'The authenticator app is set up' })
    onClose()
  })
  return (
    <FormDialog
      title="Set up an authenticator app"
      submitLabel="Confirm"
      problem={confirm.error}
      isPending={confirm.isPending}
      onClose={onClose}
      onSubmit={() =>
        offered.data &&
        confirm.mutate({
          method: 'POST',
          path: '/v1/account/totp',
          body: { challenge: offered.data.challenge, code: code.replaceAll(' ', '') },
        })
      }
    >
      {offered.error && <ProblemNotice problem={offered.error} onRetry={offered.refetch} />}
      <div className={classes['enrolment']}>
        {offered.data ? (
          <QrCode text={offered.data.uri} label="QR code for the authenticator app" />
        ) : (
          <div className={classes['qr']} />
        )}
        <div className={classes['steps']}>
          <p>
            <strong>1.</strong> Open your authenticator app and scan the picture.
          </p>
          <p>Or type this in:</p>
          {offered.data && (
            <div className={classes['secret']}>
              <code className="mono">{groupsOfFour(offered.data.secret)}</code>
              <Copy value={offered.data.secret} label="Copy the secret" />
            </div>
          )}
        </div>
      </div>
      <TextInput
        label={
          <>
            <strong>2.</strong> The code that it shows now
          </>
        }
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern=" ?[0-9]{3} ?[0-9]{3} ?"
        title="Six digits"
        required
        withAsterisk={false}
        data-autofocus
        maxLength={8}
        classNames={{ input: proofClasses['code'] ?? '' }}
        value={code}
        onChange={({ currentTarget }) => setCode(currentTarget.value)}
      />
    </FormDialog>
  )
}

const groupsOfFour = (secret: string): string => (secret.match(/.{1,4}/g) ?? []).join(' ')
