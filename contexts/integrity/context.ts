import type { Context } from '../../kernel/context.ts'
import { publishQuestions, questionTimers } from '../../kernel/request-reply/asking.ts'
import { lookAtQuestion, recordAnswer } from '../../kernel/request-reply/question.ts'
import { questionsView } from '../../kernel/request-reply/questions-view.ts'
import { requestRoutes } from './api-requests.ts'
import { suspenderRoutes } from './api-suspenders.ts'
import { events } from './events.ts'
import { settleWithQuestion } from './policies.ts'
import { sourcesOf } from './sources.ts'
import { askAboutTransaction, settleSuspender } from './suspender.ts'
import { suspendersView } from './view-suspenders.ts'

export interface IntegrityOptions {
  /** Systems that can be asked about their transactions. */
  readonly sources: readonly string[]
  /** Second part of the topics. */
  readonly environment?: string
}

/** Integrity: asks the systems that hold transactions, and compares what they say. */
export const integrityContext = ({
  sources: names,
  environment = 'dev',
}: IntegrityOptions): Context => {
  const sources = sourcesOf(names)
  return {
    name: 'integrity',
    events,
    commands: [askAboutTransaction(sources), settleSuspender, lookAtQuestion, recordAnswer],
    views: [suspendersView, questionsView],
    policies: [settleWithQuestion(sources)],
    schedules: [questionTimers],
    asks: { questions: sources, view: questionsView },
    publish: publishQuestions('integrity', environment, sources),
    routes: (tools) => [...suspenderRoutes(tools, sources), ...requestRoutes(tools)],
  }
}
