/** Where structured log lines go; a pino logger is one. */
export interface GatewayLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** One line for each request. No body, query, header or path: those can hold personal data. */
export interface RequestLine {
  readonly method: string
  /** The route's name, never the path that was asked for. */
  readonly route: string
  readonly status: number
  readonly durationMs: number
  readonly requestId: string
  readonly actor?: string
  /** The caller's own request id, if it is made like one. */
  readonly clientRequestId?: string
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,64}$/

export const wellFormedRequestId = (header: unknown): string | undefined =>
  typeof header === 'string' && requestIdPattern.test(header) ? header : undefined

/** An error as it may be logged: where it happened, and a message without the values that it quotes. */
export const describeError = (error: unknown): object => {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code } = error as { code?: unknown }
  return {
    name: error.name,
    message: withoutValues(error.message),
    ...(typeof code === 'string' ? { code } : {}),
    stack: (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

// Databases and parsers quote what they could not digest; numbers and account numbers stand bare.
const withoutValues = (message: string): string =>
  message
    .replaceAll(/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replaceAll(/\([^)]*\)=\([^)]*\)/g, '(…)=(…)')
    .replaceAll(/\b[A-Z]{2}\d{2}[A-Z0-9]{8,}\b|\d{6,}/g, '…')
