import { useMutation, type UseMutationResult } from '@tanstack/react-query'
import { useState } from 'react'
import { ActionKeys } from './idempotency.ts'
import { ApiProblem } from './problem.ts'

const attemptsMax = 4
const delayMaxMs = 4_000

/** Whether to try again by ourselves, knowing how often it has failed already. */
export const shouldTryAgain = (failures: number, problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.isTransient && failures < attemptsMax

/** As long as the server asks for, else longer each time. */
export const delayBeforeMs = (failures: number, problem: unknown): number => {
  const asked = problem instanceof ApiProblem ? problem.retryAfterSeconds : undefined
  return Math.min(asked === undefined ? 300 * 2 ** failures : asked * 1_000, delayMaxMs)
}

/** Something the user does. Every attempt of it carries the same Idempotency-Key. */
export const useAction = <Content, Answer>(
  perform: (content: Content, idempotencyKey: string) => Promise<Answer>,
  onDone?: (answer: Answer, content: Content) => unknown,
): UseMutationResult<Answer, ApiProblem, Content> => {
  const [keys] = useState(() => new ActionKeys())
  return useMutation<Answer, ApiProblem, Content>({
    mutationFn: async (content) => perform(content, keys.keyFor(content)),
    retry: shouldTryAgain,
    retryDelay: delayBeforeMs,
    // Offline is an answer of its own here, not a reason to wait silently.
    networkMode: 'always',
    onSuccess: async (answer, content) => {
      keys.settle()
      await onDone?.(answer, content)
    },
  })
}
