import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseUrl } from '../adapters/postgres/embedded/endpoint.ts'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import { keysDatabaseName } from '../adapters/postgres/vault-database.ts'
import type { PaymentFileShown } from '../contexts/payments/contract.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001, randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'

const eventually = { timeout: 60_000, interval: 100 }

describe('A store is out of reach for a while', () => {
  let directories: { readonly server: string; readonly data: string }
  let server: EmbeddedPostgres
  let installation: Installation
  let main: pg.Client
  let keys: pg.Client
  let person: Person

  beforeAll(async () => {
    directories = { server: await temporaryDirectory(), data: await temporaryDirectory() }
    server = await startEmbeddedPostgres({ directory: directories.server, settings: {} })
    installation = await startInstallation({
      directory: directories.data,
      environment: { DATABASE_URL: server.databaseUrl },
    })
    const database = keysDatabaseName(server.connection.database)
    keys = new pg.Client({ connectionString: databaseUrl({ ...server.connection, database }) })
    await keys.connect()
    main = new pg.Client({ connectionString: server.databaseUrl })
    await main.connect()
    person = await signIn(installation.url, 'admin', installation.password)
  })
  afterAll(async () => {
    await keys.end()
    await main.end()
    await installation.stop()
    await server.stop()
    await removeDirectory(directories.server)
    await removeDirectory(directories.data)
  })

  it('keys: whoever is erased meanwhile is erased once it is back, and nothing says so before', async () => {
    const order = inventedOrder(randomBelow(7), 'ERASED')
    const { body: paid } = await person.send('POST', '/v1/payments', order)
    const payment = `/v1/payments/${paid.paymentId as string}`
    const { body: shown } = await person.get(`${payment}?after=${paid.position as string}`)
    const subject = `/v1/subjects/${shown.debtor.subject as string}`
    await keys.query(`
      create sequence vault.tries;
      create function vault.refuse() returns trigger language plpgsql as $$
        begin
          perform nextval('vault.tries');
          raise 'no writes now';
        end $$;
      create trigger refuse before update on vault.subject_keys for each row execute function vault.refuse()`)

    const ground = 'asked-by-the-person'
    const erasing = await person.send('POST', `${subject}/erase`, { ground })
    expect(erasing).toMatchObject({ status: 200, body: { isDestroyed: false } })
    const tries = async () => {
      const { rows } = await keys.query<{ tries: string }>(
        'select last_value as tries from vault.tries',
      )
      return Number(rows[0]?.tries)
    }
    await expect.poll(tries, eventually).toBeGreaterThan(8)
    const meanwhile = (await person.get(subject)).body
    expect(meanwhile).toMatchObject({ isReadable: true, erasures: [{ ground }] })
    expect(meanwhile.erasures[0]).not.toHaveProperty('destroyedAt')

    await keys.query('drop trigger refuse on vault.subject_keys')
    await expect
      .poll(async () => (await person.get(subject)).body, eventually)
      .toMatchObject({ isReadable: false, erasures: [{ destroyedAt: expect.any(String) }] })
    expect((await person.get(payment)).body.debtor).toMatchObject({ name: null, erased: true })
  })

  it('parts of a large file: it goes on by itself once they are back, and asks for nobody', async () => {
    const transactions = 2_000
    const xml = generatePain001({ version: '09', transactions, seed: 11 })
    const inNinetyDays = new Date(Date.now() + 90 * 86_400_000).toISOString().slice(0, 10)
    // Its payments wait for their day, so that nothing but the file itself is at work.
    const file = xml.replaceAll(/<Dt>[\d-]+</g, `<Dt>${inNinetyDays}<`)
    const { status, body } = await person.send('POST', '/v1/payment-files', file)
    await main.query('alter table millrace.incoming_parts rename to parts_out_of_reach')
    expect({ status, body }).toMatchObject({ status: 202, body: { status: 'receiving' } })
    // As long as a database takes to be started again.
    await delay(4_000)
    await main.query('alter table millrace.parts_out_of_reach rename to incoming_parts')
    const shown = async () =>
      (await person.get(`/v1/payment-files/${body.fileId as string}`)).body as PaymentFileShown
    await expect.poll(async () => (await shown()).status, eventually).not.toBe('receiving')
    expect(await shown()).toMatchObject({ status: 'completed', accepted: transactions })
  })
})
