import type { CommandDefinition } from '../decider.ts'
import type { Json } from '../json.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { Asked } from './contract.ts'
import {
  recordAnswer,
  type Question,
  type QuestionEvent,
  type QuestionRefusal,
  type RecordAnswer,
} from './question.ts'

export type AnswerToRefusal = QuestionRefusal | Refusal<'answer-misfit'>

/**
 * Records what came as an answer to one kind of question. Whoever names a question that is of another kind, was put to
 * another system or is about another thing has not answered it, however well its message keeps to its contract: the
 * question stays open.
 */
export const recordAnswerTo = (
  asked: Pick<Asked, 'source' | 'name' | 'reply'>,
): CommandDefinition<RecordAnswer, QuestionEvent, AnswerToRefusal> => ({
  ...recordAnswer,
  decide: (command, states, context) =>
    isAnswer(asked, states[0] as Question, command.data.reply)
      ? recordAnswer.decide(command, states, context)
      : refuse('answer-misfit'),
})

const isAnswer = (
  { source, name, reply: { key } }: Pick<Asked, 'source' | 'name' | 'reply'>,
  question: Question,
  reply: Json,
): boolean => {
  // What comes to others changes nothing.
  if (question.status !== 'open') return true
  const { asked } = question
  const isItsKind = asked.source === source && asked.name === name
  return isItsKind && valueOf(asked.request, key) === valueOf(reply, key)
}

const valueOf = (payload: Json, key: string): unknown =>
  (payload as Readonly<Record<string, Json>>)[key]
