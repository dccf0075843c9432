const patienceMs = 10_000

/** Why no traffic can be driven there, in words; undefined where it can. */
export const whyNot = async (url: string, apiKey: string): Promise<string | undefined> => {
  const asked = await fetch(new URL('/v1/payments?limit=1', url), {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(patienceMs),
  }).catch(() => undefined)
  if (!asked) return `Nothing answers at ${url}. Say with --url where Millrace runs.`
  await asked.body?.cancel()
  if (asked.status === 401) return `Millrace at ${url} does not know this key, or no longer.`
  if (asked.status === 403) return 'The key may not do this: it needs the role service.'
  return asked.ok ? undefined : `Millrace at ${url} answers with status ${asked.status}.`
}
