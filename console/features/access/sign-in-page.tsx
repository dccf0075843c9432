import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type SyntheticEvent, type ReactElement } from 'react'
import type { SecondFactorNeeded } from '../../../contexts/access/contract.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Mark } from '../../ui/brand.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { ProviderSignIn, RefusedSignIn, signInMethodsQuery } from './provider-sign-in.tsx'
import { PasskeySignIn, SecondStep } from './second-step.tsx'
import { signIn } from './session.ts'
import classes from './sign-in.module.css'
import { StreamLines } from './stream-lines.tsx'

export const SignInPage = (): ReactElement => {
  const router = useRouter()
  const { to, refused } = useSearch({ from: '/sign-in' })
  const [needed, setNeeded] = useState<SecondFactorNeeded>()
  const [isOver, setOver] = useState(false)
  const enter = async (): Promise<void> =>
    router.navigate({ href: to ?? '/payments', replace: true })
  const beginAgain = (over: boolean): void => {
    setOver(over)
    setNeeded(undefined)
  }
  useEffect(() => {
    document.title = 'Sign in · Millrace'
  }, [])
  return (
    <main className={classes['page']}>
      <StreamLines />
      <div className={classes['card']}>
        <div className={classes['brand']}>
          <Mark size={26} /> Millrace
        </div>
        {needed ? (
          <SecondStep needed={needed} onDone={enter} onBack={beginAgain} />
        ) : (
          <FirstStep
            to={to}
            refused={refused}
            isOver={isOver}
            onDone={enter}
            onNeeded={setNeeded}
          />
        )}
      </div>
    </main>
  )
}

interface FirstStepProps {
  readonly to: string | undefined
  /** Why the identity provider's word did not count. */
  readonly refused: string | undefined
  /** Whether an earlier attempt took too long. */
  readonly isOver: boolean
  readonly onDone: () => Promise<void>
  readonly onNeeded: (needed: SecondFactorNeeded) => void
}

const FirstStep = (props: FirstStepProps): ReactElement => {
  const { to, refused, isOver, onDone, onNeeded } = props
  const client = useQueryClient()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const attempt = useMutation<SecondFactorNeeded | undefined, Error>({
    mutationFn: async () => signIn(client, username.trim(), password),
    networkMode: 'always',
    onSuccess: async (needed) => (needed ? onNeeded(needed) : onDone()),
    onError: () => setPassword(''),
  })
  const methods = useQuery(signInMethodsQuery).data
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <>
      <h1 className={classes['title']}>Sign in</h1>
      <p className={classes['lead']}>Payments operations, from order to settlement.</p>
      {refused && !attempt.error && <RefusedSignIn reason={refused} />}
      <ProviderSignIn to={to} />
      <form className={classes['form']} onSubmit={submit}>
        {isOver && !attempt.error && (
          <Notice tone="amber" urgent>
            It took too long. Begin again.
          </Notice>
        )}
        {attempt.error && <SignInFailure problem={attempt.error} />}
        <TextInput
          label="User name"
          autoComplete="username webauthn"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          ref={first}
          value={username}
          onChange={({ currentTarget }) => setUsername(currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Button
          type="submit"
          variant={methods?.provider ? 'default' : 'filled'}
          fullWidth
          mt={4}
          loading={attempt.isPending}
        >
          Sign in
        </Button>
      </form>
      <PasskeySignIn onDone={onDone} />
      <p className={classes['hint']}>
        The first start printed a user name and a password in the terminal.
      </p>
    </>
  )
}

/** The server answers alike for a wrong name, a wrong password and a locked account, so all three are said. */
const SignInFailure = ({ problem }: { problem: Error }): ReactElement => {
  if (!(problem instanceof ApiProblem)) return <ProblemNotice problem={problem} />
  if (problem.status === 401)
    return (
      <Notice tone="red" title="That did not match" urgent>
        The user name or the password is not right. After five wrong passwords an account rests for
        fifteen minutes; if that may be so, wait a little and try again.
      </Notice>
    )
  return <ProblemNotice problem={problem} />
}
