interface Cookie {
  readonly value: string
  readonly path: string
}

/**
 * Follows redirects and keeps cookies as a browser does, over all ports of one host. `SameSite=Strict` cookies stay
 * behind where the last page was another origin's.
 */
export class HeadlessBrowser {
  readonly #cookies = new Map<string, Cookie & { readonly isStrict: boolean }>()
  #origin: string | undefined

  /** Goes there and on, until a page is shown, or until an address of which `until` is the beginning comes up. */
  async open(address: string, until?: string, request: RequestInit = {}): Promise<Shown> {
    let [url, asked] = [address, request]
    const from = this.#origin
    let isForeign = from !== undefined && new URL(url).origin !== from
    for (let hops = 0; hops < 20; hops++) {
      if (until !== undefined && url.startsWith(until)) return { url, status: 0, text: '' }
      const response = await fetch(url, {
        ...asked,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: this.cookieHeader(url, isForeign),
          ...(asked.headers as Record<string, string> | undefined),
        },
      })
      this.#keep(response)
      const location = response.headers.get('location')
      if (location === null) {
        this.#origin = new URL(url).origin
        return { url, status: response.status, text: await response.text() }
      }
      await response.body?.cancel()
      const next = new URL(location, url)
      isForeign ||= next.origin !== new URL(url).origin
      url = next.href
      asked = {}
    }
    throw new Error(`${address} leads round and round`)
  }

  /** Fills in the form of the page that is shown, and goes where it leads. */
  submit(page: Shown, fields: Readonly<Record<string, string>>, until?: string): Promise<Shown> {
    const action = /action="([^"]*)"/.exec(page.text)?.[1] ?? page.url
    const body = new URLSearchParams({ ...hiddenFields(page.text), ...fields }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return this.open(new URL(action, page.url).href, until, { method: 'POST', body, headers })
  }

  cookieHeader(url: string, isForeign = false): string {
    const { pathname } = new URL(url)
    return [...this.#cookies]
      .filter(([, { path, isStrict }]) => pathname.startsWith(path) && !(isForeign && isStrict))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ')
  }

  cookieNames(): readonly string[] {
    return [...this.#cookies.keys()]
  }

  /** Forgets cookies whose names begin so. */
  forget(prefix: string): void {
    for (const name of this.#cookies.keys()) if (name.startsWith(prefix)) this.#cookies.delete(name)
  }

  #keep({ headers }: Response): void {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
      const [name = '', value = ''] = pair.split(/=(.*)/)
      const path = attributes.find((part) => /^path=/i.test(part))?.slice('path='.length) ?? '/'
      const isGone = value === '' || attributes.some((part) => /^max-age=0$/i.test(part))
      const isStrict = attributes.some((part) => /^samesite=strict$/i.test(part))
      if (isGone) this.#cookies.delete(name)
      else this.#cookies.set(name, { value, path, isStrict })
    }
  }
}

export interface Shown {
  readonly url: string
  readonly status: number
  readonly text: string
}

const hiddenFields = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  )
