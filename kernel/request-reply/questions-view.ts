import type { Instant } from '../clock.ts'
import type { Uuid } from '../id.ts'
import type { RecordedEvent } from '../message.ts'
import type { View } from '../view.ts'
import type { Asked } from './contract.ts'
import type { QuestionEvent } from './question.ts'

/** What a context asks, and where it remembers what it asked: one of its views. */
export interface Asking {
  readonly questions: readonly Asked[]
  readonly view: View<QuestionRow, QuestionEvent>
}

/** A question as it stands. What it said is not in it. */
export interface QuestionRow {
  readonly questionId: Uuid
  /** Who is asked, and what. */
  readonly source: string
  readonly name: string
  readonly subject: string
  readonly state: 'open' | 'answered' | 'expired'
  readonly attempts: number
  readonly askedAt: Instant
  readonly deadline: Instant
  readonly nextAt: Instant | null
  readonly endedAt: Instant | null
  /** Late and duplicate answers, which changed nothing. */
  readonly ignored: number
  readonly correlationId: Uuid
  readonly traceparent: string
}

/** Key: question id. An answer to a question that nobody asked has no row; it stands in the log. */
export const questionsView: View<QuestionRow, QuestionEvent> = {
  name: 'questions',
  version: 1,
  events: [
    'QuestionAsked',
    'QuestionRepeated',
    'QuestionAnswered',
    'QuestionExpired',
    'DuplicateAnswerIgnored',
    'LateAnswerIgnored',
  ],
  keys: ({ data }) => [data.questionId],
  fold: (row, event) => {
    if (event.type === 'QuestionAsked') return asked(event)
    if (!row) throw new Error(`${event.type} of a question that was not asked`)
    return { ...row, ...changeOf(event, row) }
  },
  indexed: {
    source: 'text',
    name: 'text',
    subject: 'text',
    state: 'text',
    askedAt: 'instant',
    endedAt: 'instant',
  },
}

const asked = ({
  data,
  time,
  correlationId,
  traceparent,
}: RecordedEvent<Extract<QuestionEvent, { type: 'QuestionAsked' }>>): QuestionRow => ({
  questionId: data.questionId,
  source: data.source,
  name: data.name,
  subject: data.subject,
  state: 'open',
  attempts: 1,
  askedAt: time,
  deadline: data.deadline,
  nextAt: data.nextAt,
  endedAt: null,
  ignored: 0,
  correlationId,
  traceparent,
})

const changeOf = (
  event: RecordedEvent<QuestionEvent>,
  { ignored }: QuestionRow,
): Partial<QuestionRow> => {
  switch (event.type) {
    case 'QuestionRepeated':
      return { attempts: event.data.attempt, nextAt: event.data.nextAt }
    case 'QuestionAnswered':
      return { state: 'answered', nextAt: null, endedAt: event.time }
    case 'QuestionExpired':
      return { state: 'expired', nextAt: null, endedAt: event.time }
    default:
      return { ignored: ignored + 1 }
  }
}
