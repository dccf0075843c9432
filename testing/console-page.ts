import type { Browser, Page } from 'playwright-core'
import { stillMotion } from './accessibility.ts'

export interface ConsoleEntry {
  readonly url: string
  readonly password: string
  readonly username?: string
  /** Where to go, and the heading that is there. */
  readonly to?: string
  readonly heading?: string
  /** Given what the page throws, and what the content security policy keeps from it. */
  readonly complaints?: string[]
}

/** A window of its own on the console, signed in. */
export const enterConsole = async (browser: Browser, entry: ConsoleEntry): Promise<Page> => {
  const { url, password, username = 'admin', to = '/', heading = 'Payments', complaints } = entry
  const viewport = { width: 1440, height: 900 }
  const context = await browser.newContext({ ...stillMotion, viewport })
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints?.push(error.message))
  page.on('console', (message) => {
    const said = message.text()
    if (/Content Security Policy|Refused to/.test(said)) complaints?.push(said)
  })
  await page.goto(`${url}/sign-in?to=${to}`)
  await page.getByLabel(/user ?name/i).fill(username)
  await page.getByLabel(/^password/i).fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: heading }).waitFor()
  return page
}
