import type { Json } from './json.ts'
import type { Position } from './message.ts'

/**
 * What a context shows of one kind of thing to those whom it told of a change: the thing as it is now, as its API
 * shows it, personal data masked.
 */
export interface Resource {
  /** First part of the subjects of its messages: `payment` for `payment/0190...`. */
  readonly type: string
  /**
   * At least as new as `after`, a position of the context's log; `not-ready` where the view does not get there in
   * time. Undefined where there is no such thing.
   */
  readonly read: (id: string, after: Position) => Promise<Json | undefined | 'not-ready'>
}
