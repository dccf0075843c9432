import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'
import type { Json } from './json.ts'
import type { Actor } from './message.ts'

/** A request that was promised to be carried out. It may be personal: stores keep it sealed. */
export interface NewOperation {
  /** The id of the command that it is for. */
  readonly id: Uuid
  readonly actor: Actor
  /** Name of the route. */
  readonly route: string
  /** Tells a repetition from another request with its id. */
  readonly fingerprint: string
  readonly request: Json
  readonly acceptedAt: Instant
}

/** `failed`: it was given up, or broke; its answer is the problem. `done`: its answer is whatever it was, a refusal too. */
export type OperationState = 'in-progress' | 'done' | 'failed'

export interface StoredOperation extends Pick<NewOperation, 'id' | 'route' | 'acceptedAt'> {
  readonly state: OperationState
  readonly endedAt?: Instant
  readonly answer?: Json
}

export interface ClaimedOperation extends Omit<NewOperation, 'fingerprint'> {
  /** How often it was begun before. */
  readonly attempts: number
}

/**
 * Keeps promised requests until they are answered, and their answers for a while. Who carries one out holds a
 * lease; where the lease ends without an end of the operation, another process takes it over.
 */
export interface OperationStore {
  /** Keeps it, with a lease for who asks. `known`: it was there; `other-content`: something else was. */
  accept(
    operation: NewOperation,
    leaseUntil: Instant,
  ): Promise<'accepted' | 'known' | 'other-content'>
  /** Only for the one who asked for it. */
  find(id: Uuid, actor: Actor): Promise<StoredOperation | undefined>
  /** Takes over what nobody holds any more, oldest first; of these routes alone, where they are given. */
  claim(
    now: Instant,
    leaseUntil: Instant,
    limit: number,
    routes?: readonly string[],
  ): Promise<readonly ClaimedOperation[]>
  renew(ids: readonly Uuid[], leaseUntil: Instant): Promise<void>
  /** The first end counts. The request is forgotten with it. */
  end(
    id: Uuid,
    end: {
      readonly state: 'done' | 'failed'
      readonly answer: Json
      readonly endedAt: Instant
      readonly keptUntil: Instant
    },
  ): Promise<void>
  /** Forgets what was to be kept until `now` or less. */
  forget(now: Instant): Promise<void>
}
