import type { Json } from '../../kernel/json.ts'

/*
 * How events of earlier shapes are read. Stored bytes never change; examples of each old shape are in
 * upcasts.test.ts, and stay there for ever.
 */

type Data = Readonly<Record<string, Json>>

/** Until payments could be approved, scheduled or held, a valid one was due at once. */
export const validated1 = (old: Json): Json => ({ ...(old as Data), next: 'submission' })

/** There was one rail, and events did not name it. */
export const overTheOnlyRail = (old: Json): Json => ({ ...(old as Data), rail: 'simulated' })

/** What was rejected on receipt, or by us between two attempts, had never been given to a rail. */
export const rejected1 = (old: Json): Json =>
  (old as Data)['from'] === 'received' ? old : overTheOnlyRail(old)
