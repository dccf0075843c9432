import { sessionMs } from './session.ts'

const cookieName = 'millrace_session'
const attributes = 'HttpOnly; SameSite=Strict; Path=/'

/** The gateway adds `Secure` where the browser came over TLS. */
export const sessionCookie = (token: string): string =>
  `${cookieName}=${token}; ${attributes}; Max-Age=${sessionMs / 1_000}`

export const clearedSessionCookie = `${cookieName}=; ${attributes}; Max-Age=0`

/** The token in a `cookie` header. Where the cookie is there twice, one was planted, and none counts. */
export const sessionTokenIn = (header: string | undefined): string | undefined => {
  const tokens = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${cookieName}=`))
    .map((pair) => pair.slice(cookieName.length + 1))
  return tokens.length === 1 && tokens[0] ? tokens[0] : undefined
}
