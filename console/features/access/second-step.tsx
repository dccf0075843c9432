import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { SecondFactorNeeded } from '../../../contexts/access/contract.ts'
import { ApiProblem } from '../../api/problem.ts'
import { KeyIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { hasPasskeys, passkeyTrouble } from './browser-passkeys.ts'
import { ProofForm } from './proof-form.tsx'
import { completeSignIn, signInWithPasskey, type TypedProof } from './session.ts'
import classes from './sign-in.module.css'

interface SecondStepProps {
  readonly needed: SecondFactorNeeded
  readonly onDone: () => Promise<void>
  readonly onBack: (isOver: boolean) => void
}

/** Behind the password: what else proves the person. */
export const SecondStep = ({ needed, onDone, onBack }: SecondStepProps): ReactElement => {
  const client = useQueryClient()
  const prove = useMutation<void, Error, TypedProof>({
    mutationFn: async (proof) => completeSignIn(client, needed, proof),
    networkMode: 'always',
    onSuccess: onDone,
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.slug === 'challenge-over') onBack(true)
    },
  })
  const isWrong = prove.error instanceof ApiProblem && prove.error.status === 401
  return (
    <>
      <h1 className={classes['title']}>One more step</h1>
      <p className={classes['lead']}>The password was right. Now show that it is you.</p>
      {isWrong && (
        <div className={classes['failure']}>
          <Notice tone="red" title="That did not match" urgent>
            Each code opens once and for half a minute. After five wrong ones the account rests for
            fifteen minutes.
          </Notice>
        </div>
      )}
      <ProofForm
        proofs={needed.proofs}
        passkey={needed.passkey}
        submitLabel="Sign in"
        isPending={prove.isPending}
        problem={isWrong ? undefined : prove.error}
        onProof={prove.mutate}
      />
      <p className={classes['hint']}>
        Lost all of them? An administrator can take them off your account.{' '}
        <button type="button" className={classes['back']} onClick={() => onBack(false)}>
          Sign in as somebody else
        </button>
      </p>
    </>
  )
}

/** Without a name or a password. Only where the browser could: passkeys need an address with a name, or localhost. */
export const PasskeySignIn = ({ onDone }: { onDone: () => Promise<void> }): ReactElement | null => {
  const client = useQueryClient()
  const attempt = useMutation<void, Error>({
    mutationFn: async () => signInWithPasskey(client),
    networkMode: 'always',
    onSuccess: onDone,
  })
  if (!hasPasskeys() || isAddress(location.hostname)) return null
  const trouble = passkeyTrouble(attempt.error)
  return (
    <div className={classes['passkey']}>
      <div className={classes['or']}>or</div>
      {attempt.error &&
        (trouble ? (
          <Notice tone="amber" urgent>
            {trouble}
          </Notice>
        ) : attempt.error instanceof ApiProblem && attempt.error.status === 401 ? (
          <Notice tone="red" title="This passkey opens no account" urgent>
            It may have been taken off the account, or took too long.
          </Notice>
        ) : (
          <ProblemNotice problem={attempt.error} />
        ))}
      <Button
        variant="default"
        fullWidth
        leftSection={<KeyIcon size={14} />}
        loading={attempt.isPending}
        onClick={() => attempt.mutate()}
      >
        Sign in with a passkey
      </Button>
    </div>
  )
}

const isAddress = (hostname: string): boolean => /^[\d.]+$|:/.test(hostname)
