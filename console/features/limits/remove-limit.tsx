import { Button, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useChange } from '../access/use-change.ts'
import { tellsWhatBecame, type LimitAnswer } from './limit-answer.ts'
import { changedLimits, limitPath } from './limit-queries.ts'
import { windowWords } from './limit-words.ts'

/** Removes a limit, once it was asked whether it should. */
export const RemoveLimit = ({ limit }: { limit: LimitShown }): ReactElement => {
  const [isAsking, setAsking] = useState(false)
  const close = () => setAsking(false)
  const remove = useChange<LimitAnswer>(changedLimits, (answer) => {
    tellsWhatBecame(answer, 'The limit is removed')
    close()
  })
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        Remove
      </Button>
      {isAsking && (
        <FormDialog
          title="Remove this limit"
          submitLabel="Remove"
          problem={remove.error}
          isPending={remove.isPending}
          onSubmit={() => remove.mutate({ method: 'DELETE', path: limitPath(limit) })}
          onClose={close}
        >
          <Text size="sm">
            Payments are no longer held against it ({windowWords(limit.window)}). A default of the
            settings, if there is one, holds again. Unless the installation leaves that to one, it
            waits for somebody else to approve it.
          </Text>
        </FormDialog>
      )}
    </>
  )
}
