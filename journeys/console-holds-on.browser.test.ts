import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { enterConsole } from '../testing/console-page.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { inventedOrder } from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()
const wait = { timeout: 30_000 }
const password = 'long rather than intricate'

describeWhen(chromium !== undefined, noChromium)('Whoever works while much happens', () => {
  const below = randomBelow(19)
  let installation: Installation
  let admin: Person
  let browser: Browser
  let page: Page
  let url: string
  const complaints: string[] = []
  beforeAll(async () => {
    installation = await startInstallation({ environment: { MILLRACE_RAIL_SETTLE_MS: '60000' } })
    url = installation.url
    admin = await signIn(url, 'admin', installation.password)
    for (const [username, role] of [
      ['nina', 'administrator'],
      ['vera', 'viewer'],
    ]) {
      const user = { username, displayName: `${username} herself`, password, roles: [role] }
      expect((await admin.send('POST', '/v1/users', user)).status).toBe(201)
    }
    browser = await launchChromium(chromium ?? '')
    page = await enter('admin', installation.password)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await installation?.stop()
    await removeDirectory(installation.directory)
  })

  const enter = async (username: string, secret = password): Promise<Page> =>
    enterConsole(browser, { url, username, password: secret, complaints })
  const pay = async (endToEndId: string, more: object = {}): Promise<string> => {
    const order = { ...inventedOrder(below, endToEndId), ...more }
    const { status, body } = await admin.send('POST', '/v1/payments', order)
    expect(status).toBe(201)
    return (body as { paymentId: string }).paymentId
  }
  const dialog = () => page.getByRole('dialog')
  const panel = () => page.getByRole('complementary')
  const inFocus = () => page.locator(':focus')

  it('opens the payment that the keys are at, whatever has come in above it', async () => {
    await pay('AT-THE-KEYS')
    await page.getByRole('row', { name: /AT-THE-KEYS/ }).waitFor()
    await page.getByRole('grid').focus()
    for (const number of [1, 2, 3]) await pay(`COMES-IN-${number}`)
    await page.getByRole('row', { name: /COMES-IN-3/ }).waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => panel().innerText(), wait).toContain('AT-THE-KEYS')
  })

  it('closes an open choice with Escape, and the panel beside it only with another', async () => {
    const choice = page.getByRole('combobox', { name: 'Status' })
    await choice.click()
    await page.getByRole('option', { name: 'Settled', exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => choice.getAttribute('aria-expanded'), wait).toBe('false')
    expect(await panel().count()).toBe(1)
    await page.keyboard.press('Escape')
    await expect.poll(() => panel().count(), wait).toBe(0)
  })

  it('is not led away from a dialog by a letter, and is back at its button afterwards', async () => {
    await page.goto(`${url}/limits`)
    await page.getByRole('button', { name: 'New limit' }).click()
    await dialog().getByRole('button', { name: 'Cancel' }).focus()
    for (const key of ['g', 'p', '?', 'Control+k']) await page.keyboard.press(key)
    expect(await page.getByRole('dialog').count()).toBe(1)
    expect(new URL(page.url()).pathname).toBe('/limits')
    await page.keyboard.press('Escape')
    await expect.poll(() => inFocus().innerText(), wait).toBe('New limit')
  })

  it('is back at the button of a menu, too', async () => {
    await page.goto(`${url}/users`)
    const menu = page.getByRole('row', { name: /nina/ }).getByRole('button')
    await menu.click()
    await page.getByRole('menuitem', { name: /password/i }).click()
    await dialog().waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(async () => inFocus().getAttribute('aria-haspopup'), wait).toBe('menu')
  })

  it('keeps what is typed when the payment cannot be read again, and reads it once it can', async () => {
    const paymentId = await pay('HELD', { captureMode: 'manual' })
    await page.goto(`${url}/payments/${paymentId}`)
    await panel()
      .getByRole('button', { name: /Capture/ })
      .first()
      .click()
    const amount = dialog().getByRole('textbox').first()
    await amount.fill('12.34')
    const events = /\/v1\/payments\/[^/]+\/events/
    await page.route(events, async (route) => route.fulfill({ status: 500, body: '' }))
    const part = { amount: { minorUnits: '1', currency: 'EUR' } }
    expect((await admin.send('POST', `/v1/payments/${paymentId}/captures`, part)).status).toBe(201)
    const again = panel().getByText('Try again')
    await again.waitFor()
    expect(await amount.inputValue()).toBe('12.34')
    await page.unroute(events)
    await page.keyboard.press('Escape')
    await again.click()
    await expect.poll(() => again.count(), wait).toBe(0)
  })

  it('is told when what a dialog is about has ended meanwhile, and where the keys are then', async () => {
    const paymentId = await pay('VOIDED-MEANWHILE', { captureMode: 'manual' })
    await page.goto(`${url}/payments/${paymentId}`)
    await panel()
      .getByRole('button', { name: /Capture/ })
      .first()
      .click()
    await dialog().getByRole('textbox').first().fill('12.34')
    expect((await admin.send('POST', `/v1/payments/${paymentId}/void`, {})).status).toBe(200)
    await page.getByText('Nothing was done').waitFor()
    expect(await dialog().count()).toBe(0)
    await expect.poll(() => inFocus().innerText(), wait).toBe(`Payment ${paymentId.slice(-12)}`)
  })

  it('is not understood to say fifteen who writes 1.5', async () => {
    await page.goto(`${url}/limits`)
    await page.getByRole('button', { name: 'New limit' }).click()
    await dialog().getByLabel('IBAN or account number').fill('DE89370400440532013000')
    await dialog().getByLabel('Payments at most').fill('1.5')
    await dialog().getByRole('button', { name: 'Set' }).click()
    await dialog().getByText('Not a whole number').waitFor()
    await dialog().getByLabel('Payments at most').fill('15')
    await dialog().getByRole('button', { name: 'Set' }).click()
    await expect.poll(() => dialog().count(), wait).toBe(0)
    const { body } = await admin.get('/v1/limits')
    expect(body.items).toMatchObject([{ count: 15 }])
  })

  it('sees the list, whatever an old address asks for beside what it knows', async () => {
    await page.goto(`${url}/payments?status=gone&currency=euro&sort=evil&attention=1&currency=EUR`)
    await page.getByRole('row', { name: /AT-THE-KEYS/ }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('is told of a page that cannot be fetched, and keeps the console around it', async () => {
    await page.goto(`${url}/payments`)
    await page.getByRole('grid').waitFor()
    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Bank statements' }).click()
    await page.getByText('Millrace cannot be reached').first().waitFor()
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Try again' }).click()
    const heading = page.getByRole('heading', { name: 'Bank statements' })
    await expect.poll(() => heading.count(), wait).toBe(1)
  })

  it('is told that nothing is known where nothing can be read, and can ask again', async () => {
    const everything = /\/v1\/(?!session)/
    await page.route(everything, async (route) => route.fulfill({ status: 500, body: '' }))
    await page.goto(`${url}/messages`)
    await expect.poll(() => page.getByText('Cannot be read at the moment').count(), wait).toBe(5)
    await page.goto(`${url}/platform`)
    const again = page.getByRole('button', { name: 'Try again' })
    await again.first().waitFor()
    await page.unroute(everything)
    const askAgain = async (): Promise<number> => {
      await again
        .first()
        .click({ timeout: 1_000 })
        .catch(() => undefined)
      return again.count()
    }
    await expect.poll(askAgain, wait).toBe(0)
    await page
      .getByRole('row', { name: /payments/ })
      .first()
      .waitFor()
  })

  it('does nothing in the name of somebody else who signed in in another window', async () => {
    await page.goto(`${url}/users`)
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog().getByLabel('User name').fill('mallory')
    await dialog().getByLabel('Display name').fill('Mallory')
    await dialog().getByRole('textbox', { name: 'Password' }).fill(password)
    await signInInstead(page, 'nina')
    await dialog().getByRole('button', { name: 'Create' }).click()
    await dialog().getByText('Somebody else has signed in in this browser').waitFor()
    await expect
      .poll(() => page.getByRole('navigation').first().innerText(), wait)
      .toContain('nina')
    const { body } = await admin.get('/v1/users')
    expect(JSON.stringify(body)).not.toContain('mallory')
  })

  it('shows nobody what somebody else has read in the same window', async () => {
    await page.goto(`${url}/users`)
    await page.getByRole('row', { name: /nina/ }).waitFor()
    await page.context().clearCookies()
    await page.getByRole('link', { name: 'Limits' }).click()
    await page.getByLabel(/user ?name/i).fill('vera')
    await page.getByLabel(/^password/i).fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Limits' }).waitFor()
    await page.goBack()
    await page.getByText('Your roles do not allow this').waitFor()
    expect(await page.getByRole('row', { name: /nina/ }).count()).toBe(0)
  })

  it('and never meets an error of the page, nor of its security policy', () => {
    expect(complaints).toEqual([])
  })
})

/** Somebody else, in the same browser: its windows share one session. */
const signInInstead = async (page: Page, username: string): Promise<void> => {
  const other = await page.context().newPage()
  await other.request.post(new URL('/v1/sessions', page.url()).href, {
    data: { username, password },
    headers: { origin: new URL(page.url()).origin },
  })
  await other.close()
}
