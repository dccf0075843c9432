import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseUrl } from '../adapters/postgres/embedded/endpoint.ts'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import { keysDatabaseName } from '../adapters/postgres/vault-database.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'

const eventually = { timeout: 60_000, interval: 100 }

describe('The keys take no writes for a while', () => {
  let directories: { readonly server: string; readonly data: string }
  let server: EmbeddedPostgres
  let installation: Installation
  let keys: pg.Client

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
  })
  afterAll(async () => {
    await keys.end()
    await installation.stop()
    await server.stop()
    await removeDirectory(directories.server)
    await removeDirectory(directories.data)
  })

  it('whoever is erased meanwhile is erased when they do again, and nothing says so before', async () => {
    const person = await signIn(installation.url, 'admin', installation.password)
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
})
