import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'

/** How far a context's relay has come, whichever process it works in. */
export interface RelayPlace {
  readonly context: string
  readonly position: number
  /** The log's last position. */
  readonly head: number
  /** `missing`: no process that is known runs it. */
  readonly state: ConsumerStatus['state'] | 'missing'
  readonly reason?: string
}

export const relayName = (context: string): string => `relay/${context}`

export const statusesOf = (consumers: readonly Consumer[]): readonly ConsumerStatus[] =>
  consumers.map((consumer) => consumer.status())

/** Of these contexts, as far as their relays say how they are doing. */
export const relayPlaces = async (
  runtimes: readonly ContextRuntime[],
  foundation: Pick<Foundation, 'following'>,
  statuses: readonly ConsumerStatus[],
): Promise<readonly RelayPlace[]> =>
  (await allRelayPlaces(runtimes, foundation, statuses)).filter(({ state }) => state !== 'missing')

/** Of all these contexts. */
export const allRelayPlaces = (
  runtimes: readonly ContextRuntime[],
  { following }: Pick<Foundation, 'following'>,
  statuses: readonly ConsumerStatus[],
): Promise<readonly RelayPlace[]> =>
  Promise.all(
    runtimes.map(async ({ context: { name: context }, store }) => {
      // The place first: the head is read later and so never lies before it.
      const position = await postgresCheckpoint({
        pool: following,
        consumer: 'relay',
        log: context,
      }).read()
      const name = relayName(context)
      const { state = 'missing', reason } = statuses.find((one) => one.name === name) ?? {}
      return {
        context,
        position,
        head: await store.head(),
        state,
        ...(reason === undefined ? {} : { reason }),
      }
    }),
  )
