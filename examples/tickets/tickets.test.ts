import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../processes/config.ts'
import { startEverything, type Everything } from '../../processes/everything.ts'
import { given } from '../../testing/decider.ts'
import {
  removeDirectory,
  signIn,
  temporaryDirectory,
  type Person,
} from '../../testing/installation.ts'
import { ticketsContext } from './context.ts'
import { ticket } from './ticket.ts'

const opened = { type: 'TicketOpened', data: { topic: 'printer' } } as const
const closed = { type: 'TicketClosed', data: { solution: 'paper' } } as const
const close = { type: 'CloseTicket', data: { ticketId: 'x', solution: 'paper' } } as const

describe('A ticket', () => {
  it('is closed with its solution', () => {
    given(ticket, [opened]).when(close).expect([closed])
  })

  it('stays closed', () => {
    given(ticket, [opened, closed]).when(close).expect({ refused: 'ticket-already-closed' })
  })

  it('must have been opened', () => {
    given(ticket, []).when(close).expect({ refused: 'ticket-unknown' })
  })
})

describe('A context in one folder', () => {
  let directory: string
  let millrace: Everything
  let operator: Person
  beforeAll(async () => {
    directory = await temporaryDirectory()
    const config = readConfig({ PORT: '0', MILLRACE_DATA: directory, MILLRACE_LOG_LEVEL: 'silent' })
    // The one line: in the product it stands in processes/contexts.ts.
    millrace = await startEverything(config, [ticketsContext])
    operator = await signIn(millrace.url, 'admin', millrace.firstSignIn?.password ?? '')
  })
  afterAll(async () => {
    await millrace.stop()
    await removeDirectory(directory)
  })

  it('has a log, a view, routes and a description', async () => {
    const { body } = await operator.send('POST', '/v1/tickets', { topic: 'printer' })
    const { ticketId } = body as { ticketId: string }
    const answer = await operator.send('POST', `/v1/tickets/${ticketId}/close`, {
      solution: 'paper',
    })
    expect(answer.status).toBe(200)
    const list = await operator.get(
      `/v1/tickets?status=closed&after=${String(answer.body.position)}`,
    )
    expect(list.body).toMatchObject({
      items: [{ ticketId, topic: 'printer', status: 'closed', solution: 'paper' }],
    })
    expect(
      (await operator.send('POST', `/v1/tickets/${ticketId}/close`, { solution: 'ink' })).status,
    ).toBe(409)
    const api = await operator.get('/openapi.json')
    expect(Object.keys(api.body.paths as object)).toContain('/v1/tickets')
    expect((await operator.send('POST', '/v1/logs/tickets/verify')).body).toMatchObject({
      position: 2,
      problems: [],
    })
  })
})
