import { TopicMismatch, UnknownTopic, type TopicShape } from '../../../kernel/message-bus.ts'
import type { Queries } from '../bounded-queries.ts'

export interface KnownTopic {
  /** How it is called in the tables. */
  readonly topic: number
  readonly name: string
  readonly partitions: number
  readonly retentionMs: number | 'for ever'
}

interface Row {
  readonly topic: number
  readonly name: string
  readonly partitions: number
  readonly retention_ms: string | null
}

/** The topics of a database; each is looked up once, because none changes its shape. */
export class Topics {
  readonly #queries: Queries
  readonly #byName = new Map<string, KnownTopic>()
  readonly #byNumber = new Map<number, KnownTopic>()

  constructor(queries: Queries) {
    this.#queries = queries
  }

  /** Throws `UnknownTopic` for the first one that there is not. */
  async find(names: readonly string[]): Promise<readonly KnownTopic[]> {
    await this.#look(names.filter((name) => !this.#byName.has(name)))
    return names.map((name) => {
      const found = this.#byName.get(name)
      if (!found) throw new UnknownTopic(name)
      return found
    })
  }

  /** One that was found before. */
  nameOf(topic: number): string {
    const found = this.#byNumber.get(topic)
    if (!found) throw new Error(`topic number ${topic} was not looked up`)
    return found.name
  }

  async ensure(shapes: readonly TopicShape[]): Promise<void> {
    for (const shape of shapes) {
      await this.#make(shape)
      const [found] = await this.find([shape.name])
      if (found?.partitions !== shape.partitions)
        throw new TopicMismatch(shape.name, 'partitions', found?.partitions ?? 0, shape.partitions)
      if (found.retentionMs !== shape.retentionMs)
        throw new TopicMismatch(shape.name, 'retention', found.retentionMs, shape.retentionMs)
    }
  }

  async #make({ name, partitions, retentionMs }: TopicShape): Promise<void> {
    // Another process may take the number, or make the topic, at the same moment.
    for (await this.#look([name]); !this.#byName.has(name); await this.#look([name]))
      await this.#insert(name, partitions, retentionMs === 'for ever' ? null : retentionMs)
  }

  async #insert(name: string, partitions: number, retentionMs: number | null): Promise<void> {
    await this.#queries.query(
      `with made as (
         insert into millrace.bus_topics (topic, name, partitions, retention_ms)
         select coalesce(max(topic), 0) + 1, $1, $2, $3 from millrace.bus_topics
         on conflict do nothing returning topic
       )
       insert into millrace.bus_partitions (topic, partition)
       select topic, partition from made, generate_series(0, $2::integer - 1) partition`,
      [name, partitions, retentionMs],
    )
  }

  async #look(names: readonly string[]): Promise<void> {
    if (names.length === 0) return
    const { rows } = await this.#queries.query<Row>(
      'select topic, name, partitions, retention_ms from millrace.bus_topics where name = any($1)',
      [names],
    )
    for (const { topic, name, partitions, retention_ms } of rows) {
      const retentionMs = retention_ms === null ? 'for ever' : Number(retention_ms)
      const known: KnownTopic = { topic, name, partitions, retentionMs }
      this.#byName.set(name, known)
      this.#byNumber.set(topic, known)
    }
  }
}
