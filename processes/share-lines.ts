import { boundedQueries, type Queries } from '../adapters/postgres/bounded-queries.ts'
import { postgresLines, type NamedLine } from '../adapters/postgres/traffic/lines.ts'
import type { Clock } from '../kernel/clock.ts'
import type { LineDesk, SaidLine } from '../operations/breakers-api.ts'
import type { Closing } from './closing.ts'
import type { Measures } from './measures.ts'
import type { OpenedRails } from './open-rails.ts'
import type { OpenedWebhooks } from './open-webhooks.ts'
import type { OutsideLines } from './outside-lines.ts'
import { processName } from './process-name.ts'
import { startRepeating } from './repeating.ts'

/** Of rails and webhooks, which are opened without knowing of the others; and all of them are measured. */
export const watchOutside = (
  { lines }: Pick<Shared, 'lines'>,
  { breakers }: Pick<OpenedRails, 'breakers'>,
  { caller }: Pick<OpenedWebhooks, 'caller'>,
  measures: Pick<Measures, 'watchRails' | 'watchLines'>,
): void => {
  measures.watchRails(breakers)
  measures.watchLines(lines)
  lines.add(() =>
    Object.entries(breakers).map(([name, rail]) => ({ kind: 'rail', name, status: rail.line() })),
  )
  lines.add(() =>
    caller.lines().map(({ endpointId, status }) => ({ kind: 'webhook', name: endpointId, status })),
  )
}

const sayEveryMs = 2_000
const answerWithinMs = 2_000
/** Who was not heard of for so long is gone. */
const heardWithinMs = 15_000
/** Of one process; those that do not work come first. */
const linesMax = 200

interface Shared {
  readonly lines: OutsideLines
  readonly following: Queries
  readonly clock: Clock
}

/** Says to the other processes how the lines of this one are, and hears of theirs. */
export const shareLines = (
  { lines, following, clock }: Shared,
  closing: Closing,
  onError: (error: unknown) => void,
): LineDesk => {
  const shared = postgresLines(boundedQueries(following, answerWithinMs))
  const saying = startRepeating({
    everyMs: sayEveryMs,
    task: () =>
      shared.say({ process: processName, saidAt: clock.now(), lines: shownOf(lines.all()) }),
    onError,
  })
  closing.add('the states of breakers', async () => {
    await saying.stop()
    await shared.forget(processName, clock.now() - heardWithinMs).catch(onError)
  })
  return {
    lines: async () => {
      const now = clock.now()
      const own = { process: processName, saidAt: now, lines: shownOf(lines.all()) }
      const heard = await shared.heard(now - heardWithinMs)
      const others = heard.filter(({ process }) => process !== processName)
      return [own, ...others].flatMap(({ lines: said, ...who }): readonly SaidLine[] =>
        said.map((line) => ({ ...who, ...line })),
      )
    },
  }
}

const urgency = { open: 0, 'half-open': 1, closed: 2 } as const

const shownOf = (lines: readonly NamedLine[]): readonly NamedLine[] =>
  lines
    .toSorted((one, other) => urgency[one.status.state] - urgency[other.status.state])
    .slice(0, linesMax)
