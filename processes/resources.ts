import type { Resources } from '../contexts/webhooks/ports.ts'
import type { Resource } from '../kernel/resource.ts'
import { readPositionToken } from '../kernel/position-token.ts'
import type { ContextRuntime } from './context-runtime.ts'

/** The things that all contexts show. A context that asks for them opens before they can be asked. */
export class OpenedResources implements Resources {
  readonly #byType = new Map<string, { readonly log: string; readonly resource: Resource }>()

  /** To be called once all contexts are open. Throws where two show the same type. */
  open(runtimes: readonly Pick<ContextRuntime, 'context' | 'tools'>[]): void {
    for (const { context, tools } of runtimes)
      for (const resource of context.resources?.(tools) ?? []) {
        if (this.#byType.has(resource.type))
          throw new Error(`two contexts show resources of the type ${resource.type}`)
        this.#byType.set(resource.type, { log: context.name, resource })
      }
  }

  async read(type: string, id: string, after: string): ReturnType<Resources['read']> {
    const shown = this.#byType.get(type)
    if (!shown) return undefined
    const place = readPositionToken(after)
    // A fact of another log says nothing about this one's place.
    return shown.resource.read(id, place?.log === shown.log ? place.position : 0)
  }
}
