import { useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { ApiProblem } from '../../api/problem.ts'
import { ownFactors } from './account-queries.ts'
import { sessionQuery } from './session.ts'
import { useChange, type Change } from './use-change.ts'
import { useSession } from './use-session.ts'

/** Changes one's own factors. Whoever had to set one up may go anywhere afterwards. */
export const useFactorChange = <Answer extends { readonly position: string }>(
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, ApiProblem, Change> => {
  const client = useQueryClient()
  const router = useRouter()
  const { mustEnrol } = useSession()
  return useChange<Answer>({ path: '/v1/account/factors', queryKey: ['account'] }, (answer) => {
    onDone?.(answer)
    void client.invalidateQueries({ queryKey: ownFactors.queryKey })
    if (mustEnrol)
      void client
        .invalidateQueries({ queryKey: sessionQuery.queryKey })
        .then(async () => router.invalidate())
  })
}
