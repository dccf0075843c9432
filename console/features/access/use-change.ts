import { useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useAction } from '../../api/action.ts'
import { call, type ApiRequest } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'

export interface Change {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: ApiRequest['body']
}

interface Changed {
  readonly position: string
}

/** Changes something of a list, and reads the list again once it shows the change. */
export const useChange = <Answer extends Changed>(
  list: { readonly path: string; readonly queryKey: readonly unknown[] },
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, ApiProblem, Change> => {
  const client = useQueryClient()
  return useAction<Change, Answer>(
    async ({ path, ...request }, idempotencyKey) => call(path, { ...request, idempotencyKey }),
    async (answer) => {
      onDone?.(answer)
      const query = { after: answer.position, limit: 1 }
      await call(list.path, { query }).catch(() => undefined)
      await client.invalidateQueries({ queryKey: list.queryKey })
    },
  )
}
