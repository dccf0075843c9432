import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stillMotion, violationsOn } from '../testing/accessibility.ts'
import { findChromium, launchChromium, noChromium } from '../testing/chromium.ts'
import { removeDirectory, startInstallation, type Installation } from '../testing/installation.ts'
import { freePort, startProvider, type RunningProvider } from '../testing/oidc-provider-process.ts'
import { describeWhen } from '../testing/run-when.ts'

const chromium = await findChromium()

describeWhen(chromium !== undefined, noChromium)(
  'Somebody signs in with the bank’s account',
  () => {
    let provider: RunningProvider
    let installation: Installation
    let browser: Browser
    let page: Page
    beforeAll(async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      provider = await startProvider({
        people: {
          anna: { name: 'Anna Lindqvist', groups: ['desk'] },
          carla: { name: 'Carla Cruz', groups: ['canteen'] },
        },
        audience: 'https://millrace.example/api',
        clients: [
          {
            client_id: 'console',
            token_endpoint_auth_method: 'none',
            redirect_uris: [`${url}/v1/provider-sign-in/callback`],
            post_logout_redirect_uris: [`${url}/sign-in`],
          },
        ],
      })
      installation = await startInstallation({
        environment: {
          PORT: String(port),
          PUBLIC_URL: url,
          OIDC_ISSUER: provider.issuer,
          OIDC_CLIENT_ID: 'console',
          OIDC_PROVIDER_NAME: 'Bank ID',
          OIDC_ROLES: '{"desk": ["operator", "viewer"]}',
        },
      })
      browser = await launchChromium(chromium ?? '')
      const context = await browser.newContext({
        ...stillMotion,
        viewport: { width: 1280, height: 900 },
      })
      page = await context.newPage()
    })
    afterAll(async () => {
      await browser.close()
      await installation.stop()
      await provider.stop()
      await removeDirectory(installation.directory)
    })

    const accessible = () => violationsOn(page)
    const atProvider = async (login: string) => {
      await page.getByLabel('Login').fill(login)
      await page.getByRole('button', { name: 'Continue' }).click()
    }
    const toProvider = () => page.getByRole('link', { name: 'Sign in with Bank ID' }).click()

    it('is told why where no group of theirs may do anything', async () => {
      await page.goto(`${installation.url}/files`)
      await toProvider()
      await atProvider('carla')
      await page.getByRole('alert').getByText('You have no role here yet').waitFor()
      expect(await accessible()).toEqual([])
    })

    it('comes to the page that they wanted', async () => {
      await page.context().clearCookies()
      await page.goto(`${installation.url}/files`)
      await toProvider()
      await atProvider('anna')
      await page.getByRole('button', { name: 'Account of Anna Lindqvist' }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/files')
    })

    it('stays signed in when the page is loaded again', async () => {
      await page.reload()
      await page.getByRole('button', { name: 'Account of Anna Lindqvist' }).waitFor()
      expect(new URL(page.url()).pathname).toBe('/files')
    })

    it('signs out here and there, so that the next person is asked who they are', async () => {
      await page.getByRole('button', { name: 'Account of Anna Lindqvist' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.getByRole('link', { name: 'Sign in with Bank ID' }).waitFor()
      await page.waitForURL(`${installation.url}/sign-in**`)
      await toProvider()
      await page.getByLabel('Login').waitFor()
      expect(page.url()).toContain(provider.issuer)
    })
  },
)
