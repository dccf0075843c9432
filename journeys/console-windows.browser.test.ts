import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import {
  nobody,
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder, issueKey, post } from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()
const windowsOpen = 7
const wait = { timeout: 30_000 }

describeWhen(chromium !== undefined, noChromium)('Seven windows of one browser', () => {
  let installation: Installation
  let browser: Browser
  let context: BrowserContext
  const pages: Page[] = []
  let headers: Readonly<Record<string, string>>
  const below = randomBelow(17)
  beforeAll(async () => {
    installation = await startInstallation({ environment: { MILLRACE_RAIL_SETTLE_MS: '200' } })
    headers = await issueKey(await signIn(installation.url, 'admin', installation.password), [
      'service',
    ])
    browser = await launchChromium(chromium ?? '')
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  })
  afterAll(async () => {
    await browser.close()
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const open = async (): Promise<Page> => {
    const page = await context.newPage()
    await page.goto(installation.url)
    return page
  }
  const pay = async (endToEndId: string): Promise<void> => {
    const { status } = await post(
      installation.url,
      headers,
      inventedOrder(below, endToEndId),
      endToEndId,
    )
    expect(status).toBe(201)
  }
  const settledIn = (page: Page): Promise<number> =>
    page.getByRole('row', { name: /Settled/ }).count()
  const streams = async (): Promise<number> => {
    const { body } = await nobody(installation.url).get('/metrics')
    return Number(/millrace_live_connections (\d+)/.exec(body as string)?.[1])
  }

  it('all open, although a browser has six connections to a server', async () => {
    const first = await open()
    await first.getByLabel(/user ?name/i).fill('admin')
    await first.getByLabel(/^password/i).fill(installation.password)
    await first.keyboard.press('Enter')
    await first.getByRole('heading', { name: 'Payments' }).waitFor()
    pages.push(first)
    while (pages.length < windowsOpen) {
      const page = await open()
      await page.getByRole('heading', { name: 'Payments' }).waitFor()
      pages.push(page)
    }
    // A stream for each list that they show, and one for each window that catches up at this moment.
    await expect.poll(streams, wait).toBeLessThanOrEqual(4)
  })

  it('all show what happens, as it happens', async () => {
    for (let number = 1; number <= 3; number++) await pay(`WINDOWS-${number}`)
    for (const page of pages) await expect.poll(() => settledIn(page), wait).toBe(3)
    await expect.poll(streams, wait).toBeLessThanOrEqual(4)
  })

  it('each can still ask for more', async () => {
    for (const page of pages) {
      await page
        .getByRole('row', { name: /Settled/ })
        .first()
        .click()
      await expect.poll(() => page.getByRole('button', { name: /Reveal/ }).count(), wait).toBe(1)
    }
  })

  it('the others go on when the one that kept the streams is closed', async () => {
    await pages.shift()?.close()
    await pages.shift()?.close()
    for (let number = 4; number <= 6; number++) await pay(`WINDOWS-${number}`)
    for (const page of pages) await expect.poll(() => settledIn(page), wait).toBe(6)
  })
})
