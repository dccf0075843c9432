export interface RepeatingOptions {
  readonly everyMs: number
  readonly task: () => Promise<void>
  /** Told of the first failure of several in a row. */
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
  let isFailing = false
  const once = async (): Promise<void> => {
    try {
      await task()
      isFailing = false
    } catch (error) {
      if (!isFailing) onError(error)
      isFailing = true
    }
  }
  const begin = (): Promise<void> => (running ??= once().finally(() => (running = undefined)))
  const timer = setInterval(() => void begin(), everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
      if (atEnd) await begin()
    },
  }
}
