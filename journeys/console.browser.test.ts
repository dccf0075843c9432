import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stillMotion, violationsOn } from '../testing/accessibility.ts'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { removeDirectory, startInstallation, type Installation } from '../testing/installation.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()
const sample = new URL('../contexts/payments/samples/salaries.pain.001.001.03.xml', import.meta.url)

describeWhen(chromium !== undefined, noChromium)('An operator works in the console', () => {
  let installation: Installation
  let browser: Browser
  let context: BrowserContext
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    installation = await startInstallation({
      environment: { MILLRACE_RAIL_SETTLE_MS: '500', MILLRACE_RAIL_TIMEOUT_MS: '1000' },
    })
    browser = await launchChromium(chromium ?? '')
    context = await browser.newContext({ ...stillMotion, viewport: { width: 1440, height: 900 } })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
    })
  })
  afterAll(async () => {
    await browser.close()
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const accessible = () => violationsOn(page)

  it('signs in, and is told when the password is wrong', async () => {
    await page.goto(installation.url)
    const submit = async (password: string) => {
      await page.getByLabel(/user ?name/i).fill('admin')
      await page.getByLabel(/^password/i).fill(password)
      await page.keyboard.press('Enter')
    }
    await submit('not the password')
    await page.getByRole('alert').first().waitFor()
    expect(await accessible()).toEqual([])
    await submit(installation.password)
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
  })

  it('drops a file on the page and watches every payment settle', async () => {
    // As text, because this file is checked without the names of a browser.
    const transfer = await page.evaluateHandle(`(() => {
      const data = new DataTransfer()
      data.items.add(new File([${JSON.stringify(await readFile(sample, 'utf8'))}], 'salaries.xml', { type: 'application/xml' }))
      return data
    })()`)
    for (const type of ['dragenter', 'dragover', 'drop'])
      await page.locator('body').dispatchEvent(type, { dataTransfer: transfer })
    await page.getByText('12 accepted').waitFor()
    await expect.poll(() => page.getByRole('row', { name: /Settled/ }).count()).toBe(12)
  })

  it('sees masked parties, and reveals them only with a reason, which is kept', async () => {
    await page
      .getByRole('row', { name: /Settled/ })
      .first()
      .click()
    await page.getByRole('button', { name: /Reveal/ }).click()
    await page.getByLabel(/reason|why/i).fill('The payee asked where the money is')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Reveal/ })
      .last()
      .click()
    // Not every account has an IBAN: the Japanese ones have numbers of their banks.
    const accounts = [
      ...(await readFile(sample, 'utf8')).matchAll(/<(?:IBAN|Othr>\s*<Id)>([^<]+)</g),
    ].map(([, account]) => account)
    await expect
      .poll(async () => {
        const shown = (await page.locator('body').innerText()).replaceAll(/\s/g, '')
        return accounts.some((account) => shown.includes(account ?? '?'))
      })
      .toBe(true)
    // A line for each person whose data was seen: the payer, and the payee.
    await page.goto(`${installation.url}/audit`)
    await expect.poll(() => page.getByText('The payee asked where the money is').count()).toBe(2)
  })

  it('orders a payment by hand, is told at its field what is wrong, and sees it settle', async () => {
    await page.goto(`${installation.url}/payments`)
    await page.getByRole('button', { name: 'New payment' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('button', { name: /When, how/ }).click()
    const fill = async (values: Readonly<Record<string, string>>) => {
      for (const [side, value] of Object.entries(values))
        await form.getByRole('group', { name: side }).getByLabel(/IBAN/).fill(value)
    }
    for (const [side, name] of [
      ['From', 'Ada Lovelace'],
      ['To', 'Charles Babbage'],
    ] as const)
      await form.getByRole('group', { name: side }).getByLabel('Name').fill(name)
    await fill({ From: 'DE89 3704 0044 0532 0130 01', To: '000123456789' })
    await form.getByLabel('Amount').fill('12.50')
    await form.getByLabel('Reference', { exact: true }).fill('BY-HAND-1')
    await form.getByLabel('Purpose').fill('SUPP')
    await form.getByRole('button', { name: /^Pay/ }).click()
    await form.getByText('IBAN check digits wrong').waitFor()
    expect(await accessible()).toEqual([])
    await fill({ From: 'DE89 3704 0044 0532 0130 00' })
    await form.getByRole('button', { name: /^Pay/ }).click()
    await page.getByText('SUPP').first().waitFor()
    await page
      .getByRole('row', { name: /BY-HAND-1/ })
      .filter({ hasText: 'Settled' })
      .waitFor()
  })

  it('keeps books by hand: opens accounts, posts a transaction, takes it back, draws a statement', async () => {
    await page.goto(`${installation.url}/accounts`)
    const dialog = page.getByRole('dialog').last()
    for (const accountId of ['desk:till', 'desk:shop']) {
      await page.getByRole('button', { name: 'Open an account' }).click()
      await dialog.getByLabel('Account id').fill(accountId)
      await dialog.getByLabel('Overdraft limit').fill('100')
      await dialog.getByRole('button', { name: 'Open it' }).click()
      await page.getByRole('row', { name: new RegExp(accountId) }).waitFor()
    }
    await page.getByRole('button', { name: 'New transaction' }).click()
    const line = async (place: number, account: string, amount: string) => {
      await dialog.getByLabel(`Account of line ${place}`).fill(account)
      await dialog.getByLabel(`Amount of line ${place}`).fill(amount)
    }
    await line(1, 'desk:till', '12.50')
    await line(2, 'desk:shop', '12.49')
    await dialog.getByText('EUR 0.01 goes out and arrives nowhere').waitFor()
    await line(1, 'desk:till', '100.01')
    await line(2, 'desk:shop', '100.01')
    await dialog
      .getByText('Refused: overdraft exceeded (desk:till); EUR 100.00 can be taken.')
      .waitFor()
    expect(await accessible()).toEqual([])
    await line(1, 'desk:till', '12.50')
    await line(2, 'desk:shop', '12.50')
    await dialog.getByText('desk:till: EUR -12.50').waitFor()
    await dialog.getByLabel('Description').fill('Goods of the morning')
    await dialog.getByRole('button', { name: 'Post' }).click()

    await page.getByRole('row', { name: /desk:shop/ }).click()
    await page.getByRole('button', { name: /Goods of the morning/ }).click()
    await page.getByRole('button', { name: 'Statement…' }).click()
    const [statement] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download' }).click(),
    ])
    expect(statement.suggestedFilename()).toMatch(/^desk-shop_.*camt\.053\.001\.08\.xml$/)
    expect(await readFile(await statement.path(), 'utf8')).toContain('Goods of the morning')
    await page.getByRole('button', { name: 'Take it back…' }).click()
    await dialog.getByRole('button', { name: 'Post the reversal' }).click()
    await page.getByText('was taken back').waitFor()
    await expect.poll(() => page.getByRole('button', { name: 'Take it back…' }).count()).toBe(0)
  })

  it('rebuilds a view and verifies a log', async () => {
    await page.goto(`${installation.url}/platform`)
    await page
      .getByRole('button', { name: /Verify/ })
      .first()
      .click()
    await page
      .getByText(/sound|no problem|intact|verified/i)
      .first()
      .waitFor()
    expect(await accessible()).toEqual([])
    await page
      .getByRole('button', { name: /Rebuild/ })
      .first()
      .click()
    await expect.poll(() => page.getByText(/up to date/).count()).toBeGreaterThan(5)
  })

  it.each([
    '/',
    '/approvals',
    '/files',
    '/statements',
    '/accounts',
    '/limits',
    '/rails',
    '/messages',
    '/requests',
    '/dead-letters',
    '/webhooks',
    '/audit',
    '/users',
    '/api-keys',
    '/security',
  ])('finds %s accessible, in light and in dark', async (path) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.goto(installation.url + path)
      await page.waitForLoadState('load')
      await page.getByRole('main').waitFor()
      expect([colorScheme, ...(await accessible())]).toEqual([colorScheme])
    }
  })

  it('never met an error of the page, nor of its security policy', () => {
    expect(complaints).toEqual([])
  })
})
