/** Says that something happened: to this process at once, to the others soon. */
export interface Signals {
  notify(subject: string): void
  listen(subject: string, listener: () => void): () => void
}

/** Signals of one process to all, itself included. `others` are what reaches the other ones. */
export const busSignals = (others: Signals): Signals => {
  const here = new Map<string, Set<() => void>>()
  return {
    notify: (subject) => {
      for (const listener of here.get(subject) ?? []) listener()
      others.notify(subject)
    },
    listen: (subject, listener) => {
      const listeners = here.get(subject) ?? new Set()
      here.set(subject, listeners.add(listener))
      const stop = others.listen(subject, listener)
      return () => {
        listeners.delete(listener)
        stop()
      }
    },
  }
}

export const publishedSubject = (topic: string): string => `bus ${topic}`
export const membersSubject = (group: string): string => `bus members ${group}`
