import { TopicMismatch, type TopicShape } from '../../kernel/message-bus.ts'

type Configs = Readonly<Record<string, string>>

/**
 * What a topic is made with. All that would take messages away earlier than its shape says is said too, because what is
 * left out follows the brokers: a limit in bytes, or that only the last message of each key is kept. With three replicas
 * two must have a message before it counts as sent; otherwise it could go with one broker.
 */
export const configsOf = (
  { retentionMs }: Pick<TopicShape, 'retentionMs'>,
  replicas: number,
): Configs => ({
  ...keeping(retentionMs),
  ...(replicas >= 3 ? { 'min.insync.replicas': '2' } : {}),
})

/** What decides how long messages are kept. */
export const keepingNames = ['retention.ms', 'retention.bytes', 'cleanup.policy'] as const

/** Throws `TopicMismatch` where a topic keeps its messages otherwise than its shape says. */
export const refuseOtherKeeping = (
  { name, retentionMs }: Pick<TopicShape, 'name' | 'retentionMs'>,
  found: Readonly<Record<string, string | null | undefined>>,
): void => {
  const wanted = keeping(retentionMs)
  if (found['retention.ms'] !== wanted['retention.ms'])
    throw new TopicMismatch(
      name,
      'retention',
      found['retention.ms'] === '-1' ? 'for ever' : String(found['retention.ms']),
      retentionMs,
    )
  for (const key of keepingNames)
    if (found[key] !== wanted[key])
      throw new TopicMismatch(name, key, String(found[key]), String(wanted[key]))
}

const keeping = (retentionMs: TopicShape['retentionMs']): Configs => ({
  'retention.ms': retentionMs === 'for ever' ? '-1' : String(retentionMs),
  'retention.bytes': '-1',
  'cleanup.policy': 'delete',
})
