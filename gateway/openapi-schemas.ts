import { isSchema, type Schema } from './closed-schema.ts'

/** Collects schemas that have a title under `#/components/schemas`, so that each is described once. */
export class SchemaComponents {
  readonly #byTitle = new Map<string, string>()
  readonly schemas: Record<string, Schema> = {}

  /** The schema as the document shows it: a reference where it, or a part of it, has a title. */
  describe(schema: Schema): Schema {
    const { title } = schema
    const inline = this.#describeParts(schema)
    if (typeof title !== 'string' || !/^[A-Z][A-Za-z0-9]*$/.test(title)) return inline
    const text = JSON.stringify(inline)
    const known = this.#byTitle.get(title)
    // Two different things of one name: only the first can have it in the document.
    if (known !== undefined && known !== text) return inline
    this.#byTitle.set(title, text)
    this.schemas[title] = inline
    return { $ref: `#/components/schemas/${title}` }
  }

  #describeParts(schema: Schema): Schema {
    const { items, additionalItems, ...rest } = schema
    const parts = Object.fromEntries(
      Object.entries(rest).map(([keyword, value]) => [
        keyword,
        this.#describeValue(keyword, value),
      ]),
    )
    if (items === undefined) return parts
    if (!Array.isArray(items)) return { ...parts, items: this.#describeIfSchema(items) }
    // Newer drafts, which OpenAPI 3.1 speaks, say the places of a tuple in another keyword.
    return {
      ...parts,
      prefixItems: items.map((item) => this.#describeIfSchema(item)),
      items: additionalItems ?? true,
    }
  }

  #describeValue(keyword: string, value: unknown): unknown {
    if (keyword === 'properties' || keyword === 'patternProperties')
      return isSchema(value)
        ? Object.fromEntries(
            Object.entries(value).map(([name, part]) => [name, this.#describeIfSchema(part)]),
          )
        : value
    if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'allOf')
      return Array.isArray(value) ? value.map((part) => this.#describeIfSchema(part)) : value
    if (keyword === 'additionalProperties') return this.#describeIfSchema(value)
    return value
  }

  #describeIfSchema(value: unknown): unknown {
    return isSchema(value) ? this.describe(value) : value
  }
}
