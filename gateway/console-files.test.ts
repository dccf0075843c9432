import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { problemIn, startGateway } from '../testing/gateway.ts'
import { echoParcel } from '../testing/parcels.ts'
import { sendRaw } from '../testing/raw-http.ts'

const start = async () => {
  const root = await mkdtemp(join(tmpdir(), 'millrace-console-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const consoleDirectory = join(root, 'dist')
  await mkdir(join(consoleDirectory, 'assets'), { recursive: true })
  await writeFile(join(root, 'secret.txt'), 'secret')
  await writeFile(join(consoleDirectory, 'index.html'), '<title>Console</title>')
  await writeFile(join(consoleDirectory, 'assets/app-1a2b.js'), 'run()')
  const running = await startGateway([echoParcel], { consoleDirectory })
  const get = (path: string, accept = 'text/html') =>
    fetch(`${running.url}${path}`, { headers: { accept } })
  return { ...running, get }
}

describe('the console', () => {
  it.each(['/', '/index.html', '/payments', '/payments/0190?tab=events'])(
    'is what a browser gets for %s',
    async (path) => {
      const { get } = await start()
      const response = await get(path)
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(response.headers.get('cache-control')).toBe('no-cache')
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self';")
      expect(await response.text()).toBe('<title>Console</title>')
    },
  )

  it('has files that may be kept for ever', async () => {
    const { get } = await start()
    const response = await get('/assets/app-1a2b.js', '*/*')
    expect(response.headers.get('content-type')).toMatch(/^(text|application)\/javascript/)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it.each([
    ['/v1/nothing', 'text/html'],
    ['/assets/gone-3c4d.js', '*/*'],
    ['/payments', 'application/json'],
  ])('is not there for %s asked for as %s', async (path, accept) => {
    const { get } = await start()
    expect(await problemIn(await get(path, accept))).toMatchObject({ status: 404 })
  })

  it.each(['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt'])(
    'is the only thing on the disk that %s can reach',
    async (path) => {
      const { port } = await start()
      const answer = await sendRaw(
        port,
        `GET ${path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n`,
      )
      expect(answer.status).toBe(404)
      expect(answer.text).not.toContain('secret')
    },
  )
})
