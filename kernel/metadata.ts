import Type from 'typebox'

/** Pairs on one resource. */
export const metadataPairsMax = 50

const key = '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}$'

/** What an integrator keeps with a resource for itself, such as its own order number. */
export type Metadata = Readonly<Record<string, string>>

/** Stored and shown as it was given, and not sealed: it is for references to persons, never for their data. */
export const MetadataSchema = Type.Unsafe<Metadata>({
  type: 'object',
  title: 'Metadata',
  description:
    `Up to ${metadataPairsMax} texts of your own, with keys of up to 40 characters. Kept and shown in the ` +
    'clear to everybody who may see the resource: no personal data.',
  propertyNames: { pattern: key },
  additionalProperties: { type: 'string', minLength: 1, maxLength: 500 },
  maxProperties: metadataPairsMax,
  examples: [{ orderNumber: 'A-4711' }],
})
