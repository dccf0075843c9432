export interface RepeatingOptions {
  readonly everyMs: number
  readonly task: () => Promise<void>
  readonly onError: (error: unknown) => void
  /** Once more when it is stopped. */
  readonly atEnd?: true
}

/** Does something again and again, never twice at a time. `stop` waits for what is under way. */
export const startRepeating = ({
  everyMs,
  task,
  onError,
  atEnd,
}: RepeatingOptions): { stop(): Promise<void> } => {
  let running: Promise<void> | undefined
  const begin = (): Promise<void> =>
    (running ??= task()
      .catch(onError)
      .finally(() => (running = undefined)))
  const timer = setInterval(() => void begin(), everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
      if (atEnd) await begin()
    },
  }
}
