import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import { violationsOn } from '../testing/accessibility.ts'
import { openPool } from '../adapters/postgres/open-pool.ts'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { enterConsole } from '../testing/console-page.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { openBusOnPostgres } from '../testing/message-bus-on-postgres.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()
const eventually = { timeout: 60_000 }

describeWhen(chromium !== undefined, noChromium)('Whoever watches the bus', () => {
  let directory: string
  let server: EmbeddedPostgres
  let installation: Installation
  let operator: Person
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    directory = await temporaryDirectory()
    server = await startEmbeddedPostgres({ directory, settings: {} })
    installation = await startInstallation({ environment: { DATABASE_URL: server.databaseUrl } })
    operator = await signIn(installation.url, 'admin', installation.password)
    browser = await launchChromium(chromium ?? '')
    page = await enterConsole(browser, {
      url: installation.url,
      password: installation.password,
      to: '/messages',
      heading: 'Messages',
      complaints,
    })
  })
  afterAll(async () => {
    await browser.close()
    await installation.stop()
    await server.stop()
    await removeDirectory(directory)
    await removeDirectory(installation.directory)
  })

  const accessible = () => violationsOn(page)
  const map = () => page.getByRole('region', { name: 'Who sends what to whom' })
  const message = (name: RegExp) => page.getByRole('button', { name })

  it('sees what is declared before anything was sent', async () => {
    await message(/more, not seen for a day/).waitFor()
    await expect.poll(() => message(/^GetTrnRq/).count(), eventually).toBe(2)
    expect(await message(/^GetTrnRq .*\/s/).count()).toBe(0)
    expect(await accessible()).toEqual([])
  })

  it('sees a question and its answer go, as they go', async () => {
    const asked = { source: 'payments', expected: { status: 'settled' }, waitSeconds: 30 }
    for (let n = 0; n < 12; n++) {
      const suspender = { ...asked, transactionId: `P-${n}` }
      expect((await operator.send('POST', '/v1/suspenders', suspender)).status).toBe(201)
    }
    await message(/^GetTrnRq.*\d\/s/).waitFor(eventually)
    await message(/^GetTrnRs.*\d\/s/).waitFor(eventually)
  })

  it('is warned of an answer by somebody who was not asked, and told what is wrong', async () => {
    const pool = openPool({ connectionString: server.databaseUrl, max: 2 })
    const stranger = openBusOnPostgres({
      connection: { connectionString: server.databaseUrl },
      pool,
    })
    await stranger.bus.publish([
      {
        topic: 'millrace.dev.pmt.cmd.payments.GetTrnRs',
        key: 'P-1',
        id: randomUUID(),
        source: '/stranger',
        type: 'GetTrnRs',
        time: new Date().toISOString(),
        traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
        subject: 'transaction/P-1',
        entityVersion: 1,
        payload: JSON.stringify({ transactionId: 'P-1', isFound: false }),
        extensions: { asker: '/millrace/integrity', questionid: randomUUID() },
      },
    ])
    await stranger.close()
    await pool.end()
    await page.getByText('Differences', { exact: true }).click()
    const warned = message(/^GetTrnRs/)
    await warned.waitFor(eventually)
    // By keyboard: what is drawn can be reached and chosen.
    await warned.focus()
    await page.keyboard.press('Enter')
    const chosen = page.getByRole('region', { name: 'The chosen message' })
    await chosen.getByText('stranger → integrity').waitFor()
    await chosen.getByText('Sender not declared').waitFor()
    expect(await accessible()).toEqual([])
  })

  it('reads the same in a table', async () => {
    await page.getByText('Table', { exact: true }).click()
    const rows = map().getByRole('row')
    await expect.poll(() => rows.count(), eventually).toBe(2)
    expect(await rows.last().innerText()).toMatch(
      /stranger\s+GetTrnRs reply\s+integrity[\s\S]*Sender not declared/,
    )
    await page.getByText('All', { exact: true }).click()
    await expect.poll(() => rows.count(), eventually).toBeGreaterThan(20)
    expect(await accessible()).toEqual([])
  })

  it('sees how far groups and relays are, and the breakers of each process', async () => {
    const row = (region: string, name: RegExp) =>
      page.getByRole('region', { name: region }).getByRole('row', { name }).count()
    const { pid } = installation.process
    await expect
      .poll(() => row('Topics', /cmd\.payments\.GetTrnRq.*up to date/), eventually)
      .toBe(1)
    await expect.poll(() => row('Relays to the message bus', /payments/), eventually).toBe(1)
    const breaker = new RegExp(`simulated rail.*Closed.*/${pid}`)
    await expect.poll(() => row('Circuit breakers', breaker), eventually).toBe(1)
  })

  it('meets no error of the page, nor of its security policy', () => {
    expect(complaints).toEqual([])
  })
})
