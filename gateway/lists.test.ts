import Type from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryView } from '../adapters/memory/views.ts'
import { pageOf, pageReply } from '../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../kernel/list-query.ts'
import { route } from '../kernel/route.ts'
import { ArrayLog } from '../testing/array-log.ts'
import { problemIn, startGateway, type RunningGateway } from '../testing/gateway.ts'
import type { DomainEvent } from '../kernel/message.ts'
import type { View } from '../kernel/view.ts'

interface Parcel {
  readonly label: string
  readonly weight: number
}
type Weighed = DomainEvent<'Weighed', Parcel>

const parcels: View<Parcel, Weighed> = {
  name: 'parcels',
  version: 1,
  events: ['Weighed'],
  keys: ({ data }) => [data.label],
  fold: (_row, { data }) => data,
  indexed: { label: 'text', weight: 'integer' },
}

const grammar = listGrammar(parcels, {
  filters: { label: { maxLength: 20, description: 'What is written on it' }, weight: {} },
  sorts: ['weight'],
  sort: 'weight',
})

let gateway: RunningGateway
beforeEach(async () => {
  const log = new ArrayLog('parcels')
  const view = new MemoryView(parcels, log)
  for (const [label, weight] of [
    ['books', 3],
    ['tea, green', 1],
    ['tea', 2],
  ] as const)
    log.append({ type: 'Weighed', data: { label, weight } })
  await view.step()
  const list = route<Record<string, never>, ListAsked>({
    method: 'GET',
    path: '/v1/parcels',
    name: 'listParcels',
    summary: 'List parcels',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    query: grammar.query,
    shows: view.reader,
    replies: { 200: pageOf(Type.Object({ label: Type.String(), weight: Type.Integer() })) },
    handle: ({ query }) =>
      pageReply(view.reader, grammar.read(query), (rows) => rows.map(({ row }) => ({ ...row }))),
  })
  gateway = await startGateway([list])
})

const labels = async (query: string): Promise<string[]> => {
  const response = await gateway.ask('viewer', `/v1/parcels?${query}`)
  const { items } = (await response.json()) as { items: Parcel[] }
  return items.map(({ label }) => label)
}

describe('A list', () => {
  it('is asked by several values of one field in one parameter, or in one each', async () => {
    expect(await labels('label=books,tea')).toEqual(['tea', 'books'])
    expect(await labels('label=books&label=tea')).toEqual(['tea', 'books'])
    expect(await labels('label=tea%5C,%20green,books')).toEqual(['tea, green', 'books'])
  })

  it('is asked by ranges, and sorted', async () => {
    expect(await labels('weight[gte]=2&sort=-weight')).toEqual(['books', 'tea'])
    expect(await labels('weight%5Bgt%5D=1&weight%5Blte%5D=2')).toEqual(['tea'])
    expect(await labels('weight=1')).toEqual(['tea, green'])
  })

  it.each([
    ['query/label/1', 'label=tea,aTextOfMoreThanTwentyCharacters'],
    ['query/label', `label=${'tea,'.repeat(50)}tea`],
    ['query/weight[gte]', 'weight[gte]=much'],
    ['query/weight', 'weight=1&weight[gte]=0'],
    ['query/weight[ne]', 'weight[ne]=1'],
    ['query/sort', 'sort=label'],
    ['query/cursor', 'cursor=elsewhere'],
  ])('names %s where the question is wrong', async (field, query) => {
    const response = await gateway.ask('viewer', `/v1/parcels?${query}`)
    expect([response.status, (await problemIn(response)).fields?.[0]?.field]).toEqual([400, field])
  })

  it('is described parameter by parameter', async () => {
    const document = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as {
      paths: Record<string, { get: { parameters: { name: string }[] } }>
    }
    const parameters = document.paths['/v1/parcels']?.get.parameters ?? []
    const named = (name: string) => parameters.find((parameter) => parameter.name === name)
    expect(named('label')).toEqual({
      name: 'label',
      in: 'query',
      required: false,
      description: 'What is written on it. Any of these',
      style: 'form',
      explode: false,
      schema: {
        type: 'array',
        items: { type: 'string', maxLength: 20 },
        minItems: 1,
        maxItems: 50,
      },
    })
    expect(named('weight[lt]')).toMatchObject({
      description: 'weight: less than this.',
      schema: { type: 'integer' },
    })
  })
})
