import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** What a connection still has to wait for. */
interface Held {
  untilMs: number
  requests: number
}

const heldOn = new WeakMap<Socket, Held>()

/**
 * Who asks beyond a budget waits a moment for the refusal, and is not listened to meanwhile: a flood is as fast as its
 * connections are many, and not as fast as we can refuse. Requests that were sent in one go wait one after the other.
 */
export const holdBack = async (socket: Socket, forMs: number): Promise<void> => {
  if (forMs <= 0) return
  const held = heldOn.get(socket) ?? { untilMs: 0, requests: 0 }
  heldOn.set(socket, held)
  const now = performance.now()
  held.untilMs = Math.max(now, held.untilMs) + forMs
  held.requests++
  socket.pause()
  await delay(held.untilMs - now, undefined, { ref: false })
  held.requests--
  if (held.requests === 0) socket.resume()
}
