import { SaxesParser, type SaxesAttributeNS } from 'saxes'
import { faultAtEnd, faultIn, type XmlProblemCode } from './xml-fault.ts'

/*
 * An XML reader for files from strangers. It streams, keeps nothing, resolves no entity beyond the
 * five that XML defines, and stops at the first thing that is wrong or larger than its limits.
 */

/** Lengths are in UTF-16 code units, as JavaScript counts. */
export type XmlLimits = Readonly<{
  /** Open elements inside each other. */
  depthMax: number
  /** Attributes of one element, namespace declarations included. */
  attributesMax: number
  /** Text or an attribute's value, in one element. */
  textLengthMax: number
  /** Anything that has to be held until its end is seen: a comment, a name, a tag. */
  tokenLengthMax: number
  /** The whole document. */
  documentLengthMax: number
}>

/** Why reading stopped, and on which line (from 1). */
export type XmlStop<Code extends string = never> = Readonly<{
  code: XmlProblemCode | Code
  reason: string
  line: number
}>

export type XmlElement = Readonly<{
  name: string
  namespace: string
  /** The value of an attribute without a prefix. */
  attribute: (name: string) => string | undefined
  /** Names of all others than declarations of namespaces and those that speak of the schema itself. */
  attributeNames: () => readonly string[]
  line: number
}>

/** What happens in document order. Returning a stop from `open` ends the reading there. */
export interface XmlHandlers<Code extends string> {
  open(element: XmlElement): XmlStop<Code> | undefined
  text(text: string): void
  close(): void
}

export interface GuardedXml<Code extends string> {
  /** Feeds the next piece of the document, cut anywhere. A stop is final. */
  write(text: string): XmlStop<Code> | undefined
  end(): XmlStop<Code> | undefined
}

// The engine sizes an object by the constructors that it can see. The parser's own leaves no room
// for more than four handlers; with more, each access to it is a look-up in a dictionary and parsing
// takes four times as long. A subclass, empty as it is, is given the room.
class RoomyParser extends SaxesParser<{ xmlns: true; position: true }> {}

// Small pieces, so that an endless token is noticed before it has been collected.
const pieceLength = 65_536

const acceptedEncodings = ['utf-8', 'utf8', 'us-ascii', 'ascii']

export const createGuardedXml = <Code extends string>(
  limits: XmlLimits,
  handlers: XmlHandlers<Code>,
): GuardedXml<Code> => {
  const parser = new RoomyParser({ xmlns: true, position: true })
  let depth = 0
  let attributes = 0
  let lineOfTag = 1
  let textLength = 0
  let length = 0
  let lengthAtLastToken = 0
  let lineAtLastToken = 1
  let ending = false
  let stopped: XmlStop<Code> | undefined

  // The parser goes on after an error, and one piece is enough for thousands of nested tags:
  // only an exception gets out of it at once. It is caught in `guarded` and goes no further.
  const stop = (found: XmlStop<Code>): never => {
    stopped = found
    throw stopSignal
  }
  const refuse = (code: XmlProblemCode, reason: string): never =>
    stop({ code, reason, line: parser.line })
  const tokenEnded = () => {
    lengthAtLastToken = length
    lineAtLastToken = parser.line
  }

  const onText = (text: string) => {
    tokenEnded()
    textLength += text.length
    if (textLength > limits.textLengthMax) {
      refuse('xml-text-too-long', `A value has more than ${limits.textLengthMax} characters.`)
    }
    handlers.text(text)
  }

  parser.on('error', ({ message }) => {
    const { code, reason, swallows } = ending ? faultAtEnd(message) : faultIn(message)
    stop({ code, reason, line: swallows ? lineAtLastToken : parser.line })
  })
  parser.on('xmldecl', ({ version, encoding }) => {
    if (version !== undefined && version !== '1.0') {
      refuse('xml-version-not-supported', 'The file declares an XML version other than 1.0.')
    }
    if (encoding !== undefined && !acceptedEncodings.includes(encoding.toLowerCase())) {
      refuse('xml-encoding-not-supported', 'The file declares an encoding other than UTF-8.')
    }
  })
  parser.on('doctype', () => {
    refuse('xml-doctype-refused', 'The file has a document type declaration; it must have none.')
  })
  parser.on('comment', tokenEnded)
  parser.on('processinginstruction', tokenEnded)
  parser.on('opentagstart', () => {
    tokenEnded()
    attributes = 0
    lineOfTag = parser.line
    // Here and not in `opentag`: resolving the namespaces of a deep tag costs time that grows with
    // its depth, so twenty thousand nested tags would take seconds.
    if (++depth > limits.depthMax) {
      refuse('xml-too-deep', `Elements are nested more than ${limits.depthMax} deep.`)
    }
  })
  parser.on('attribute', ({ value }) => {
    tokenEnded()
    if (++attributes > limits.attributesMax) {
      refuse(
        'xml-too-many-attributes',
        `An element has more than ${limits.attributesMax} attributes.`,
      )
    }
    if (value.length > limits.textLengthMax) {
      refuse('xml-text-too-long', `A value has more than ${limits.textLengthMax} characters.`)
    }
  })
  parser.on('opentag', (tag) => {
    textLength = 0
    const found = handlers.open({
      name: tag.local,
      namespace: tag.uri,
      attribute: (name) => tag.attributes[name]?.value,
      attributeNames: () => namesOf(tag.attributes),
      line: lineOfTag,
    })
    if (found) stop(found)
  })
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    tokenEnded()
    depth--
    textLength = 0
    handlers.close()
  })

  const guarded = (step: () => void): XmlStop<Code> | undefined => {
    if (stopped) return stopped
    try {
      step()
    } catch (error) {
      if (error !== stopSignal) throw error
    }
    return stopped
  }

  const feed = (piece: string) => {
    length += piece.length
    if (length > limits.documentLengthMax) {
      refuse(
        'xml-document-too-long',
        `The file has more than ${limits.documentLengthMax} characters.`,
      )
    }
    parser.write(piece)
    if (length - lengthAtLastToken > limits.tokenLengthMax) {
      refuse(
        'xml-token-too-long',
        `A tag, comment or value has more than ${limits.tokenLengthMax} characters.`,
      )
    }
  }

  return {
    write: (text) =>
      guarded(() => {
        for (let start = 0; start < text.length; start += pieceLength) {
          feed(text.slice(start, start + pieceLength))
        }
      }),
    end: () =>
      guarded(() => {
        ending = true
        parser.close()
      }),
  }
}

const aboutSchemas = 'http://www.w3.org/2001/XMLSchema-instance'

const namesOf = (attributes: Readonly<Record<string, SaxesAttributeNS>>): readonly string[] => {
  const names = Object.keys(attributes)
  return names.length === 0
    ? names
    : names.filter((name) => {
        const { prefix, local, uri } = attributes[name] ?? {}
        return prefix !== 'xmlns' && local !== 'xmlns' && name !== 'xmlns' && uri !== aboutSchemas
      })
}

const stopSignal = new Error('Reading has stopped')
