import type { IncomingPart, IncomingParts } from '../../contexts/payments/ports.ts'

/** Parts in memory: they are as lasting as this process. */
export const memoryIncomingParts = (now: () => number = () => 0): IncomingParts => {
  const kept = new Map<string, Map<number, IncomingPart & { readonly begun: number }>>()
  return {
    put: async (part) => {
      const parts = kept.get(part.upload) ?? new Map()
      kept.set(part.upload, parts.set(part.part, { ...part, begun: now() }))
    },
    get: async (upload, part) => kept.get(upload)?.get(part)?.sealed,
    remove: async (upload) => void kept.delete(upload),
    begunBefore: async (instant) =>
      [...kept.values()].flatMap((parts) => {
        const [first] = parts.values()
        return first && first.begun < instant ? [{ upload: first.upload, file: first.file }] : []
      }),
  }
}
