import { problemReply, type Reply } from '../../kernel/reply.ts'

export const nothingKept = 'nothing is kept until it is answered'

/** What is said to an answer that came too late, or to what somebody else was asked. */
export const cameTooLate: Reply = problemReply({
  slug: 'challenge-over',
  status: 409,
  title: 'It took too long; begin again',
})
