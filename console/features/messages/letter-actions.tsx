import { Button, Group, Textarea, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useMay } from '../access/use-session.ts'
import { letterPath, type LetterDetail } from './letter-queries.ts'
import { useLetterAction } from './use-letter-action.ts'
import { WhyDialog } from './why-dialog.tsx'

/** What an operator can do with one letter. */
export const LetterActions = ({ letter }: { letter: LetterDetail }): ReactElement | null => {
  const [asked, setAsked] = useState<'edit' | 'discard'>()
  const close = (): void => setAsked(undefined)
  const redrive = useLetterAction()
  const discard = useLetterAction(close)
  const mayOperate = useMay('operator')
  const path = letterPath(letter.letterId)
  if (!mayOperate || (letter.state !== 'dead' && letter.state !== 'waiting')) return null
  return (
    <Group gap="xs">
      {letter.state === 'dead' && (
        <>
          <Button
            size="xs"
            loading={redrive.isPending}
            onClick={() => redrive.mutate({ method: 'POST', path: `${path}/redrive`, body: {} })}
          >
            Redrive
          </Button>
          <Button size="xs" variant="default" onClick={() => setAsked('edit')}>
            Put right
          </Button>
        </>
      )}
      <Button size="xs" variant="default" onClick={() => setAsked('discard')}>
        Discard
      </Button>
      {asked === 'edit' && <EditDialog letter={letter} onClose={close} />}
      {asked === 'discard' && (
        <WhyDialog
          title="Discard this message"
          submitLabel="Discard"
          problem={discard.error}
          isPending={discard.isPending}
          onClose={close}
          onSubmit={(why) =>
            discard.mutate({ method: 'POST', path: `${path}/discard`, body: { why } })
          }
        >
          It will not be handled. What waits behind it follows.
        </WhyDialog>
      )}
    </Group>
  )
}

const EditDialog = ({
  letter,
  onClose,
}: {
  letter: LetterDetail
  onClose: () => void
}): ReactElement => {
  const [payload, setPayload] = useState(() => pretty(letter.payload))
  const [why, setWhy] = useState('')
  const edit = useLetterAction(onClose)
  return (
    <FormDialog
      title="Put the payload right"
      submitLabel="Save"
      problem={edit.error}
      isPending={edit.isPending}
      onClose={onClose}
      onSubmit={() =>
        edit.mutate({
          method: 'PUT',
          path: `${letterPath(letter.letterId)}/payload`,
          body: { payload, why: why.trim() },
        })
      }
    >
      <Textarea
        label="Payload"
        description="It must keep to the contract of its topic"
        required
        autosize
        minRows={6}
        maxRows={18}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={payload}
        onChange={({ currentTarget }) => setPayload(currentTarget.value)}
      />
      <TextInput
        label="Why"
        description="Kept with it; name nobody"
        required
        maxLength={300}
        value={why}
        onChange={({ currentTarget }) => setWhy(currentTarget.value)}
      />
    </FormDialog>
  )
}

const pretty = (payload: string): string => {
  try {
    return JSON.stringify(JSON.parse(payload), undefined, 2)
  } catch {
    return payload
  }
}
