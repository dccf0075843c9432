import type { ReactElement } from 'react'
import type { LetterBatch, LetterFilter } from './letter-queries.ts'
import { useLetterAction } from './use-letter-action.ts'
import { WhyDialog } from './why-dialog.tsx'

interface ProposeDialogProps {
  readonly does: 'redrive' | 'discard'
  readonly filter: LetterFilter
  readonly onClose: () => void
}

/** Proposes to deal with all that are like that; somebody else decides. */
export const ProposeDialog = ({ does, filter, onClose }: ProposeDialogProps): ReactElement => {
  const propose = useLetterAction<LetterBatch>(onClose)
  return (
    <WhyDialog
      title={does === 'redrive' ? 'Redrive all of them' : 'Discard all of them'}
      submitLabel="Propose"
      problem={propose.error}
      isPending={propose.isPending}
      onClose={onClose}
      onSubmit={(why) =>
        propose.mutate({
          method: 'POST',
          path: '/v1/dead-letter-batches',
          body: { does, filter: { ...filter }, why },
        })
      }
    >
      Those that are dead now are noted, a thousand at most. Nothing happens to them before somebody
      else approves.
    </WhyDialog>
  )
}
