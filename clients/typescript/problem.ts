/** A field of a request that is wrong: `body/amount/currency`. */
export interface WrongField {
  readonly field: string
  readonly reason: string
  readonly line?: number
}

/** The API refused, and said why: a problem document (RFC 9457). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  /** Stable; what a program decides by. `capture-exceeds-authorization` */
  readonly slug: string
  readonly status: number
  readonly detail: string | undefined
  /** What explains a refusal: `{ remaining: '500' }`. */
  readonly facts: Readonly<Record<string, unknown>>
  readonly fields: readonly WrongField[]
  /** Finds the request in the logs of the installation. */
  readonly requestId: string | undefined

  constructor(status: number, document: Readonly<Record<string, unknown>>) {
    const { type, title, detail, facts, fields, requestId } = document
    super(typeof title === 'string' ? title : `answered ${status}`)
    this.status = status
    this.slug = typeof type === 'string' ? (type.split('/').at(-1) ?? '') : 'unknown'
    this.detail = typeof detail === 'string' ? detail : undefined
    this.facts = typeof facts === 'object' && facts !== null ? { ...facts } : {}
    this.fields = Array.isArray(fields) ? (fields as readonly WrongField[]) : []
    this.requestId = typeof requestId === 'string' ? requestId : undefined
  }
}

/** Reads a problem from an answer; also of something in between that answers in words of its own. */
export const problemIn = async (response: Response): Promise<ApiProblem> => {
  const text = await response.text().catch(() => '')
  try {
    const document = JSON.parse(text) as unknown
    const isDocument = typeof document === 'object' && document !== null
    return new ApiProblem(response.status, isDocument ? { ...document } : {})
  } catch {
    return new ApiProblem(response.status, {})
  }
}
