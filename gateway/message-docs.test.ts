import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { messageContract } from '../kernel/message-contract.ts'
import { askedOf, requestContract } from '../kernel/request-reply/contract.ts'
import { startGateway } from '../testing/gateway.ts'

const sent = messageContract({
  name: 'ParcelSent',
  version: 1,
  classification: 'fct',
  domain: 'prc',
  source: 'parcels',
  summary: 'A parcel <b>was sent</b>',
  payload: Type.Object({ parcelId: Type.String() }, { additionalProperties: false }),
  key: 'parcelId',
  example: { parcelId: 'p-1' },
  partitions: 3,
  retentionMs: 24 * 3_600_000,
})
const getPlace = askedOf(
  requestContract({
    name: 'GetPlace',
    version: 1,
    domain: 'prc',
    summary: 'Where a parcel is',
    request: Type.Object({ parcelId: Type.String() }),
    reply: Type.Object({ parcelId: Type.String(), place: Type.String() }),
    key: 'parcelId',
    examples: { request: { parcelId: 'p-1' }, reply: { parcelId: 'p-1', place: 'depot' } },
  }),
  'depot',
)

const open = async () => {
  const { url } = await startGateway([], {
    messaging: {
      environment: 'qa',
      contexts: [
        { name: 'parcels', publishes: [sent], asks: { questions: [getPlace] } },
        { name: 'depot', answers: [{ asked: getPlace }] },
      ],
    },
  })
  return (path: string) => fetch(`${url}${path}`)
}

describe('What is said on the bus', () => {
  it('is described in one document, a question and its answer each once', async () => {
    const get = await open()
    const answer = await get('/asyncapi.json')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const document = (await answer.json()) as {
      channels: Record<string, { address: string; parameters: object }>
      operations: Record<string, unknown>
    }
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual([
      'millrace.{environment}.prc.fct.parcels.ParcelSent',
      'millrace.{environment}.prc.cmd.depot.GetPlaceRq',
      'millrace.{environment}.prc.cmd.depot.GetPlaceRs',
    ])
    expect(document.channels['parcels.ParcelSent']).toMatchObject({
      parameters: { environment: { default: 'qa' } },
      bindings: { kafka: { partitions: 3, topicConfiguration: { 'retention.ms': 86_400_000 } } },
    })
    const [request, reply] = ['Rq', 'Rs'].map((ending) => ({
      channel: { $ref: `#/channels/depot.GetPlace${ending}` },
      messages: [{ $ref: `#/channels/depot.GetPlace${ending}/messages/GetPlace${ending}` }],
    }))
    expect(document.operations).toMatchObject({
      'parcels.publish.ParcelSent': { action: 'send' },
      'parcels.ask.depot.GetPlace': { action: 'send', ...request, reply },
      'depot.answer.depot.GetPlace': { action: 'receive', ...request, reply },
    })
  })

  it('has a schema for each message, under the name that messages carry', async () => {
    const get = await open()
    const schema: unknown = await (await get('/schemas/parcels.ParcelSent.json')).json()
    expect(schema).toMatchObject({
      $id: 'urn:millrace:prc:parcels:ParcelSent:1',
      title: 'ParcelSent',
      properties: { parcelId: { type: 'string' } },
      additionalProperties: false,
    })
    expect((await get('/schemas/parcels.ParcelLost.json')).status).toBe(404)
    expect((await get('/schemas/__proto__')).status).toBe(404)
  })

  it('is a page for people, that runs no script and lets no text become one', async () => {
    const get = await open()
    const answer = await get('/docs/messages')
    const page = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(page).toContain('millrace.{environment}.prc.cmd.depot.GetPlaceRs')
    expect(page).toContain('parcels takes it<br>depot sends it')
    expect(page).toContain('A parcel &#60;b&#62;was sent')
    expect(page).not.toContain('<b>')
    expect((await (await get('/openapi.json')).json()) as object).toMatchObject({
      externalDocs: { url: '/docs/messages' },
    })
  })
})
