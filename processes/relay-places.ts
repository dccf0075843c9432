import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'

/** How far a context's relay has come, whichever process it works in, and how this process takes part. */
export interface RelayPlace {
  readonly context: string
  readonly position: number
  /** The log's last position. */
  readonly head: number
  readonly state: ConsumerStatus['state']
  readonly reason?: string
}

export const relayName = (context: string): string => `relay/${context}`

export const relayPlaces = (
  runtimes: readonly ContextRuntime[],
  { following }: Pick<Foundation, 'following'>,
  consumers: readonly Consumer[],
): Promise<readonly RelayPlace[]> =>
  Promise.all(
    runtimes
      .filter(({ context }) => consumers.some(({ name }) => name === relayName(context.name)))
      .map(async ({ context: { name: context }, store }) => {
        // The place first: the head is read later and so never lies before it.
        const position = await postgresCheckpoint({
          pool: following,
          consumer: 'relay',
          log: context,
        }).read()
        const name = relayName(context)
        const status = consumers.find((one) => one.name === name)?.status()
        const { state = 'starting', reason } = status ?? {}
        return {
          context,
          position,
          head: await store.head(),
          state,
          ...(reason === undefined ? {} : { reason }),
        }
      }),
  )
