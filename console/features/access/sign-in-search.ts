/** Where to go after signing in, and why the identity provider sent somebody back. */
export interface SignInSearch {
  readonly to?: string
  readonly refused?: string
}

export const readSignInSearch = (search: Record<string, unknown>): SignInSearch => ({
  ...(isOwnPath(search['to']) ? { to: search['to'] } : {}),
  ...(typeof search['refused'] === 'string' ? { refused: search['refused'] } : {}),
})

// An address of another site behind `to` would make this page a way to lead people astray.
const isOwnPath = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value) &&
  !value.startsWith('/sign-in')
