import { ActionIcon, Button, Checkbox, Menu, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { EndpointShown } from '../../../contexts/webhooks/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { MoreIcon, PauseIcon, PlayIcon, SendIcon } from '../../ui/icons.tsx'
import { useChange } from '../access/use-change.ts'
import { useMay } from '../access/use-session.ts'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { changedList, endpointPath } from './webhook-queries.ts'

type Dialog = 'change' | 'rotate' | 'resend' | 'remove'

interface ActionProps {
  readonly endpoint: EndpointShown
}

/** What can be done with an endpoint, by whom. */
export const EndpointActions = ({ endpoint }: ActionProps): ReactElement | null => {
  const mayOperate = useMay('operator', 'administrator')
  const mayOwn = useMay('administrator')
  const [dialog, setDialog] = useState<Dialog>()
  const close = (): void => setDialog(undefined)
  if (!mayOperate) return null
  return (
    <>
      <PingButton endpoint={endpoint} />
      <PauseButton endpoint={endpoint} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={32} variant="default" aria-label="More actions">
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('resend')}>Send a range again…</Menu.Item>
          {mayOwn && <Menu.Item onClick={() => setDialog('change')}>Change…</Menu.Item>}
          {mayOwn && <Menu.Item onClick={() => setDialog('rotate')}>Rotate the secret…</Menu.Item>}
          {mayOwn && (
            <Menu.Item color="red" onClick={() => setDialog('remove')}>
              Remove…
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {dialog === 'change' && <EndpointDialog endpoint={endpoint} onClose={close} />}
      {dialog === 'rotate' && <RotateDialog endpoint={endpoint} onClose={close} />}
      {dialog === 'resend' && <ResendDialog endpoint={endpoint} onClose={close} />}
      {dialog === 'remove' && <RemoveDialog endpoint={endpoint} onClose={close} />}
    </>
  )
}

const PingButton = ({ endpoint }: ActionProps): ReactElement => {
  const navigate = useNavigate()
  const { endpointId } = endpoint
  const ping = useChange<{ deliveryId: string; position: string }>(
    changedList,
    ({ deliveryId }) =>
      void navigate({
        to: '/webhooks/$endpointId/$deliveryId',
        params: { endpointId, deliveryId },
      }),
  )
  return (
    <Button
      variant="default"
      leftSection={<SendIcon size={14} />}
      loading={ping.isPending}
      onClick={() => ping.mutate({ method: 'POST', path: `${endpointPath(endpointId)}/ping` })}
    >
      Send a ping
    </Button>
  )
}

const PauseButton = ({ endpoint }: ActionProps): ReactElement => {
  const isPaused = endpoint.status === 'paused'
  const change = useChange(changedList, () =>
    notifications.show({
      message: isPaused ? 'What was missed is being delivered' : 'Nothing is sent to it now',
    }),
  )
  return (
    <Button
      variant={isPaused ? 'filled' : 'default'}
      leftSection={isPaused ? <PlayIcon size={13} /> : <PauseIcon size={13} />}
      loading={change.isPending}
      onClick={() =>
        change.mutate({
          method: 'POST',
          path: `${endpointPath(endpoint.endpointId)}/${isPaused ? 'resume' : 'pause'}`,
        })
      }
    >
      {isPaused ? 'Resume' : 'Pause'}
    </Button>
  )
}

interface DialogProps extends ActionProps {
  readonly onClose: () => void
}

const overlapHours = { usual: 24, max: 168 }

const RotateDialog = ({ endpoint, onClose }: DialogProps): ReactElement => {
  const [hours, setHours] = useState(String(overlapHours.usual))
  const [secret, setSecret] = useState<string>()
  const rotate = useChange<{ secret: string; position: string }>(changedList, (answer) =>
    setSecret(answer.secret),
  )
  if (secret !== undefined)
    return (
      <SecretDialog secret={secret} onClose={onClose}>
        <Text size="sm">
          {hours === '0'
            ? 'Deliveries are signed with it alone from now on.'
            : `For ${hours} hours each delivery carries the signatures of both secrets, so the receiver can change over at any time.`}
        </Text>
      </SecretDialog>
    )
  return (
    <FormDialog
      title="Rotate the secret"
      submitLabel="Rotate"
      problem={rotate.error}
      isPending={rotate.isPending}
      onClose={onClose}
      onSubmit={() =>
        rotate.mutate({
          method: 'POST',
          path: `${endpointPath(endpoint.endpointId)}/rotate-secret`,
          body: { overlapHours: Number(hours) },
        })
      }
    >
      <TextInput
        type="number"
        label="The old secret signs too, for hours"
        description="0 where it has leaked"
        required
        withAsterisk={false}
        min={0}
        max={overlapHours.max}
        step={1}
        data-autofocus
        value={hours}
        onChange={({ currentTarget }) => setHours(currentTarget.value)}
      />
    </FormDialog>
  )
}

const hourMs = 3_600_000

/** As an input of the reader's own zone takes it. */
const localText = (at: Date): string => {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

const ResendDialog = ({ endpoint, onClose }: DialogProps): ReactElement => {
  const [from, setFrom] = useState(() => localText(new Date(Date.now() - 24 * hourMs)))
  const [to, setTo] = useState(() => localText(new Date(Date.now() + 60_000)))
  const [isAll, setAll] = useState(false)
  const resend = useChange(changedList, () => {
    notifications.show({ message: 'They are being queued again, in their order' })
    onClose()
  })
  return (
    <FormDialog
      title="Send a range again"
      submitLabel="Send again"
      problem={resend.error}
      isPending={resend.isPending}
      onClose={onClose}
      onSubmit={() =>
        resend.mutate({
          method: 'POST',
          path: `${endpointPath(endpoint.endpointId)}/resend`,
          body: {
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
            statuses: isAll ? ['delivered', 'abandoned'] : ['abandoned'],
          },
        })
      }
    >
      <TextInput
        type="datetime-local"
        label="Queued from"
        required
        withAsterisk={false}
        value={from}
        onChange={({ currentTarget }) => setFrom(currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label="until before"
        required
        withAsterisk={false}
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
      />
      <Checkbox
        label="Also what was delivered"
        description="Its receiver knows each by its webhook-id"
        checked={isAll}
        onChange={({ currentTarget }) => setAll(currentTarget.checked)}
      />
    </FormDialog>
  )
}

const RemoveDialog = ({ endpoint, onClose }: DialogProps): ReactElement => {
  const navigate = useNavigate()
  const remove = useChange(changedList, () => void navigate({ to: '/webhooks' }))
  return (
    <FormDialog
      title="Remove the endpoint"
      submitLabel="Remove"
      problem={remove.error}
      isPending={remove.isPending}
      onClose={onClose}
      onSubmit={() => remove.mutate({ method: 'DELETE', path: endpointPath(endpoint.endpointId) })}
    >
      <Text size="sm">
        {endpoint.url} is sent nothing any more, and what waits for it is abandoned. This cannot be
        undone; it can be set up anew, with another secret.
      </Text>
    </FormDialog>
  )
}
