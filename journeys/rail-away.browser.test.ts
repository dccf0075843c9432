import { randomBytes } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOn } from '../testing/accessibility.ts'
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
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const chromium = await findChromium()
/** A rail that is away is noticed with the third attempt in vain, and asked ever and again from then on. */
const eventually = { timeout: 90_000 }
const waiting = 3

describeWhen(chromium !== undefined, noChromium)('An operator watches a rail', () => {
  const secret = randomBytes(32).toString('hex')
  const below = randomBelow(2_044)
  let railDirectory: string
  let rail: RunningRail
  let installation: Installation
  let operator: Person
  let browser: Browser
  let page: Page
  const complaints: string[] = []
  const startRail = (port = 0) => startSimulatedRail({ secret, port, directory: railDirectory })

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    rail = await startRail()
    installation = await startInstallation({
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
      },
    })
    const { url, password } = installation
    operator = await signIn(url, 'admin', password)
    browser = await launchChromium(chromium ?? '')
    page = await enterConsole(browser, { url, password, complaints })
    await page.goto(`${url}/rails`)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await installation?.stop()
    await rail?.stop()
    await removeDirectory(installation.directory)
    await removeDirectory(railDirectory)
  }, 60_000)

  const rails = () => page.getByRole('region', { name: 'Rails', exact: true })
  const shown = () => rails().getByRole('row', { name: 'simulated' }).innerText()
  const readOut = () => page.getByRole('status').allInnerTexts()
  const accessible = async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      expect([colorScheme, ...(await violationsOn(page))]).toEqual([colorScheme])
    }
  }

  it('that is well and was never away', async () => {
    await expect.poll(shown, eventually).toContain('Well')
    expect(await shown()).not.toMatch(/away/i)
  })

  it('go away: since when, and what waits for it', async () => {
    await rail.kill()
    for (let number = 1; number <= waiting; number++) {
      const order = inventedOrder(below, `WAIT-${number}`)
      expect((await operator.send('POST', '/v1/payments', order)).status).toBe(201)
    }
    await expect.poll(shown, eventually).toMatch(/Away\s+since \d\d:\d\d:\d\d, for \d+ (s|min)/)
    await expect
      .poll(shown, eventually)
      .toContain(`${waiting} transfers wait for it, and go on when it answers`)
    expect(await shown()).not.toContain('Well')
    expect((await readOut()).join('')).toContain('simulated is away')
    await accessible()
  })

  it('and come back: how long it was away', async () => {
    rail = await startRail(Number(new URL(rail.url).port))
    const lastAway = /Last away \d\d:\d\d:\d\d to \d\d:\d\d:\d\d, for \d+ (s|min)/
    await expect.poll(shown, eventually).toMatch(lastAway)
    // The calls of its outage count for a minute, and make it neither well nor failing.
    await expect.poll(shown, eventually).toMatch(/Recovering|Well/)
    expect((await readOut()).join('')).not.toContain('is away')
    await accessible()
  })

  it('and never meets an error of the page, nor of its security policy', () => {
    expect(complaints).toEqual([])
  })
})
