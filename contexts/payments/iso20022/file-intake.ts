import type { ContextTools } from '../../../kernel/context.ts'
import type { Json } from '../../../kernel/json.ts'
import { erased } from '../../../kernel/personal-data.ts'
import type { IncomingParts } from '../ports.ts'
import type { Problem } from './pain001-problem.ts'
import type { SlicedReader } from './sliced-reader.ts'

/*
 *   bytes -> text -> reader -> slices: one alone goes into the command that takes the file;
 *                                      several are sealed and kept, and taken one by one afterwards
 *
 * A file is read once, while it arrives, and refused before anything of it was taken. At no time are more
 * than two slices in memory. What is kept lies under a key of this upload, which is destroyed with it.
 */

type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly code: string; readonly reason: string }

/** From bytes to text, strictly; what is not UTF-8 is refused, never guessed. */
export interface XmlDecoder {
  write(bytes: Uint8Array): Decoded
  end(): Decoded
}

export interface IntakeTools {
  readonly vault: ContextTools['vault']
  readonly ids: ContextTools['ids']
  readonly parts: IncomingParts
  readonly createDecoder: () => XmlDecoder
}

/** A file that was read to its end. `kept` counts the parts under `upload`; without them `only` is all there is. */
export type TakenIn<Slice, End> = Readonly<{
  kind: 'read'
  end: End
  digest: string
  upload: string
  kept: number
  only: Slice | undefined
}>

export type Intake<Slice, End> =
  | TakenIn<Slice, End>
  | Readonly<{ kind: 'not-utf8'; reason: string }>
  | Readonly<{ kind: 'refused'; problems: readonly Problem[] }>

/** Reads a file while it arrives. `idOf` names it by its header. What is thrown on the way leaves nothing behind. */
export const takeIn = async <Header, Slice extends object, End extends { readonly kind: 'read' }>(
  tools: IntakeTools,
  reader: SlicedReader<Header, Slice, End>,
  body: AsyncIterable<Uint8Array>,
  idOf: (header: Header) => string,
): Promise<Intake<Slice, End>> => {
  const upload = tools.ids.next()
  const keeping = keepSlices(tools, upload, () => {
    const header = reader.header()
    if (!header) throw new Error('a slice was complete before the header of its file')
    return idOf(header)
  })
  try {
    const undecodable = await feed(tools.createDecoder(), reader, body, keeping.take)
    const end = undecodable ? undefined : reader.end()
    if (end?.kind === 'read') {
      await keeping.take(reader.slices())
      const kept = await keeping.finish()
      return { kind: 'read', end, upload, ...kept } as TakenIn<Slice, End>
    }
    await tools.parts.remove(upload)
    if (undecodable) return { kind: 'not-utf8', reason: undecodable }
    return end as Extract<Intake<Slice, End>, { kind: 'refused' }>
  } catch (error) {
    await tools.parts.remove(upload).catch(() => undefined)
    throw error
  }
}

/** The reason why the bytes are no text; undefined where they are, or the reader wants no more. */
const feed = async <Header, Slice, End>(
  decoder: XmlDecoder,
  reader: SlicedReader<Header, Slice, End>,
  body: AsyncIterable<Uint8Array>,
  take: (slices: readonly Slice[]) => Promise<void>,
): Promise<string | undefined> => {
  for await (const bytes of body) {
    const decoded = decoder.write(bytes)
    if (!decoded.ok) return decoded.reason
    if (!reader.write(decoded.text)) return undefined
    await take(reader.slices())
  }
  const rest = decoder.end()
  if (!rest.ok) return rest.reason
  reader.write(rest.text)
  return undefined
}

/** The field under which parts are sealed. */
const partField = 'file-part'

const keepSlices = <Slice extends object>(
  { vault, parts }: IntakeTools,
  upload: string,
  fileOf: () => string,
) => {
  let digest = ''
  let first: Slice | undefined
  let count = 0
  const keep = async (slice: Slice, part: number): Promise<void> => {
    const value = slice as Json
    const [sealed = ''] = await vault.seal([
      { subject: uploadSubject(upload), field: partField, value },
    ])
    await parts.put({ upload, file: fileOf(), part, sealed })
  }
  const take = async (slices: readonly Slice[]): Promise<void> => {
    for (const slice of slices) {
      digest = vault.fingerprint([digest, slice as Json])
      count++
      if (count === 1) first = slice
      else {
        if (first) await keep(first, 1)
        first = undefined
        await keep(slice, count)
      }
    }
  }
  return {
    take,
    finish: async () => ({ digest, only: first, kept: first || count === 0 ? 0 : count }),
  }
}

/** Whose key an upload's parts lie under: its own. */
const uploadSubject = (upload: string): string => `upload-${upload}`

/** A part that was kept; undefined where it has gone. */
export const readPart = async <Slice extends object>(
  { parts, vault }: Pick<IntakeTools, 'parts' | 'vault'>,
  upload: string,
  part: number,
): Promise<Slice | undefined> => {
  const sealed = await parts.get(upload, part)
  if (sealed === undefined) return undefined
  const [slice] = await vault.open<Json>([sealed as never])
  return slice === undefined || slice === erased ? undefined : (slice as unknown as Slice)
}

/** Removes an upload's parts, and destroys the key that would open copies of them. */
export const forgetUpload = async (
  { parts, vault }: Pick<IntakeTools, 'parts' | 'vault'>,
  upload: string,
): Promise<void> => {
  await parts.remove(upload)
  await vault.erase(uploadSubject(upload))
}

const abandonedAfterMs = 3_600_000

/** Clears what a process left that died in the middle of an upload; `isWanted` asks the log. */
export const forgetAbandoned = async (
  tools: Pick<IntakeTools, 'parts' | 'vault'> & Pick<ContextTools, 'clock'>,
  isWanted: (upload: string, file: string) => Promise<boolean>,
): Promise<void> => {
  const begun = await tools.parts.begunBefore(tools.clock.now() - abandonedAfterMs)
  for (const { upload, file } of begun)
    if (!(await isWanted(upload, file))) await forgetUpload(tools, upload)
}
