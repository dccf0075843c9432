import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState, type ReactElement, type SyntheticEvent } from 'react'
import type { Proof, UsePasskey } from '../../../contexts/access/contract.ts'
import { KeyIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { askForPasskey, hasPasskeys, passkeyTrouble } from './browser-passkeys.ts'
import classes from './proof-form.module.css'
import { providerSignInAddress } from './provider-sign-in.tsx'
import type { TypedProof } from './session.ts'

interface ProofFormProps {
  /** Those that count, the best first. */
  readonly proofs: readonly Proof[]
  readonly passkey?: UsePasskey | undefined
  readonly submitLabel: string
  readonly isPending: boolean
  readonly problem: unknown
  readonly onProof: (proof: TypedProof) => void
  readonly onCancel?: () => void
}

const otherWays: Readonly<Record<Proof, string>> = {
  passkey: 'Use a passkey',
  totp: 'Use a code of the authenticator app',
  'recovery-code': 'Use a recovery code',
  password: 'Use the password',
  provider: 'Sign in again',
}

/** Asks for one proof of the person, and lets them choose which. */
export const ProofForm = (props: ProofFormProps): ReactElement => {
  const { proofs, passkey, problem } = props
  const possible = proofs.filter((proof) => proof !== 'passkey' || (passkey && hasPasskeys()))
  const [chosen, choose] = useState<Proof>()
  const [trouble, setTrouble] = useState<string>()
  const way = chosen ?? possible[0]
  const others = possible.filter((proof) => proof !== way)
  return (
    <div className={classes['form']}>
      {trouble ? (
        <Notice tone="amber" urgent>
          {trouble}
        </Notice>
      ) : (
        problem !== null && problem !== undefined && <ProblemNotice problem={problem} />
      )}
      {way === undefined ? (
        <Notice tone="amber" title="There is no way to prove it here">
          Your passkeys belong to another address of this installation. Open the console there.
        </Notice>
      ) : way === 'passkey' && passkey ? (
        <PasskeyWay {...props} asked={passkey} onTrouble={setTrouble} />
      ) : way === 'provider' ? (
        <ProviderWay onCancel={props.onCancel} />
      ) : (
        <TypedWay key={way} {...props} way={way} />
      )}
      {others.length > 0 && (
        <div className={classes['others']}>
          {others.map((proof) => (
            <button
              key={proof}
              type="button"
              className={classes['other']}
              onClick={() => {
                setTrouble(undefined)
                choose(proof)
              }}
            >
              {otherWays[proof]}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}

type PasskeyWayProps = ProofFormProps & {
  readonly asked: UsePasskey
  readonly onTrouble: (trouble: string | undefined) => void
}

const PasskeyWay = (props: PasskeyWayProps): ReactElement => {
  const { asked, isPending, onProof, onCancel, onTrouble } = props
  const [isAsking, setAsking] = useState(false)
  const ask = async (): Promise<void> => {
    onTrouble(undefined)
    setAsking(true)
    try {
      onProof({ passkey: await askForPasskey(asked) })
    } catch (error) {
      onTrouble(passkeyTrouble(error) ?? 'The browser could not use a passkey here.')
    } finally {
      setAsking(false)
    }
  }
  return (
    <>
      <p className={classes['lead']}>
        Your device asks for a finger, a face or its PIN. Nothing of it leaves the device.
      </p>
      <Actions onCancel={onCancel}>
        <Button
          data-autofocus
          leftSection={<KeyIcon size={14} />}
          loading={isPending || isAsking}
          onClick={() => void ask()}
        >
          Use a passkey
        </Button>
      </Actions>
    </>
  )
}

const fields = {
  totp: {
    label: 'Code',
    description: 'Six digits of your authenticator app',
    inputMode: 'numeric',
    autoComplete: 'one-time-code',
    pattern: ' ?[0-9]{3} ?[0-9]{3} ?',
    maxLength: 8,
  },
  'recovery-code': {
    label: 'Recovery code',
    description: 'One of the ten that you put away; each opens once',
    autoComplete: 'off',
    minLength: 12,
    maxLength: 40,
  },
} as const

/** The page comes back signed in anew; what was about to be done has to be done once more. */
const ProviderWay = ({
  onCancel,
}: {
  readonly onCancel: (() => void) | undefined
}): ReactElement => {
  const { pathname, search } = location
  return (
    <>
      <p className={classes['lead']}>
        Your identity provider asks who you are, and leads back to this page. Then do it once more.
      </p>
      <Actions onCancel={onCancel}>
        <Button component="a" href={providerSignInAddress(`${pathname}${search}`, true)}>
          Sign in again
        </Button>
      </Actions>
    </>
  )
}

const TypedWay = (props: ProofFormProps & { readonly way: Proof }): ReactElement => {
  const { way, submitLabel, isPending, onProof, onCancel } = props
  const [text, setText] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (way === 'password') onProof({ password: text })
    else if (way === 'totp') onProof({ code: text.replaceAll(' ', '') })
    else onProof({ recoveryCode: text })
    setText('')
  }
  const typed = {
    value: text,
    required: true,
    withAsterisk: false,
    autoFocus: true,
    'data-autofocus': true,
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
      setText(currentTarget.value),
  }
  return (
    <form onSubmit={submit} className={classes['form']}>
      {way === 'password' ? (
        <PasswordInput label="Password" autoComplete="current-password" {...typed} />
      ) : (
        <TextInput
          {...typed}
          {...(way === 'totp' ? fields.totp : fields['recovery-code'])}
          classNames={{ input: classes['code'] ?? '' }}
          spellCheck={false}
        />
      )}
      <Actions onCancel={onCancel}>
        <Button type="submit" loading={isPending}>
          {submitLabel}
        </Button>
      </Actions>
    </form>
  )
}

const Actions = ({
  onCancel,
  children,
}: {
  onCancel: (() => void) | undefined
  children: ReactElement
}): ReactElement => (
  <div className={classes['actions']} data-alone={onCancel === undefined}>
    {onCancel && (
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    )}
    {children}
  </div>
)
