import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOn } from '../testing/accessibility.ts'
import { apartInstallation, type ApartInstallation, type ApartProcess } from '../testing/apart.ts'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { enterConsole } from '../testing/console-page.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()
const eventually = { timeout: 60_000 }
const password = 'a password for tests'

describeWhen(chromium !== undefined, noChromium)('Whoever watches the processes', () => {
  let postgres: TestPostgres
  let apart: ApartInstallation
  let worker: ApartProcess
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    postgres = await startTestPostgres({ max_connections: '200' })
    apart = apartInstallation({
      DATABASE_URL: postgres.server.databaseUrl,
      MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
      MILLRACE_ADMIN_PASSWORD: password,
      // Nobody pays here.
      MILLRACE_RAIL_URL: 'http://127.0.0.1:9',
      MILLRACE_RAIL_SECRET: randomBytes(32).toString('hex'),
    })
    await apart.start('worker --contexts access,integrity,webhooks')
    worker = await apart.start('worker --contexts payments')
    await apart.start('relay')
    const gateway = await apart.start('gateway')
    browser = await launchChromium(chromium ?? '')
    page = await enterConsole(browser, {
      url: gateway.url,
      password,
      to: '/platform',
      heading: 'Platform',
      complaints,
    })
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await apart.stop()
    await postgres.stop()
  })

  const accessible = () => violationsOn(page)
  const processes = () => page.getByRole('region', { name: 'Processes' })
  /** Role, contexts and state of each, as they are read. */
  const shown = async () => {
    const rows = await processes().getByRole('row').allInnerTexts()
    return rows.slice(1).map((row) =>
      row
        .split('\t')
        .slice(0, 3)
        .map((cell) => cell.trim())
        .join(' | '),
    )
  }
  const all = 'access, payments, integrity, webhooks'
  const warning = () => page.getByText('No worker runs payments', { exact: false })

  it('sees which roles run, and for which contexts', async () => {
    await expect
      .poll(async () => (await shown()).toSorted(), eventually)
      .toEqual([
        'Gateway | – | Running',
        `Relay | ${all} | Running`,
        'Worker | access, integrity, webhooks | Running',
        'Worker | payments | Running',
      ])
    await expect.poll(() => warning().count(), eventually).toBe(0)
    expect(await accessible()).toEqual([])
  })

  it('sees that one is gone that was killed, and what nobody does now', async () => {
    await worker.kill()
    await expect.poll(shown, eventually).toContain('Worker | payments | Gone')
    await warning().waitFor(eventually)
    expect(await accessible()).toEqual([])
  })

  it('sees another take its place, beside the one that is gone', async () => {
    await apart.start('worker --contexts payments')
    await expect
      .poll(shown, eventually)
      .toEqual(expect.arrayContaining(['Worker | payments | Running', 'Worker | payments | Gone']))
    await expect.poll(() => warning().count(), eventually).toBe(0)
  })

  it('meets no error of the page, nor of its security policy', () => {
    expect(complaints).toEqual([])
  })
})
