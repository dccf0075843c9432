import type { Policy } from '../../kernel/policy.ts'
import { whenAnswered } from '../../kernel/request-reply/asking.ts'
import type { QuestionEvent } from '../../kernel/request-reply/question.ts'
import { settleSuspender } from './suspender.ts'
import type { Source } from './sources.ts'

/** A suspender ends as its question does. */
export const settleWithQuestion = (
  sources: readonly Source[],
): Policy<Extract<QuestionEvent, { type: 'QuestionAnswered' | 'QuestionExpired' }>> =>
  whenAnswered(sources, 'settle-suspender', (ending) => {
    const { source, questionId: suspenderId, request, attempts } = ending
    const { transactionId } = request
    const reported = 'reply' in ending ? { reported: ending.reply } : {}
    const command = {
      type: 'SettleSuspender',
      data: { source, transactionId, suspenderId, attempts, ...reported },
    } as const
    return [{ definition: settleSuspender, command }]
  })
