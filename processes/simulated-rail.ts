/**
 * A payment rail that ships with the product: for the first start, the sandbox and the tests.
 * What it does, its settings, faults and triggers: `simulated-rail/README.md`.
 */
import type { AddressInfo } from 'node:net'
import { giveBackMemory } from '../adapters/node/give-back-memory.ts'
import { letCollectorYield } from '../adapters/node/yielding-collector.ts'
import { openRail } from './simulated-rail/rail.ts'
import { serveRail } from './simulated-rail/server.ts'
import { readSettings, type RailSettings } from './simulated-rail/settings.ts'

const start = async (settings: RailSettings): Promise<void> => {
  const rail = await openRail(settings)
  const { server, outages } = serveRail(rail, settings)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}` })}\n`)

  letCollectorYield()
  giveBackMemory()

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    outages.close()
    server.close()
    server.closeAllConnections()
    await rail.close()
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
  if (settings.stopWithParent) process.stdin.on('end', () => void stop()).resume()
}

try {
  await start(readSettings(process.env))
} catch (error) {
  process.stderr.write(
    `simulated rail: ${error instanceof Error ? error.message : String(error)}\n`,
  )
  process.exit(1)
}
