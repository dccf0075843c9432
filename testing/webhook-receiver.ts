import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A request as a receiver took or refused it. */
export interface ReceivedWebhook {
  readonly path: string
  /** What it answered. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/** Somebody else's system, as a process of its own. */
export interface WebhookReceiver {
  readonly url: string
  readonly received: readonly ReceivedWebhook[]
  /** From now on requests to this path are answered so; 0 means never. */
  answer(path: string, status: number): void
  stop(): Promise<void>
}

const program = fileURLToPath(new URL('webhook-receiver-program.ts', import.meta.url))

/** Starts one on a free port of 127.0.0.1. It answers 200 until it is told otherwise. */
export const startWebhookReceiver = async (): Promise<WebhookReceiver> => {
  const child = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const received: ReceivedWebhook[] = []
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  child.on('message', (message) => received.push(message as ReceivedWebhook))
  return {
    url,
    received,
    answer: (path, status) => void child.send({ path, status }),
    stop: async () => {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
