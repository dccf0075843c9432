import type { Json } from '../../kernel/json.ts'

/** One call, as it goes over the wire. */
export interface WebhookCall {
  /** Calls of one endpoint share a bulkhead and a circuit. */
  readonly endpointId: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** From the look-up of the name to the last byte of the answer. */
  readonly timeoutMs: number
  /** Made also while the circuit is open: somebody wants to know. */
  readonly isTest?: boolean
}

/** What became of it. */
export type WebhookAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly durationMs: number
      /** The first kB of it, as text. */
      readonly body: string
      readonly retryAfterMs?: number
    }
  | {
      readonly kind: 'failed'
      /** A slug such as `timed-out`, `connection-refused` or `address-not-allowed`. */
      readonly reason: string
      readonly durationMs: number
      readonly retryAfterMs?: number
    }
  /** It was never made, and says nothing about the endpoint. */
  | { readonly kind: 'not-sent'; readonly reason: string }

/** Calls other people's systems. What can be expected of them is a value; an exception is a bug. */
export interface WebhookCaller {
  call(call: WebhookCall): Promise<WebhookAnswer>
  /** Why an address will never be called, in words; undefined where nothing is known against it. */
  problemOf(url: string): Promise<string | undefined>
}

/** Keeps the secrets of endpoints. Each follows from the endpoint and its generation, so nothing is stored. */
export interface SigningKeys {
  /** `whsec_` and 32 bytes in base64. */
  secret(endpointId: string, generation: number): string
  /** `v1,` and the base64 of HMAC-SHA256 over the text. */
  sign(endpointId: string, generation: number, text: string): string
}

/** The things that facts are about, as their own contexts show them. */
export interface Resources {
  /**
   * `read('payment', id, after)`: as it is now, at least as new as the place in its log. Undefined where nobody shows
   * such things, or there is none; `not-ready` where the place has not been reached in time.
   */
  read(type: string, id: string, after: string): Promise<Json | undefined | 'not-ready'>
}
