import type { Logger } from 'pino'
import type { Closing } from './closing.ts'
import type { Foundation } from './foundation.ts'
import { messageDesk } from './message-desk.ts'
import type { OperatorDesks } from './operated.ts'
import type { OpenedContexts } from './open-contexts.ts'
import type { OpenedMessages } from './open-messages.ts'
import { shareLines } from './share-lines.ts'

/** What stands behind the operator's pages about messages and lines. */
export const operatorDesks = (
  { runtimes, audit }: Pick<OpenedContexts, 'runtimes' | 'audit'>,
  messages: OpenedMessages,
  foundation: Foundation,
  closing: Closing,
  log: Logger,
): OperatorDesks => ({
  audit,
  messages: messageDesk(runtimes, messages, foundation),
  lines: shareLines(foundation, closing, (error) => log.error({ part: 'breakers' }, String(error))),
})
