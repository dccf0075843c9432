import { Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactElement } from 'react'
import type { NewPasskey } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { makePasskey, passkeyTrouble } from './browser-passkeys.ts'
import { useFactorChange } from './use-factor-change.ts'

/** Names a passkey and has the browser make it. */
export const NewPasskeyDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [label, setLabel] = useState(deviceName)
  const [problem, setProblem] = useState<unknown>()
  const [isMaking, setMaking] = useState(false)
  const keep = useFactorChange(() => {
    notifications.show({ message: 'The passkey was added' })
    onClose()
  })
  const make = async (): Promise<void> => {
    setProblem(undefined)
    setMaking(true)
    try {
      const path = '/v1/account/passkeys'
      const asked = await call<NewPasskey>(`${path}/challenge`, { method: 'POST' })
      const passkey = await makePasskey(asked.passkey)
      const body = { challenge: asked.challenge, label: label.trim(), passkey }
      keep.mutate({ method: 'POST', path, body })
    } catch (error) {
      setProblem(error)
    } finally {
      setMaking(false)
    }
  }
  const trouble = passkeyTrouble(problem)
  return (
    <FormDialog
      title="Add a passkey"
      submitLabel="Go on"
      problem={trouble ? undefined : (problem ?? keep.error)}
      isPending={isMaking || keep.isPending}
      onClose={onClose}
      onSubmit={() => void make()}
    >
      {trouble && (
        <Notice tone="amber" urgent>
          {trouble}
        </Notice>
      )}
      <Text size="sm" c="dimmed">
        Your browser will ask where to keep it: on this device, on your telephone, or on a security
        key.
      </Text>
      <TextInput
        label="Name"
        description="So that you know it again"
        required
        data-autofocus
        maxLength={60}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
    </FormDialog>
  )
}

const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android telephone'],
  [/Mac/, 'Mac'],
  [/Windows/, 'Windows computer'],
  [/Linux/, 'Linux computer'],
]

const deviceName = (): string =>
  systems.find(([pattern]) => pattern.test(navigator.userAgent))?.[1] ?? 'Passkey'
