import type { ServerResponse } from 'node:http'
import type { Position } from '../kernel/message.ts'
import { positionToken } from '../kernel/position-token.ts'
import type { Caller, Role } from '../kernel/role.ts'
import type { LiveLimits } from './limits.ts'

export interface LiveConnectionOptions {
  readonly response: ServerResponse
  readonly caller: Caller
  /** Of the log whose positions resume this stream. */
  readonly log: string
  /** Looks up again whether the caller may still see this. */
  readonly mayStay: () => Promise<boolean>
  readonly limits: LiveLimits
  readonly onSlow: () => void
}

/** One open stream of server-sent events. What waits for its reader is bounded. */
export class LiveConnection {
  readonly caller: Caller
  readonly roles: readonly Role[]
  readonly mayStay: () => Promise<boolean>
  /** How far this reader has been brought. */
  position: Position = 0
  readonly #response: ServerResponse
  readonly #log: string
  readonly #limits: LiveLimits
  readonly #onSlow: () => void

  constructor({ response, caller, log, mayStay, limits, onSlow }: LiveConnectionOptions) {
    this.#response = response
    this.caller = caller
    this.roles = [...caller.roles].sort()
    this.mayStay = mayStay
    this.#log = log
    this.#limits = limits
    this.#onSlow = onSlow
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded
  }

  onClose(listener: () => void): void {
    this.#response.once('close', listener)
  }

  /** An event with its data as one line of JSON, and the place from which to resume behind it. */
  send(data: string | undefined, position: Position): void {
    this.position = position
    const id = `id: ${positionToken(this.#log, position)}\n`
    this.#write(data === undefined ? `${id}\n` : `event: rows\n${id}data: ${data}\n\n`)
  }

  /** Keeps the connection open, and moves the place to resume from past events that changed nothing here. */
  beat(): void {
    this.#write(`: still here\nid: ${positionToken(this.#log, this.position)}\n\n`)
  }

  /** Resolves once the reader has taken what was sent; a reader that does not is cut off. */
  async drained(): Promise<void> {
    if (!this.isOpen || !this.#response.writableNeedDrain) return
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#response.off('drain', done).off('close', done)
        resolve()
      }
      const timer = setTimeout(() => this.#cut(), this.#limits.drainTimeoutMs)
      this.#response.once('drain', done).once('close', done)
    })
  }

  end(): void {
    if (this.isOpen) this.#response.end()
  }

  #write(text: string): void {
    if (!this.isOpen) return
    // Looked at before, so that one large event cuts nobody off who has taken all that came before it.
    if (this.#response.writableLength > this.#limits.bufferBytesMax) this.#cut()
    else this.#response.write(text)
  }

  #cut(): void {
    this.#onSlow()
    this.#response.destroy()
  }
}
