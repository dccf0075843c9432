import { TOTP } from 'otpauth'
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stillMotion, violationsOn } from '../testing/accessibility.ts'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { removeDirectory, startInstallation, type Installation } from '../testing/installation.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()

describeWhen(chromium !== undefined, noChromium)('A person protects their account', () => {
  let installation: Installation
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let devices: CDPSession
  let url: string
  let secret = ''
  let recoveryCode = ''
  const complaints: string[] = []
  beforeAll(async () => {
    installation = await startInstallation({})
    // A browser has passkeys for localhost, and for no IP address.
    url = installation.url.replace('127.0.0.1', 'localhost')
    browser = await launchChromium(chromium ?? '')
    context = await browser.newContext({ ...stillMotion, viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.on('pageerror', (error) => complaints.push(error.message))
    devices = await context.newCDPSession(page)
    await devices.send('WebAuthn.enable')
    await devices.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  })
  afterAll(async () => {
    await browser.close()
    await installation.stop()
    await removeDirectory(installation.directory)
  })

  const accessible = () => violationsOn(page)
  const button = (name: string | RegExp) => page.getByRole('button', { name })
  const usedCodes = new Set<string>()
  /** One that was not given yet: each opens once. */
  const nextCode = async (): Promise<string> => {
    const totp = new TOTP({ secret })
    const step = Date.now() / 1_000
    // The half minute to come counts already.
    for (const at of [step, step + 30]) {
      const code = totp.generate({ timestamp: at * 1_000 })
      if (!usedCodes.has(code)) {
        usedCodes.add(code)
        return code
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    return nextCode()
  }
  const signOut = async () => {
    await button(/Account of/).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  }
  const giveNameAndPassword = async () => {
    await page.goto(`${url}/sign-in`)
    await page.getByLabel(/user ?name/i).fill('admin')
    await page.getByLabel(/^password/i).fill(installation.password)
    await page.keyboard.press('Enter')
  }

  it('finds the page of their account behind their name', async () => {
    await giveNameAndPassword()
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
    await button(/Account of/).click()
    await page.getByRole('menuitem', { name: 'Security' }).click()
    await page.getByText('Your account opens with its password alone').waitFor()
    await page.getByText('This one', { exact: true }).waitFor()
    expect(await accessible()).toEqual([])
  })

  it('sets up an authenticator app by scanning a code and giving one', async () => {
    await button('Set up').click()
    const typed = page.getByRole('dialog').locator('code')
    await typed.waitFor()
    secret = (await typed.textContent())?.replaceAll(' ', '') ?? ''
    expect(await accessible()).toEqual([])
    await page.getByLabel(/code that it shows/).fill(await nextCode())
    await button('Confirm').click()
    await button('Replace').waitFor()
  })

  it('puts recovery codes away', async () => {
    await button('Make codes').click()
    const codes = page.getByRole('dialog').getByRole('listitem')
    await codes.first().waitFor()
    expect(await codes.count()).toBe(10)
    recoveryCode = (await codes.first().textContent()) ?? ''
    expect(await accessible()).toEqual([])
    await button('I have put them away').click()
    await page.getByText('10 left').waitFor()
  })

  it('is asked for a code behind the password', async () => {
    await signOut()
    await giveNameAndPassword()
    await page.getByRole('heading', { name: 'One more step' }).waitFor()
    expect(await accessible()).toEqual([])
    await page.getByLabel('Code').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByText('That did not match').waitFor()
    await page.getByLabel('Code').fill(await nextCode())
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
  })

  it('confirms that it is them before something dangerous, and it is done', async () => {
    await page.goto(`${url}/users`)
    await button('New user').click()
    await page.getByLabel('User name').fill('anna')
    await page.getByLabel('Display name').fill('Anna Lindqvist')
    await page.getByLabel(/^Password/).fill('seven purple elephants')
    let isStale = true
    // What the server would say some minutes later; everything else is its own answer.
    await page.route('**/v1/users', async (route) => {
      if (route.request().method() !== 'POST' || !isStale) return route.continue()
      isStale = false
      const body = { type: '/problems/step-up-required', title: 'Prove it', status: 403 }
      return route.fulfill({ status: 403, json: body })
    })
    await button('Create').click()
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' })
    await dialog.getByLabel('Code').waitFor()
    expect(await accessible()).toEqual([])
    await dialog.getByLabel('Code').fill(await nextCode())
    await dialog.getByRole('button', { name: 'Confirm' }).click()
    await page
      .getByRole('cell', { name: /Anna Lindqvist/ })
      .first()
      .waitFor()
    await page.unroute('**/v1/users')
  })

  it('adds a passkey, and signs in with it alone', async () => {
    await page.goto(`${url}/security`)
    await button('Add a passkey').click()
    await page.getByRole('dialog').getByLabel('Name').fill('Laptop')
    await button('Go on').click()
    await page.getByText('Laptop').waitFor()
    expect(await accessible()).toEqual([])
    await signOut()
    await button('Sign in with a passkey').click()
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
  })

  it('uses a recovery code when everything else is lost', async () => {
    await signOut()
    await giveNameAndPassword()
    await button('Use a recovery code').click()
    await page.getByLabel('Recovery code').fill(recoveryCode)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Payments' }).waitFor()
    await page.goto(`${url}/security`)
    await page.getByText('9 left').waitFor()
    expect(await page.getByText('10 left').count()).toBe(0)
  })

  it('sees another browser, and signs it out', async () => {
    const other = await browser.newContext()
    const elsewhere = await other.newPage()
    await elsewhere.goto(`${url}/sign-in`)
    await elsewhere.getByLabel(/user ?name/i).fill('anna')
    await elsewhere.getByLabel(/^password/i).fill('seven purple elephants')
    await elsewhere.keyboard.press('Enter')
    await elsewhere.getByRole('heading', { name: 'Payments' }).waitFor()
    await page.goto(`${url}/users`)
    await button('Actions for Anna Lindqvist').click()
    await page.getByRole('menuitem', { name: 'Sessions' }).click()
    await page
      .getByRole('dialog')
      .getByText(/127\.0\.0\.1|::1/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.getByText('Not signed in anywhere').waitFor()
    await elsewhere.goto(`${url}/payments`)
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(new URL(elsewhere.url()).pathname).toBe('/sign-in')
    await other.close()
  })

  it('demands a second factor of a role, which leads to setting one up', async () => {
    await page.goto(`${url}/users`)
    await button('Sign-in policy').click()
    await page
      .getByRole('dialog')
      .getByLabel(/^Viewer/)
      .check()
    expect(await accessible()).toEqual([])
    await button('Save').click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await signOut()
    await page.getByLabel(/user ?name/i).fill('anna')
    await page.getByLabel(/^password/i).fill('seven purple elephants')
    await page.keyboard.press('Enter')
    await page.getByText('Set up a second factor to go on').waitFor()
    expect(await accessible()).toEqual([])
  })

  it('met no error on the way', () => {
    expect(complaints).toEqual([])
  })
})
