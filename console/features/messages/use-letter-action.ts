import { useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

export interface LetterAction {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Does something with dead letters, and reads again what is shown of them. */
export const useLetterAction = <Answer = unknown>(
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, ApiProblem, LetterAction> => {
  const client = useQueryClient()
  return useAction<LetterAction, Answer>(
    async ({ path, method, body }, idempotencyKey) => call(path, { method, body, idempotencyKey }),
    async (answer) => {
      onDone?.(answer)
      await client.invalidateQueries({ queryKey: ['messages'] })
    },
  )
}
