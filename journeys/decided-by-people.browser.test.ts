import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOn } from '../testing/accessibility.ts'
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
const poll = { timeout: 60_000, interval: 100 }
const password = 'two pairs of eyes here'

describeWhen(chromium !== undefined, noChromium)('People decide in the console', () => {
  let installation: Installation
  let administrator: Person
  let browser: Browser
  let page: Page
  const contexts: BrowserContext[] = []

  const enter = async (username: string, secret: string): Promise<Page> => {
    const entered = await enterConsole(browser, {
      url: installation.url,
      username,
      password: secret,
    })
    contexts.push(entered.context())
    return entered
  }

  beforeAll(async () => {
    installation = await startInstallation({
      environment: { MILLRACE_RAIL_SETTLE_MS: '50', MILLRACE_RAIL_TIMEOUT_MS: '1000' },
    })
    administrator = await signIn(installation.url, 'admin', installation.password)
    const hired = await administrator.send('POST', '/v1/users', {
      username: 'approver',
      displayName: 'Approver',
      roles: ['approver'],
      password,
    })
    expect(hired.status).toBe(201)
    await administrator.get(`/v1/users?after=${hired.body.position}`)
    browser = await launchChromium(chromium ?? '')
    page = await enter('admin', installation.password)
  })
  afterAll(async () => {
    await browser.close()
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const below = randomBelow(41)
  /** Its rail rejects it for a reason that somebody has to look at. */
  const suspect = async (number: number, more: object = {}): Promise<string> => {
    const order = inventedOrder(below, `${number}-TRIGGER-REJECT-FR01`)
    const amount = { minorUnits: '12345', currency: 'EUR' }
    const answer = await administrator.send('POST', '/v1/payments', { ...order, amount, ...more })
    expect(answer.status).toBe(201)
    const paymentId = answer.body.paymentId as string
    await expect
      .poll(async () => (await shown(paymentId)).needsOperator, poll)
      .toBe('rail-asks-operator')
    return paymentId
  }
  const shown = async (paymentId: string) =>
    (await administrator.get(`/v1/payments/${paymentId}`)).body as {
      readonly status: string
      readonly needsOperator?: string
    }
  const attention = async (): Promise<number> =>
    (await administrator.get('/v1/payments?needsOperator=true')).body.items.length as number
  const dialogOf = (where: Page): Locator =>
    where.getByRole('dialog').filter({ has: where.locator('form') })
  const noteDown = async (button: string, note: string): Promise<void> => {
    await page.getByRole('button', { name: `${button}…` }).click()
    const dialog = dialogOf(page)
    await dialog.getByLabel('What was done').fill(note)
    expect(await violationsOn(page)).toEqual([])
    await dialog.getByRole('button', { name: button }).click()
    await dialog.waitFor({ state: 'detached' })
  }

  it('an operator gives up what the rail has rejected, and it is rejected for good', async () => {
    const paymentId = await suspect(1, { retry: { triesMax: 1 } })
    await expect.poll(async () => (await shown(paymentId)).status, poll).toBe('awaiting-retry')
    await page.goto(`${installation.url}/payments/${paymentId}`)
    await noteDown('Give up', 'Called the bank: it is fraud')
    await expect.poll(async () => (await shown(paymentId)).status, poll).toBe('rejected')
    await page.getByText('Called the bank: it is fraud').first().waitFor()
    await expect.poll(attention, poll).toBe(0)
  })

  it('an operator marks a rejection as handled, and it leaves the list', async () => {
    const paymentId = await suspect(2)
    await expect.poll(async () => (await shown(paymentId)).status, poll).toBe('rejected')
    expect(await attention()).toBe(1)
    await page.goto(`${installation.url}/payments/${paymentId}`)
    await noteDown('Mark as handled', 'The payer was told')
    await expect.poll(attention, poll).toBe(0)
    await page.getByRole('button', { name: 'Mark as handled…' }).waitFor({ state: 'detached' })
  })

  const limit = async () =>
    (await administrator.get('/v1/limits')).body.items[0] as
      | { readonly amount?: string }
      | undefined
  const proposals = async (): Promise<number> =>
    (await administrator.get('/v1/limit-proposals?state=waiting')).body.items.length as number

  it('an administrator sets a limit alone, and raises it only together with somebody else', async () => {
    await page.goto(`${installation.url}/limits`)
    await page.getByRole('button', { name: 'New limit' }).click()
    const dialog = dialogOf(page)
    await dialog.getByRole('combobox', { name: 'Whose' }).click()
    await page.getByRole('option', { name: 'Rail' }).click()
    await dialog.getByLabel('Rail').fill('simulated')
    await dialog.getByLabel('At most', { exact: true }).fill('500')
    expect(await violationsOn(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Set' }).click()
    await expect.poll(async () => (await limit())?.amount, poll).toBe('50000')

    await page.getByRole('button', { name: 'Change' }).click()
    await dialog.getByLabel('At most', { exact: true }).fill('900')
    await dialog.getByRole('button', { name: 'Change' }).click()
    await expect.poll(proposals, poll).toBe(1)
    expect((await limit())?.amount).toBe('50000')
  })

  it('is not approved by who has proposed it, and holds once another has', async () => {
    await page.goto(`${installation.url}/approvals`)
    await page.getByRole('button', { name: 'Approve…' }).click()
    await dialogOf(page).getByRole('button', { name: 'Approve' }).click()
    await dialogOf(page).getByRole('alert').waitFor()
    expect((await limit())?.amount).toBe('50000')

    const other = await enter('approver', password)
    await other.goto(`${installation.url}/approvals`)
    await other.getByRole('button', { name: 'Approve…' }).click()
    expect(await violationsOn(other)).toEqual([])
    await dialogOf(other).getByRole('button', { name: 'Approve' }).click()
    await expect.poll(async () => (await limit())?.amount, poll).toBe('90000')
    await expect.poll(proposals, poll).toBe(0)
  })
})
