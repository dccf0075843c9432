import { Button, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { Factors } from '../../../contexts/access/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { KeyIcon, PlusIcon } from '../../ui/icons.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import { hasPasskeys } from './browser-passkeys.ts'
import { FactorLine } from './factor-line.tsx'
import { NewPasskeyDialog } from './new-passkey-dialog.tsx'
import { RemoveFactorButton } from './remove-factor-button.tsx'
import classes from './security.module.css'
import { useFactorChange } from './use-factor-change.ts'

type Passkey = Factors['passkeys'][number]

/** Passkeys, each with its name, and the way to another. */
export const PasskeyLines = ({ factors }: { factors: Factors | undefined }): ReactElement => {
  const [isAdding, setAdding] = useState(false)
  const passkeys = factors?.passkeys ?? []
  const isPossible = factors?.arePasskeysPossible === true && hasPasskeys()
  return (
    <>
      <FactorLine
        icon={<KeyIcon size={16} />}
        title="Passkeys"
        state={passkeys.length > 0 && <Pill tone="green">On</Pill>}
        actions={
          <Button
            size="xs"
            variant={passkeys.length > 0 ? 'default' : 'filled'}
            leftSection={<PlusIcon size={12} />}
            disabled={!isPossible}
            onClick={() => setAdding(true)}
          >
            Add a passkey
          </Button>
        }
      >
        Sign in with a finger, a face or a security key, also without the password. Nothing that
        could be stolen is typed or sent.
        {factors && !isPossible && <PasskeysElsewhere />}
        {passkeys.length > 0 && (
          <ul className={classes['items']}>
            {passkeys.map((passkey) => (
              <PasskeyLine key={passkey.factorId} passkey={passkey} />
            ))}
          </ul>
        )}
      </FactorLine>
      {isAdding && <NewPasskeyDialog onClose={() => setAdding(false)} />}
    </>
  )
}

/** The one thing that a person can do about it is to come by another address. */
const PasskeysElsewhere = (): ReactElement => {
  const port = location.port === '' ? '' : `:${location.port}`
  const isLocal = location.hostname === '127.0.0.1'
  return (
    <div className={classes['aside']}>
      {isLocal ? (
        <>
          Browsers know no passkeys for an IP address.{' '}
          <a href={`http://localhost${port}/security`}>Open this page at localhost</a>.
        </>
      ) : (
        'Passkeys cannot be used at this address, or in this browser.'
      )}
    </div>
  )
}

const PasskeyLine = ({ passkey }: { passkey: Passkey }): ReactElement => {
  const { factorId, registeredAt, lastUsedAt, isSynced } = passkey
  const [isNaming, setNaming] = useState(false)
  const label = passkey.label ?? 'Erased'
  return (
    <li className={classes['item']}>
      <div className={classes['body']}>
        <div className={classes['itemTitle']}>{label}</div>
        <div className={classes['itemText']}>
          Added <Time at={registeredAt} />
          {lastUsedAt ? (
            <>
              , last used <Time at={lastUsedAt} />
            </>
          ) : (
            ', not used yet'
          )}
          {isSynced && ', on all your devices'}
        </div>
      </div>
      <div className={classes['actions']}>
        <Button
          size="xs"
          variant="subtle"
          aria-label={`Rename ${label}`}
          onClick={() => setNaming(true)}
        >
          Rename
        </Button>
        <RemoveFactorButton factorId={factorId} name={label} />
      </div>
      {isNaming && <RenameDialog passkey={passkey} onClose={() => setNaming(false)} />}
    </li>
  )
}

const RenameDialog = ({
  passkey,
  onClose,
}: {
  passkey: Passkey
  onClose: () => void
}): ReactElement => {
  const [label, setLabel] = useState(passkey.label ?? '')
  const rename = useFactorChange(onClose)
  return (
    <FormDialog
      title="Rename the passkey"
      submitLabel="Rename"
      problem={rename.error}
      isPending={rename.isPending}
      onClose={onClose}
      onSubmit={() =>
        rename.mutate({
          method: 'PATCH',
          path: `/v1/account/factors/${passkey.factorId}`,
          body: { label: label.trim() },
        })
      }
    >
      <TextInput
        label="Name"
        required
        data-autofocus
        maxLength={60}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
    </FormDialog>
  )
}
