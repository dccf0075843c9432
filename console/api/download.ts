import { sessionEnded, withQuery, type ApiRequest } from './client.ts'
import { problemFrom, unreachable } from './problem.ts'

/**
 * Reads what a route answers as a file, and has the browser keep it under the name that the answer gives, else `name`.
 * Throws `ApiProblem` where there is none: a plain link would leave the reader with a broken download.
 */
export const download = async (
  path: string,
  query: ApiRequest['query'],
  name: string,
): Promise<void> => {
  const response = await fetch(withQuery(path, query), { credentials: 'same-origin' }).catch(() => {
    throw unreachable()
  })
  if (response.status === 401) sessionEnded()
  if (!response.ok)
    throw problemFrom(response.status, response.headers, await response.json().catch(() => null))
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = nameIn(response.headers.get('content-disposition')) ?? name
  link.click()
  // Not at once: the browser has only been told to begin.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

const nameIn = (disposition: string | null): string | undefined =>
  /filename="([^"]+)"/.exec(disposition ?? '')?.[1]
