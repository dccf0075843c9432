import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { findChromium, launchChromium, noChromium } from './chromium.ts'
import { describeWhen, itWhen } from './run-when.ts'

describe('the browser of the tests', () => {
  it('is the one that was named', async () => {
    expect(await findChromium({ MILLRACE_CHROMIUM: process.execPath })).toBe(process.execPath)
  })

  it('is never another one than was named', async () => {
    const named = findChromium({ ...process.env, MILLRACE_CHROMIUM: 'no/such/program' })
    await expect(named).rejects.toThrow('MILLRACE_CHROMIUM names no/such/program')
  })

  itWhen(process.platform === 'linux', 'elsewhere it is not looked for on the path alone')(
    'is not there where the path has none',
    async () => {
      expect(await findChromium({ PATH: '' })).toBeUndefined()
    },
  )
})

const executablePath = await findChromium()

describeWhen(executablePath !== undefined, noChromium)('a launched browser', () => {
  it('shows a page and runs its script', async () => {
    const page =
      '<title>Millrace</title><p></p><script>document.querySelector("p").append(1 + 1)</script>'
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html').end(page)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const browser = await launchChromium(executablePath ?? '')
    try {
      const tab = await browser.newPage()
      await tab.goto(`http://127.0.0.1:${port}/`)
      expect(await tab.title()).toBe('Millrace')
      expect(await tab.textContent('p')).toBe('2')
    } finally {
      await browser.close()
      server.closeAllConnections()
      server.close()
    }
  })
})
