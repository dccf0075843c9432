import Type from 'typebox'
import type { View } from '../kernel/view.ts'
import { ok } from '../kernel/reply.ts'
import { route, type Route } from '../kernel/route.ts'

/** A small made-up domain for tests of the outside: parcels that weigh something. */
export interface Parcel {
  readonly weight: number
}

export type ParcelWeighed = {
  readonly type: 'ParcelWeighed'
  readonly data: { readonly ids: readonly string[]; readonly weight: number }
}

export const parcelsView: View<Parcel, ParcelWeighed> = {
  name: 'parcels',
  version: 1,
  events: ['ParcelWeighed'],
  keys: ({ data }) => data.ids,
  fold: (_row, { data }) => ({ weight: data.weight }),
  indexed: { weight: 'integer' },
}

export const weighed = (weight: number, ...ids: readonly string[]): ParcelWeighed => ({
  type: 'ParcelWeighed',
  data: { ids, weight },
})

const parcel = Type.Object({
  weight: Type.Integer({ minimum: 1, maximum: 1_000 }),
  size: Type.Optional(Type.Union([Type.Literal('small'), Type.Literal('large')])),
  to: Type.Optional(Type.Object({ city: Type.String(), lines: Type.Array(Type.String()) })),
  handover: Type.Optional(
    Type.Union([
      Type.Object({ kind: Type.Literal('desk'), desk: Type.Integer() }),
      Type.Object({ kind: Type.Literal('door'), street: Type.String(), floor: Type.Integer() }),
    ]),
  ),
})

/** Gives back what it was sent, so that a test sees what came through. */
export const echoParcel: Route = route<
  Record<string, never>,
  Record<string, never>,
  { weight: number }
>({
  method: 'POST',
  path: '/v1/parcels',
  name: 'echoParcel',
  summary: 'Echo a parcel',
  tag: 'Parcels',
  access: { roles: ['operator'] },
  body: { schema: parcel },
  replies: { 200: parcel },
  refusals: { 'parcel-too-heavy': 422 },
  handle: ({ body }) => Promise.resolve(ok(body)),
})
