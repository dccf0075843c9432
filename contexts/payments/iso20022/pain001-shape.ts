/*
 * Which elements may stand where in a pain.001 file, in which order and how often: the parts of the
 * two schemas that a credit transfer is read from. What a payment does not need is `skipped`: it may
 * stand there and nothing inside it is looked at.
 */

export type Pain001Version = '03' | '09'

/** The accepted namespaces. */
export const namespaces: ReadonlyMap<string, Pain001Version> = new Map([
  ['urn:iso:std:iso:20022:tech:xsd:pain.001.001.03', '03'],
  ['urn:iso:std:iso:20022:tech:xsd:pain.001.001.09', '09'],
])

/** `collapsed` text loses the white space around it, as the schema says for numbers and dates. */
export type Shape =
  | Readonly<{ kind: 'text'; lengthMax: number; collapsed: boolean }>
  | Readonly<{ kind: 'skipped' }>
  | Readonly<{ kind: 'sequence' | 'choice'; particles: ReadonlyMap<string, Particle> }>

/** One child of a sequence or choice; `place` is its turn in the sequence. */
export type Particle = Readonly<{
  name: string
  shape: Shape
  required: boolean
  occursMax: number
  place: number
}>

type Unplaced = Omit<Particle, 'place'>

const text = (lengthMax: number): Shape => ({ kind: 'text', lengthMax, collapsed: false })
// Values with rules of their own, which name what is wrong better than a length could.
const checked: Shape = text(Infinity)
const number: Shape = { kind: 'text', lengthMax: Infinity, collapsed: true }
const date = number
const skipped: Shape = { kind: 'skipped' }

const one = (name: string, shape: Shape): Unplaced => ({
  name,
  shape,
  required: true,
  occursMax: 1,
})
const optional = (name: string, shape: Shape): Unplaced => ({
  ...one(name, shape),
  required: false,
})
const upTo = (occursMax: number, name: string, shape: Shape): Unplaced => ({
  ...optional(name, shape),
  occursMax,
})
const any = (name: string, shape: Shape): Unplaced => upTo(Infinity, name, shape)
const atLeastOne = (name: string, shape: Shape): Unplaced => ({
  ...any(name, shape),
  required: true,
})
const ignored = (names: string): Unplaced[] =>
  names.split(' ').map((name) => optional(name, skipped))

const placed = (kind: 'sequence' | 'choice', particles: readonly Unplaced[]): Shape => ({
  kind,
  particles: new Map(particles.map((particle, place) => [particle.name, { ...particle, place }])),
})
const sequence = (...particles: Unplaced[]): Shape => placed('sequence', particles)
const choice = (...particles: Unplaced[]): Shape =>
  placed(
    'choice',
    particles.map((particle) => ({ ...particle, required: false })),
  )

const codeOrProprietary = (codeLengthMax: number): Shape =>
  choice(one('Cd', text(codeLengthMax)), one('Prtry', text(35)))

const documentShape = (version: Pain001Version): Shape => {
  const newer = version === '09'
  const only09 = (...particles: Unplaced[]): Unplaced[] => (newer ? particles : [])

  const address = sequence(
    ...ignored('AdrTp Dept SubDept StrtNm BldgNb'),
    ...only09(...ignored('BldgNm Flr PstBx Room')),
    ...ignored('PstCd TwnNm'),
    ...only09(...ignored('TwnLctnNm DstrctNm')),
    ...ignored('CtrySubDvsn'),
    optional('Ctry', checked),
    upTo(7, 'AdrLine', skipped),
  )
  const party = sequence(
    optional('Nm', text(140)),
    optional('PstlAdr', address),
    ...ignored('Id'),
    optional('CtryOfRes', checked),
    ...ignored('CtctDtls'),
  )
  const account = sequence(
    one(
      'Id',
      choice(
        one('IBAN', checked),
        one('Othr', sequence(one('Id', text(34)), ...ignored('SchmeNm Issr'))),
      ),
    ),
    ...ignored('Tp Ccy Nm'),
    ...only09(...ignored('Prxy')),
  )
  const agent = sequence(
    one(
      'FinInstnId',
      sequence(
        optional(newer ? 'BICFI' : 'BIC', checked),
        ...ignored('ClrSysMmbId'),
        ...only09(...ignored('LEI')),
        ...ignored('Nm PstlAdr Othr'),
      ),
    ),
    ...ignored('BrnchId'),
  )
  const serviceLevel = codeOrProprietary(4)
  const paymentType = sequence(
    ...ignored('InstrPrty'),
    newer ? any('SvcLvl', serviceLevel) : optional('SvcLvl', serviceLevel),
    ...ignored('LclInstrm CtgyPurp'),
  )
  const structuredRemittance = sequence(
    any(
      'RfrdDocInf',
      sequence(
        ...ignored('Tp'),
        optional('Nb', text(35)),
        ...ignored('RltdDt'),
        ...only09(any('LineDtls', skipped)),
      ),
    ),
    ...ignored('RfrdDocAmt'),
    optional('CdtrRefInf', sequence(...ignored('Tp'), optional('Ref', text(35)))),
    ...ignored('Invcr Invcee'),
    ...only09(...ignored('TaxRmt GrnshmtRmt')),
    upTo(3, 'AddtlRmtInf', skipped),
  )

  const transaction = sequence(
    one(
      'PmtId',
      sequence(
        optional('InstrId', text(35)),
        one('EndToEndId', checked),
        ...only09(...ignored('UETR')),
      ),
    ),
    optional('PmtTpInf', paymentType),
    one(
      'Amt',
      choice(
        one('InstdAmt', number),
        one('EqvtAmt', sequence(one('Amt', number), one('CcyOfTrf', skipped))),
      ),
    ),
    ...ignored('XchgRateInf'),
    optional('ChrgBr', checked),
    ...ignored('ChqInstr UltmtDbtr IntrmyAgt1 IntrmyAgt1Acct IntrmyAgt2 IntrmyAgt2Acct'),
    ...ignored('IntrmyAgt3 IntrmyAgt3Acct'),
    optional('CdtrAgt', agent),
    ...ignored('CdtrAgtAcct'),
    // The schema lets creditor and account be absent, for cheques; a transfer needs both.
    one('Cdtr', party),
    one('CdtrAcct', account),
    ...ignored('UltmtCdtr'),
    any('InstrForCdtrAgt', skipped),
    ...ignored('InstrForDbtrAgt'),
    optional('Purp', codeOrProprietary(4)),
    upTo(10, 'RgltryRptg', skipped),
    ...ignored('Tax'),
    upTo(10, 'RltdRmtInf', skipped),
    optional('RmtInf', sequence(any('Ustrd', text(140)), any('Strd', structuredRemittance))),
    ...only09(any('SplmtryData', skipped)),
  )
  const paymentInformation = sequence(
    one('PmtInfId', text(35)),
    one('PmtMtd', checked),
    ...ignored('BtchBookg'),
    optional('NbOfTxs', checked),
    optional('CtrlSum', number),
    optional('PmtTpInf', paymentType),
    one('ReqdExctnDt', newer ? choice(one('Dt', date), one('DtTm', date)) : date),
    ...ignored('PoolgAdjstmntDt'),
    one('Dbtr', party),
    one('DbtrAcct', account),
    one('DbtrAgt', agent),
    ...ignored('DbtrAgtAcct'),
    ...only09(...ignored('InstrForDbtrAgt')),
    ...ignored('UltmtDbtr'),
    optional('ChrgBr', checked),
    ...ignored('ChrgsAcct ChrgsAcctAgt'),
    atLeastOne('CdtTrfTxInf', transaction),
  )
  const groupHeader = sequence(
    one('MsgId', text(35)),
    one('CreDtTm', date),
    upTo(2, 'Authstn', skipped),
    one('NbOfTxs', checked),
    optional('CtrlSum', number),
    one('InitgPty', party),
    ...ignored('FwdgAgt'),
  )
  const initiation = sequence(
    one('GrpHdr', groupHeader),
    atLeastOne('PmtInf', paymentInformation),
    ...only09(any('SplmtryData', skipped)),
  )
  return sequence(one('CstmrCdtTrfInitn', initiation))
}

/** The shape of the content of `Document`. */
export const documentShapes: Readonly<Record<Pain001Version, Shape>> = {
  '03': documentShape('03'),
  '09': documentShape('09'),
}
