import type { LogReader } from '../../kernel/event-store.ts'
import { type Consumer, startConsumer } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { type Following, followPace } from './policies.ts'

/** A view as its store lets it be followed. */
export interface FollowedView {
  readonly name: string
  open(): Promise<void>
  step(): Promise<'more' | { readonly taken: number } | 'idle' | 'fenced' | 'waiting'>
  observe(): Promise<void>
  rebuildWanted(): Promise<boolean>
  rebuild(signal: AbortSignal): Promise<unknown>
}

const rebuildCheckMs = 500

/** Keeps a view up to its log, and builds it anew beside that when somebody asks for it. */
export const runView = (
  view: FollowedView,
  log: Pick<LogReader, 'name'>,
  following: Following,
): Consumer => {
  const name = `view/${log.name}/${view.name}`
  const stopping = new AbortController()
  let rebuilding: Promise<unknown> | undefined
  let checkedAt = -Infinity

  const lookForRebuild = async (): Promise<void> => {
    if (rebuilding || performance.now() - checkedAt < rebuildCheckMs) return
    checkedAt = performance.now()
    if (!(await view.rebuildWanted())) return
    rebuilding = view
      .rebuild(stopping.signal)
      // It goes on from its last checkpoint at the next look.
      .catch((error: unknown) =>
        following.onStatus?.({ name, state: 'retrying', reason: String(error) }),
      )
      .finally(() => {
        rebuilding = undefined
        consumer.wake()
      })
  }
  const step = async (): Promise<LoopResult> => {
    const result = await view.step()
    await lookForRebuild()
    if (result === 'fenced') return 'more'
    return result === 'waiting' ? 'idle' : result
  }

  const consumer = startConsumer({
    ...following,
    name,
    begin: () => view.open(),
    step,
    watch: () => view.observe(),
    interrupt: () => stopping.abort(),
    end: async () => void (await rebuilding),
    wakeOn: following.onAppended,
    ...followPace,
  })
  return consumer
}
