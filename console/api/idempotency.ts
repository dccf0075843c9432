/** A new key. Not `crypto.randomUUID`: a browser has it only on HTTPS and localhost. */
export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Keys of one action: the same content keeps its key until it succeeded, so that pressing the button
 * again after a lost answer repeats the request instead of making another one. Changed content is a new action.
 */
export class ActionKeys {
  #content: string | undefined
  #key = ''

  keyFor(content: unknown): string {
    const text = JSON.stringify(content) ?? ''
    if (this.#content !== text) {
      this.#content = text
      this.#key = newKey()
    }
    return this.#key
  }

  /** The action is done: the same content again is meant as another one. */
  settle(): void {
    this.#content = undefined
  }
}
