/** What can be wrong with a document as XML. */
export type XmlProblemCode =
  | 'xml-not-well-formed'
  | 'xml-truncated'
  | 'xml-empty'
  | 'xml-doctype-refused'
  | 'xml-entity-not-defined'
  | 'xml-character-not-allowed'
  | 'xml-version-not-supported'
  | 'xml-encoding-not-supported'
  | 'xml-too-deep'
  | 'xml-too-many-attributes'
  | 'xml-text-too-long'
  | 'xml-token-too-long'
  | 'xml-document-too-long'

/** `swallows`: the parser notices it late, so the place is where the last tag or text ended. */
export type XmlFault = Readonly<{ code: XmlProblemCode; reason: string; swallows?: true }>

/** What the parser's message means. Its own words may quote the file, so they are not passed on. */
export const faultIn = (message: string): XmlFault =>
  faults.find(({ says }) => says.test(message)) ?? {
    code: 'xml-not-well-formed',
    reason: 'The file is not well-formed XML at this place.',
  }

/** The same for messages that come when the document ends. */
export const faultAtEnd = (message: string): XmlFault =>
  endings.find(({ says }) => says.test(message)) ?? faultIn(message)

type KnownFault = XmlFault & Readonly<{ says: RegExp }>

const endings: readonly KnownFault[] = [
  {
    says: /must contain a root element/,
    code: 'xml-empty',
    reason: 'The file contains no element.',
  },
  {
    // A bare ampersand looks like an entity that goes on to the end of the file.
    says: /unclosed tag|unexpected end/,
    code: 'xml-truncated',
    reason:
      'The file ends here before its last element is closed, or an & is not written as &amp;.',
    swallows: true,
  },
]

const faults: readonly KnownFault[] = [
  {
    says: /undefined entity/,
    code: 'xml-entity-not-defined',
    reason: 'An entity other than the five of XML is used.',
    swallows: true,
  },
  {
    says: /in entity name|empty entity name/,
    code: 'xml-not-well-formed',
    reason: 'An & stands here that is not written as &amp;.',
    swallows: true,
  },
  {
    says: /malformed character entity|: disallowed character\.$/,
    code: 'xml-character-not-allowed',
    reason: 'A character stands here that XML does not allow.',
  },
  {
    says: /unmatched closing tag|unexpected close tag/,
    code: 'xml-not-well-formed',
    reason: 'A closing tag does not match the element that is open.',
  },
  {
    says: /duplicate attribute/,
    code: 'xml-not-well-formed',
    reason: 'An element has the same attribute twice.',
  },
  {
    says: /unbound namespace prefix/,
    code: 'xml-not-well-formed',
    reason: 'A namespace prefix is used that is not declared.',
  },
  {
    says: /only one root/,
    code: 'xml-not-well-formed',
    reason: 'The file has more than one root element.',
  },
  {
    says: /outside of root/,
    code: 'xml-not-well-formed',
    reason: 'Text stands before or after the root element.',
  },
]
