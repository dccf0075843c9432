import type { Instant } from '../../kernel/clock.ts'
import type { Json } from '../../kernel/json.ts'
import { signingGenerations, type KnownEndpoint } from './endpoint-state.ts'
import type { Fact } from './events.ts'
import type { SigningKeys } from './ports.ts'

/** The newest shape of bodies; endpoints keep the one that they were created with. */
export const newestBodyVersion = 1

/** What a receiver gets: the fact, and the thing that it is about as it is now; `null` where nobody shows it. */
export const bodyOf = (
  { id, type, time, subject, sequence, payload }: Fact,
  bodyVersion: number,
  resource: Json,
): string => {
  const [kind = '', ...rest] = subject.split('/')
  return JSON.stringify({
    id,
    type,
    bodyVersion,
    time,
    subject: { type: kind, id: rest.join('/') },
    sequence,
    data: payload,
    resource,
  })
}

/**
 * The headers of Standard Webhooks: the signature is over id, timestamp and body, by each secret that is valid now.
 */
export const signedHeaders = (
  keys: Pick<SigningKeys, 'sign'>,
  endpointId: string,
  endpoint: Pick<KnownEndpoint, 'generation' | 'previousUntil'>,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: Instant },
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(now / 1_000))
  const signatures = signingGenerations(endpoint, now).map((generation) =>
    keys.sign(endpointId, generation, `${id}.${timestamp}.${body}`),
  )
  return {
    'content-type': 'application/json',
    'user-agent': 'Millrace-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
