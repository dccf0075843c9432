import { Checkbox, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { EndpointShown, EventTypeShown } from '../../../contexts/webhooks/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useChange } from '../access/use-change.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { changedList, endpointPath, eventTypeList } from './webhook-queries.ts'
import classes from './webhooks.module.css'

interface Created {
  readonly secret?: string
  readonly position: string
}

interface EndpointDialogProps {
  /** Left out: a new one. */
  readonly endpoint?: EndpointShown
  readonly onClose: () => void
}

/** Where to send, and what. */
export const EndpointDialog = ({ endpoint, onClose }: EndpointDialogProps): ReactElement => {
  const [url, setUrl] = useState(endpoint?.url ?? '')
  const [description, setDescription] = useState(endpoint?.description ?? '')
  const [types, setTypes] = useState<readonly string[]>(endpoint?.eventTypes ?? ['payment.*'])
  const [secret, setSecret] = useState<string>()
  const known = useQuery(eventTypeList)
  const save = useChange<Created>(changedList, (answer) => {
    if (answer.secret === undefined) onClose()
    else setSecret(answer.secret)
  })
  if (secret !== undefined) return <SecretDialog secret={secret} onClose={onClose} />
  return (
    <FormDialog
      title={endpoint ? 'Change the endpoint' : 'New endpoint'}
      submitLabel={endpoint ? 'Save' : 'Create'}
      problem={save.error}
      isPending={save.isPending}
      onClose={onClose}
      onSubmit={() =>
        save.mutate({
          method: endpoint ? 'PUT' : 'POST',
          path: endpoint ? endpointPath(endpoint.endpointId) : changedList.path,
          body: {
            url: url.trim(),
            ...(description.trim() === '' ? {} : { description: description.trim() }),
            eventTypes: types,
          },
        })
      }
    >
      <TextInput
        type="url"
        label="Address"
        description="https; it must not lead into a private network"
        placeholder="https://example.com/millrace"
        required
        data-autofocus
        maxLength={2_000}
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
      />
      <TextInput
        label="Description"
        description="What it is for; name no person"
        placeholder="Ledger of the treasury"
        maxLength={200}
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
      <EventTypeChoice known={known.data ?? []} value={types} onChange={setTypes} />
    </FormDialog>
  )
}

interface EventTypeChoiceProps {
  readonly known: readonly EventTypeShown[]
  readonly value: readonly string[]
  readonly onChange: (types: readonly string[]) => void
}

/** Everything, whole families, or one by one. */
const EventTypeChoice = ({ known, value, onChange }: EventTypeChoiceProps): ReactElement => {
  const families = [...new Set(known.map(({ family }) => family))]
  const toggle = (type: string, covers: (other: string) => boolean) => (checked: boolean) =>
    onChange(
      checked
        ? [...value.filter((one) => !covers(one)), type]
        : value.filter((one) => one !== type),
    )
  const all = value.includes('*')
  return (
    <fieldset className={classes['choice']}>
      <legend>Event types</legend>
      <Checkbox
        label="Everything, also what is added later"
        checked={all}
        onChange={({ currentTarget }) => toggle('*', () => true)(currentTarget.checked)}
      />
      {families.map((family) => {
        const whole = all || value.includes(family)
        return (
          <div key={family}>
            <Checkbox
              label={<code>{family}</code>}
              checked={whole}
              disabled={all}
              onChange={({ currentTarget }) =>
                toggle(family, (one) => one.startsWith(family.slice(0, -1)))(currentTarget.checked)
              }
            />
            <Stack gap={6} className={classes['members'] ?? ''}>
              {known
                .filter((type) => type.family === family)
                .map(({ type }) => (
                  <Checkbox
                    key={type}
                    size="xs"
                    label={<code>{type}</code>}
                    checked={whole || value.includes(type)}
                    disabled={whole}
                    onChange={({ currentTarget }) =>
                      toggle(type, () => false)(currentTarget.checked)
                    }
                  />
                ))}
            </Stack>
          </div>
        )
      })}
    </fieldset>
  )
}
