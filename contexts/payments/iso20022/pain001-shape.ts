import { pain001Types } from './pain001-schema.ts'
import { readTypes, shapeOf, type Shape } from './schema.ts'

/** The versions that are read; each in full, as its own schema has it. */
export const pain001Versions = ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12'] as const
export type Pain001Version = (typeof pain001Versions)[number]

/** The accepted namespaces. */
export const namespaces: ReadonlyMap<string, Pain001Version> = new Map(
  pain001Versions.map((version) => [
    `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}`,
    version,
  ]),
)

const types = readTypes(pain001Types)
const made = new Map<Pain001Version, Shape>()

/** The shape of the content of `Document`. */
export const documentShape = (version: Pain001Version): Shape => {
  const shape =
    made.get(version) ??
    shapeOf(types, `CstmrCdtTrfInitn:CustomerCreditTransferInitiationV${version}`)
  made.set(version, shape)
  return shape
}
