const namesPassedOn = new Set(['PATH', 'SystemRoot', 'TEMP', 'TMP', 'SystemDrive'])

/**
 * The environment of PostgreSQL's programs. Only what they need is passed on: ours may hold secrets, which another
 * account has no business to see, and PG* variables, which would change what the programs do.
 */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const passedOn = Object.entries(process.env).filter(([name]) => namesPassedOn.has(name))
  return { ...Object.fromEntries(passedOn), TZ: 'UTC', LC_ALL: 'C' }
}
