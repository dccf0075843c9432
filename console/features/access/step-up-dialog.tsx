import { Modal } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type ReactElement } from 'react'
import type { ProofChallenge, SignedIn } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import { proveWith } from '../../api/step-up.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useFocusBack } from '../../ui/use-focus-back.ts'
import { ProofForm } from './proof-form.tsx'
import classes from './proof-form.module.css'
import { keepSession, type TypedProof } from './session.ts'

/** Asks whoever is signed in to prove that it is still them, when a call needs it; then the call goes on. */
export const StepUpDialog = (): ReactElement | null => {
  const [answer, setAnswer] = useState<(isProved: boolean) => void>()
  useEffect(() => proveWith(() => new Promise<boolean>((resolve) => setAnswer(() => resolve))), [])
  if (!answer) return null
  const finish = (isProved: boolean): void => {
    answer(isProved)
    setAnswer(undefined)
  }
  return (
    // It may stand over another dialog, and a page has one banner: its title is a plain heading.
    <Modal.Root opened centered size={420} zIndex={400} onClose={() => finish(false)}>
      <Modal.Overlay />
      <Modal.Content aria-label="Confirm that it is you">
        <Modal.Body className={classes['dialog'] ?? ''}>
          <h2 className={classes['title']}>Confirm that it is you</h2>
          <Proving onDone={() => finish(true)} onCancel={() => finish(false)} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

const Proving = ({
  onDone,
  onCancel,
}: {
  onDone: () => void
  onCancel: () => void
}): ReactElement => {
  useFocusBack()
  const client = useQueryClient()
  const asked = useQuery<ProofChallenge>({
    queryKey: ['proof'],
    queryFn: async () => call('/v1/session/challenge', { method: 'POST' }),
    staleTime: 0,
    gcTime: 0,
  })
  const prove = useMutation<SignedIn, Error, TypedProof>({
    mutationFn: async (proof) => {
      const challenge = proof.passkey && asked.data ? { challenge: asked.data.challenge } : {}
      return call('/v1/session/proof', { method: 'POST', body: { ...proof, ...challenge } })
    },
    networkMode: 'always',
    onSuccess: (session) => {
      keepSession(client, session)
      onDone()
    },
    // A challenge is answered once, also wrongly.
    onError: () => void asked.refetch(),
  })
  return (
    <div className={classes['form']}>
      <p className={classes['lead']}>
        What you are about to do cannot be left to an open window. For some minutes you will not be
        asked again.
      </p>
      {asked.error && <ProblemNotice problem={asked.error} onRetry={asked.refetch} />}
      {asked.data && (
        <ProofForm
          proofs={asked.data.proofs}
          passkey={asked.data.passkey}
          submitLabel="Confirm"
          isPending={prove.isPending}
          problem={prove.error}
          onProof={(proof) => prove.mutate(proof)}
          onCancel={onCancel}
        />
      )}
    </div>
  )
}
