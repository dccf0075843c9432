import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { testTime } from '../../../testing/facts.ts'
import { camt053, camt053Versions, type Camt053Version } from './camt053.ts'
import { statementCsv } from './statement-csv.ts'
import type { Statement } from './statement.ts'

const entry = {
  because: 'TransactionPosted',
  recordedAt: testTime,
  effectiveDate: '2025-12-31',
  position: 7,
} as const

const statement: Statement = {
  accountId: 'customer:0193502c-7a5e-8c1d-9f10-3f5d9d0c6a01:main',
  label: 'Main & <only> "account"',
  from: '2026-01-01',
  to: '2026-01-31',
  currencies: [
    {
      currency: 'EUR',
      opening: '-500',
      closing: '650',
      creditCount: 1,
      creditSum: '1250',
      debitCount: 1,
      debitSum: '-100',
      entries: [
        {
          ...entry,
          amount: '1250',
          balance: '750',
          transactionId: '0193502c-7a5e-8c1d-9f10-3f5d9d0c6a02',
          reference: 'FEE & <more>',
          description: `bell\u0007 half\ud800 ${'x'.repeat(600)}`,
        },
        { ...entry, amount: '-100', balance: '650', paymentId: 'p-1' },
      ],
    },
    {
      currency: 'JPY',
      opening: '0',
      closing: '0',
      creditCount: 0,
      creditSum: '0',
      debitCount: 0,
      debitSum: '0',
      entries: [],
    },
  ],
}

interface Node {
  readonly name: string
  readonly currency: string | undefined
  readonly children: Node[]
  text: string
}

const parse = (xml: string): { root: Node; namespace: string } => {
  const parser = new SaxesParser({ xmlns: true })
  const top: Node = { name: '', currency: undefined, children: [], text: '' }
  const open: Node[] = [top]
  let namespace = ''
  parser.on('opentag', ({ local, uri, attributes }) => {
    namespace = uri
    const currency = attributes['Ccy']?.value
    const node: Node = { name: local, currency, children: [], text: '' }
    open.at(-1)?.children.push(node)
    open.push(node)
  })
  parser.on('text', (text) => {
    const node = open.at(-1)
    if (node) node.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.on('error', (error) => {
    throw error
  })
  parser.write(xml).close()
  const [root] = top.children
  if (!root) throw new Error('no root element')
  return { root, namespace }
}

/*
 * The published structure, as far as statements use it: children in their order, with how many there may be
 * (`?` none or one, `*` any number, `+` one or more), and the limits of texts.
 */
const sequences = (version: Camt053Version): Readonly<Record<string, string>> => ({
  Document: 'BkToCstmrStmt',
  BkToCstmrStmt: 'GrpHdr Stmt+ SplmtryData*',
  GrpHdr: 'MsgId CreDtTm MsgRcpt? MsgPgntn? OrgnlBizQry? AddtlInf?',
  Stmt:
    version === 'camt.053.001.02'
      ? 'Id ElctrncSeqNb? LglSeqNb? CreDtTm FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?'
      : 'Id StmtPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? ' +
        'Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?',
  FrToDt: 'FrDtTm ToDtTm',
  Acct:
    version === 'camt.053.001.02'
      ? 'Id Tp? Ccy? Nm? Ownr? Svcr?'
      : 'Id Tp? Ccy? Nm? Prxy? Ownr? Svcr?',
  'Acct/Id': 'Othr',
  Othr: 'Id SchmeNm? Issr?',
  Bal: 'Tp CdtLine* Amt CdtDbtInd Dt Avlbty*',
  Tp: 'CdOrPrtry SbTp?',
  CdOrPrtry: 'Cd',
  'Bal/Dt': 'Dt',
  TxsSummry: 'TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*',
  TtlNtries: 'NbOfNtries? Sum?',
  TtlCdtNtries: 'NbOfNtries? Sum?',
  TtlDbtNtries: 'NbOfNtries? Sum?',
  Ntry:
    'NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ' +
    'ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs? TechInptChanl? Intrst? NtryDtls* AddtlNtryInf?',
  ...(version === 'camt.053.001.02' ? {} : { Sts: 'Cd' }),
  NtryDtls: 'Btch? TxDtls*',
  TxDtls: version === 'camt.053.001.02' ? 'Refs?' : 'Refs? Amt? CdtDbtInd?',
  Refs: 'EndToEndId?',
  BookgDt: 'Dt',
  ValDt: 'Dt',
  BkTxCd: 'Domn? Prtry?',
  Prtry: 'Cd Issr?',
})

const texts: Readonly<Record<string, RegExp>> = {
  MsgId: /^.{1,35}$/,
  Id: /^.{1,35}$/,
  'Othr/Id': /^.{1,34}$/,
  NtryRef: /^.{1,35}$/,
  AcctSvcrRef: /^.{1,35}$/,
  EndToEndId: /^.{1,35}$/,
  Cd: /^.{1,35}$/,
  Issr: /^.{1,35}$/,
  Nm: /^.{1,70}$/,
  AddtlNtryInf: /^.{1,500}$/,
  AddtlStmtInf: /^.{1,500}$/,
  Amt: /^\d{1,18}(\.\d{1,5})?$/,
  Sum: /^\d{1,18}(\.\d{1,17})?$/,
  NbOfNtries: /^\d{1,15}$/,
  CdtDbtInd: /^(CRDT|DBIT)$/,
  Sts: /^BOOK$/,
  Ccy: /^[A-Z]{3}$/,
  Dt: /^\d{4}-\d{2}-\d{2}$/,
  CreDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  FrDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  ToDtTm: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
}

/** Everything in which a message departs from the published structure. */
const faults = (version: Camt053Version, node: Node, parent = ''): string[] => {
  const known = sequences(version)
  const sequence =
    known[`${parent}/${node.name}`] ?? (node.children.length > 0 ? known[node.name] : undefined)
  if (sequence === undefined) {
    const form = texts[`${parent}/${node.name}`] ?? texts[node.name]
    const fits = node.children.length === 0 && form?.test(node.text)
    const needsCurrency = node.name === 'Amt'
    if (!fits) return [`${parent}/${node.name}: ${node.text}`]
    return needsCurrency === (node.currency !== undefined) ? [] : [`${node.name} and its currency`]
  }
  const pattern = sequence
    .split(' ')
    .map((part) => part.replace(/^(\w+)([?*+]?)$/, '(?:$1 )$2'))
    .join('')
  const children = node.children.map(({ name }) => `${name} `).join('')
  const own = new RegExp(`^${pattern}$`).test(children) ? [] : [`${node.name}: ${children}`]
  return [...own, ...node.children.flatMap((child) => faults(version, child, node.name))]
}

const find = (node: Node, path: string): Node[] =>
  path
    .split('/')
    .reduce<Node[]>(
      (nodes, name) =>
        nodes.flatMap(({ children }) => children.filter((child) => child.name === name)),
      [node],
    )

describe.each(camt053Versions)('a statement as %s', (version) => {
  const message = {
    version,
    messageId: '0'.repeat(32),
    createdAt: testTime,
    statementId: (currency: string) => `${currency}-1`,
    endToEndIds: new Map([['p-1', 'INVOICE-7 & 8']]),
  }
  const { root, namespace } = parse(camt053(statement, message))

  it('keeps to the published structure, element by element', () => {
    expect(namespace).toBe(`urn:iso:std:iso:20022:tech:xsd:${version}`)
    expect(faults(version, root)).toEqual([])
  })

  it('says on which side each amount stands', () => {
    const [euros] = find(root, 'BkToCstmrStmt/Stmt')
    if (!euros) throw new Error('no statement')
    const sides = (path: string) =>
      find(euros, path).map(({ children }) =>
        children
          .filter(({ name }) => name === 'Amt' || name === 'CdtDbtInd')
          .map(({ text }) => text),
      )
    expect(sides('Bal')).toEqual([
      ['5.00', 'DBIT'],
      ['6.50', 'CRDT'],
    ])
    expect(sides('Ntry')).toEqual([
      ['12.50', 'CRDT'],
      ['1.00', 'DBIT'],
    ])
    expect(find(euros, 'TxsSummry/TtlNtries/Sum').map(({ text }) => text)).toEqual(['13.50'])
  })

  it.each([
    ['while its last day goes on', '2026-01-31T23:59:59.999Z', 'ITBD'],
    ['once its last day is over', '2026-02-01T00:00:00.000Z', 'CLBD'],
  ])('says what its last balance is %s', (_when, createdAt, kind) => {
    const made = parse(camt053(statement, { ...message, createdAt: Date.parse(createdAt) }))
    const kinds = find(made.root, 'BkToCstmrStmt/Stmt/Bal/Tp/CdOrPrtry/Cd')
    expect(kinds.map(({ text }) => text).slice(0, 2)).toEqual(['OPBD', kind])
    expect(faults(version, made.root)).toEqual([])
  })

  it('tells the payer’s reference of what was paid', () => {
    const references = find(root, 'BkToCstmrStmt/Stmt/Ntry/NtryDtls/TxDtls/Refs/EndToEndId')
    expect(references.map(({ text }) => text)).toEqual(['INVOICE-7 & 8'])
  })

  it('holds whatever texts may hold, and the whole id where it is too long for its place', () => {
    expect(find(root, 'BkToCstmrStmt/Stmt/Acct/Nm')[0]?.text).toBe('Main & <only> "account"')
    const [info] = find(root, 'BkToCstmrStmt/Stmt/Ntry/AddtlNtryInf')
    expect(info?.text).toMatch(/^FEE & <more> bell {2}half\ufffd x+$/)
    expect(find(root, 'BkToCstmrStmt/Stmt/AddtlStmtInf')[0]?.text).toContain(statement.accountId)
  })

  it('is found wrong by this test when it is wrong', () => {
    const [stmt] = find(root, 'BkToCstmrStmt/Stmt')
    if (!stmt) throw new Error('no statement')
    const turned = { ...stmt, children: stmt.children.toReversed() }
    expect(faults(version, turned, 'BkToCstmrStmt')).toHaveLength(1)
  })
})

describe('a statement as CSV', () => {
  it('has a line for each entry, and starts no formula', () => {
    const [euros] = statement.currencies
    const [first] = euros?.entries ?? []
    if (!euros || !first) throw new Error('no entries')
    const entries = [
      { ...first, reference: '=1+1', description: 'say "hi", please' },
      { ...first, amount: '-5', balance: '0', reference: '@cmd', description: 'plain' },
    ]
    const lines = statementCsv({
      ...statement,
      accountId: 'a',
      currencies: [{ ...euros, entries }],
    })
    expect(lines.split('\r\n').slice(1)).toEqual([
      `a,EUR,2026-01-01T12:00:00.000Z,2025-12-31,12.50,7.50,${first.transactionId},,'=1+1,"say ""hi"", please"`,
      `a,EUR,2026-01-01T12:00:00.000Z,2025-12-31,-0.05,0.00,${first.transactionId},,'@cmd,plain`,
      '',
    ])
  })
})
