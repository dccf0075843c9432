/**
 * Who of several processes does a piece of work that only one should do: follow a view, call the outside.
 * It spares double work; what must never happen twice is fenced besides, by checkpoints and command ids.
 */
export interface Ownership {
  /** Undefined while another process holds `name`. Never waits for it. */
  tryAcquire(name: string): Promise<Lease | undefined>
}

export interface Lease {
  /** False once it was released or lost, for instance with the connection that it hung on. */
  held(): boolean
  release(): Promise<void>
}
