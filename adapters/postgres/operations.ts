import type { KeyObject } from 'node:crypto'
import type { Json } from '../../kernel/json.ts'
import type { OperationState, OperationStore } from '../../kernel/operation-store.ts'
import { asKey, decrypt, deriveKey, encrypt } from '../node/sealing.ts'
import type { Queries } from './bounded-queries.ts'

export interface PostgresOperationsOptions {
  readonly queries: Queries
  readonly masterKey: Buffer
}

interface Row {
  readonly id: string
  readonly actor: string
  readonly route: string
  readonly state: OperationState
  readonly fingerprint: string
  readonly request: Buffer | null
  readonly answer: Buffer | null
  readonly attempts: number
  readonly accepted_at: string
  readonly ended_at: string | null
}

export const operationsKey = (masterKey: Buffer): KeyObject =>
  asKey(deriveKey(masterKey, 'operations'))

/** A part of one operation opens in no other place. */
export const placeOfPart = (id: string, part: string): string => `operation ${id} ${part}`

/** Operations shared by all processes on one database. What they hold opens with the master key alone. */
export const postgresOperations = ({
  queries,
  masterKey,
}: PostgresOperationsOptions): OperationStore => {
  const key = operationsKey(masterKey)
  const seal = (id: string, part: string, content: Json): Buffer =>
    encrypt(key, placeOfPart(id, part), Buffer.from(JSON.stringify(content)))
  const open = (id: string, part: string, sealed: Buffer): Json =>
    JSON.parse(decrypt(key, placeOfPart(id, part), sealed).toString()) as Json
  const ask = async (text: string, values: unknown[]): Promise<readonly Row[]> =>
    (await queries.query<Row>(text, values)).rows

  return {
    accept: async ({ id, actor, route, fingerprint, request, acceptedAt }, leaseUntil) => {
      const sealed = seal(id, 'request', request)
      const values = [id, actor, route, fingerprint, sealed, acceptedAt, leaseUntil]
      const [added] = await ask(
        `insert into millrace.operations (id, actor, route, fingerprint, request, accepted_at, lease_until)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing returning id`,
        values,
      )
      if (added) return 'accepted'
      const [known] = await ask('select fingerprint from millrace.operations where id = $1', [id])
      return known?.fingerprint === fingerprint ? 'known' : 'other-content'
    },
    find: async (id, actor) => {
      const [row] = await ask('select * from millrace.operations where id = $1 and actor = $2', [
        id,
        actor,
      ])
      if (!row) return undefined
      const { route, state, answer, accepted_at, ended_at } = row
      return {
        id,
        route,
        state,
        acceptedAt: Number(accepted_at),
        ...(ended_at === null ? {} : { endedAt: Number(ended_at) }),
        ...(answer ? { answer: open(id, 'answer', answer) } : {}),
      }
    },
    claim: async (now, leaseUntil, limit, routes) => {
      const rows = await ask(
        `update millrace.operations set lease_until = $2, attempts = attempts + 1 where id in (
           select id from millrace.operations where state = 'in-progress' and lease_until <= $1
             and ($4::text[] is null or route = any($4))
           order by accepted_at limit $3 for update skip locked
         ) returning *`,
        [now, leaseUntil, limit, routes ?? null],
      )
      return rows.flatMap(({ id, actor, route, request, attempts, accepted_at }) =>
        request
          ? [
              {
                id,
                actor,
                route,
                request: open(id, 'request', request),
                acceptedAt: Number(accepted_at),
                attempts: attempts - 1,
              },
            ]
          : [],
      )
    },
    renew: async (ids, leaseUntil) => {
      await ask(
        `update millrace.operations set lease_until = $2
         where id = any($1::uuid[]) and state = 'in-progress'`,
        [ids, leaseUntil],
      )
    },
    end: async (id, { state, answer, endedAt, keptUntil }) => {
      await ask(
        `update millrace.operations set state = $2, answer = $3, ended_at = $4, kept_until = $5, request = null
         where id = $1 and state = 'in-progress'`,
        [id, state, seal(id, 'answer', answer), endedAt, keptUntil],
      )
    },
    forget: async (now) => {
      await ask('delete from millrace.operations where kept_until <= $1', [now])
    },
  }
}
