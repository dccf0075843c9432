import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itWhen } from '../../../testing/run-when.ts'
import { sharedData } from '../../../testing/published-samples.ts'
import { generatePain001 } from '../../../testing/pain001.ts'
import { pain001Limits, type Pain001Limits } from './pain001-limits.ts'
import type { Pain001End } from './pain001-slices.ts'
import { createPain001Reader } from './pain001.ts'
import { readPain001 } from './read-pain001.ts'

const samples = join(import.meta.dirname, '../samples')
const sample = (name: string): string => readFileSync(join(samples, name), 'utf8')

const namespaceOf = (version: string) => `urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}`

/** One transfer of EUR 10.00; each test changes the one thing that it is about. */
const transfer = (endToEndId = 'E2E-1', amount = '10.00'): string => `
      <CdtTrfTxInf>
        <PmtId><EndToEndId>${endToEndId}</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt>
        <CdtrAgt><FinInstnId><BICFI>MILLDEFFXXX</BICFI></FinInstnId></CdtrAgt>
        <Cdtr><Nm>Ada Example</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Cdtr>
        <CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct>
      </CdtTrfTxInf>`

const fileOf = (transfers: readonly string[]): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="${namespaceOf('09')}">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>MSG-1</MsgId>
      <CreDtTm>2026-11-21T08:00:00Z</CreDtTm>
      <NbOfTxs>${transfers.length}</NbOfTxs>
      <InitgPty><Nm>Example Ltd</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>BLOCK-1</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <ReqdExctnDt><Dt>2026-11-30</Dt></ReqdExctnDt>
      <Dbtr><Nm>Example Ltd</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>DE02370400440000000024</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId><BICFI>MILLDEFFXXX</BICFI></FinInstnId></DbtrAgt>${transfers.join('')}
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`

const plain = fileOf([transfer()])

const read = (text: string, limits: Partial<Pain001Limits> = {}) =>
  readPain001([text], { ...pain001Limits, ...limits })

const outcome = (text: string, limits: Partial<Pain001Limits> = {}) => {
  const result = read(text, limits)
  return {
    kind: result.kind,
    accepted: result.kind === 'read' ? result.instructions.length : 0,
    problems: result.problems.map(({ path, line, code }) => ({
      at: path.replace('/Document/CstmrCdtTrfInitn', '…'),
      line,
      code,
    })),
  }
}

const codes = (text: string, limits: Partial<Pain001Limits> = {}) =>
  read(text, limits).problems.map((problem) => problem.code)

/** Refuses to change nothing: a test whose target has gone would prove nothing. */
const changed = (text: string, from: string | RegExp, to: string): string => {
  const result = text.replace(from, to)
  if (result === text) throw new Error(`${from} does not occur`)
  return result
}

const refusedWith = (end: Pain001End) => (end.kind === 'refused' ? end.problems : [])

const inTransaction = (from: string, to: string): string => changed(plain, from, to)
const transaction = '…/PmtInf[1]/CdtTrfTxInf[1]'

describe('a good file', () => {
  it('gives every salary of the .03 sample as an instruction', () => {
    const result = read(sample('salaries.pain.001.001.03.xml'))
    if (result.kind !== 'read') throw new Error(JSON.stringify(result.problems))
    expect(result.problems).toEqual([])
    expect(result.file).toEqual({
      version: '03',
      messageId: 'SALARIES-2026-11',
      createdAt: '2026-11-23T09:12:44+01:00',
      initiatingParty: 'Nordlicht Maschinenbau GmbH',
      declaredCount: 12,
      declaredControlSum: '892295.19',
    })
    expect(result.instructions.map(({ index }) => index)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    ])
    expect(result.instructions[0]).toEqual({
      index: 1,
      block: 1,
      path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]',
      line: expect.any(Number) as number,
      paymentInformationId: 'SAL-2026-11-EUR',
      instructionId: 'SAL-11-001',
      endToEndId: 'SAL-2026-11-4107',
      amount: { minorUnits: '341257', currency: 'EUR' },
      debtor: {
        name: 'Nordlicht Maschinenbau GmbH',
        account: { iban: 'DE38200505501230045678' },
        agentBic: 'HASPDEHHXXX',
        country: 'DE',
      },
      creditor: {
        name: 'Hannah Petersen',
        account: { iban: 'DE02200411330567123401' },
        agentBic: 'COBADEHDXXX',
        country: 'DE',
      },
      remittance: 'Salary November 2026',
      requestedExecutionDate: '2026-11-20',
      serviceLevel: 'sepa',
      chargeBearer: 'SLEV',
      purpose: 'SALA',
      details: {
        debtorAddress: 'Werftstraße, 14, 20457, Hamburg, DE',
        creditorAddress: 'DE',
      },
    })
    expect(result.instructions.at(-1)).toMatchObject({
      amount: { minorUnits: '398750', currency: 'JPY' },
      creditor: { account: { other: '0005-046-1122334' } },
    })
  })

  it('gives every supplier of the .09 sample, whose namespace has a prefix', () => {
    const result = read(sample('suppliers.pain.001.001.09.xml'))
    if (result.kind !== 'read') throw new Error(JSON.stringify(result.problems))
    expect(result.problems).toEqual([])
    expect(result.file.version).toBe('09')
    expect(result.instructions.map(({ endToEndId }) => endToEndId)).toEqual([
      'SUP-48-0001',
      'SUP-48-0002',
      'SUP-48-0003-TRIGGER-REJECT-AM04',
      'SUP-48-0004-TRIGGER-TIMEOUT',
      'SUP-48-0005',
      'SUP-48-0006',
      'SUP-48-0007',
      'SUP-48-0008-TRIGGER-TIMEOUT',
    ])
    expect(result.instructions.map(({ remittance }) => remittance).slice(1, 5)).toEqual([
      'RF18539007547034',
      'Order K-7781',
      'Freight October 2026 41 pallets',
      'EW-99812 EW-99813',
    ])
    expect(result.instructions[0]?.creditor.name).toBe('Rheinwerk Papier & Verpackung GmbH')
    expect(result.instructions[6]?.amount).toEqual({ minorUnits: '1250125', currency: 'KWD' })
    expect(result.instructions[7]?.requestedExecutionDate).toBe('2026-11-21')
  })

  it('may declare its namespace again inside, collapse numbers, use CDATA, comments and instructions', () => {
    let text = changed(plain, '<BICFI>', `<BICFI xmlns="${namespaceOf('09')}">`)
    text = changed(text, '>10.00<', '>\n          10.00\n        <')
    text = changed(text, 'Ada Example', '<![CDATA[Ada & ]]>Ex<!-- who? -->ample')
    text = changed(text, '<Document', '<?xml-stylesheet href="x"?>\n<Document')
    const result = read(changed(text, '</Cdtr>', '</Cdtr><?note x?>'))
    expect(result).toMatchObject({
      kind: 'read',
      problems: [],
      instructions: [{ amount: { minorUnits: '1000' }, creditor: { name: 'Ada & Example' } }],
    })
  })

  it('may carry anything where a payment need not look', () => {
    const extra =
      '<SplmtryData><Envlp><x:any xmlns:x="urn:x"><x:deep>1</x:deep></x:any></Envlp></SplmtryData>'
    expect(outcome(changed(plain, '</CdtTrfTxInf>', `${extra}</CdtTrfTxInf>`))).toEqual({
      kind: 'read',
      accepted: 1,
      problems: [],
    })
  })

  it('is warned once of characters that not every bank carries, and taken all the same', () => {
    const warned = (text: string) => {
      const reader = createPain001Reader()
      reader.write(text)
      const end = reader.end()
      return end.kind === 'read' ? end.warnings : undefined
    }
    expect(warned(plain)).toEqual([])
    const both = changed(changed(plain, 'Ada Example', 'Ädä Exämple'), 'Example Ltd', 'Bëispiel')
    expect(warned(both)).toMatchObject([
      { code: 'characters-outside-sepa', line: 8, reason: expect.stringMatching(/^2 /) as string },
    ])
  })

  it('may begin with a byte order mark and end lines with CR LF', () => {
    expect(outcome(`\uFEFF${plain.replaceAll('\n', '\r\n')}`).accepted).toBe(1)
  })

  it('is the same however it is cut', () => {
    const text = sample('suppliers.pain.001.001.09.xml')
    const whole = read(text)
    for (const size of [1, 7, 64]) {
      const reader = createPain001Reader()
      for (let start = 0; start < text.length; start += size) {
        expect(reader.write(text.slice(start, start + size))).toBe(true)
      }
      const { header } = reader.end() as Extract<Pain001End, { kind: 'read' }>
      const slices = reader.slices()
      expect({
        kind: 'read',
        file: header,
        instructions: slices.flatMap(({ instructions }) => instructions),
        problems: slices.flatMap(({ problems }) => problems),
      }).toEqual(whole)
    }
  })

  it('comes back as it was generated', () => {
    const generated = fc.record({
      version: fc.constantFrom('03' as const, '09' as const),
      transactions: fc.integer({ min: 1, max: 12 }),
      seed: fc.nat(),
      currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    })
    fc.assert(
      fc.property(generated, (options) => {
        const text = generatePain001(options)
        const result = read(text)
        if (result.kind !== 'read') throw new Error(JSON.stringify(result.problems))
        expect(result.problems).toEqual([])
        const ids = [...text.matchAll(/<EndToEndId>([^<]+)/g)].map(([, id]) => id)
        expect(ids).toHaveLength(options.transactions)
        expect(result.instructions.map(({ endToEndId }) => endToEndId)).toEqual(ids)
        const ibans = [...text.matchAll(/<CdtrAcct><Id><IBAN>([^<]+)/g)].map(([, iban]) => ({
          iban,
        }))
        expect(result.instructions.map(({ creditor }) => creditor.account)).toEqual(ibans)
        expect(
          result.instructions.every(({ amount }) => amount.currency === options.currency),
        ).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('is refused, not half read, wherever it is cut off', () => {
    const text = generatePain001({ version: '09', transactions: 2, seed: 7 })
    const end = text.lastIndexOf('</Document>') + '</Document>'.length - 1
    fc.assert(
      fc.property(fc.nat(end), (length) => {
        const result = read(text.slice(0, length))
        expect(result.kind).toBe('refused')
        expect(['xml-truncated', 'xml-empty']).toContain(result.problems[0]?.code)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a file that is refused as a whole', () => {
  it.each([
    ['truncated.xml', 'xml-truncated'],
    ['other-namespace.xml', 'namespace-not-supported'],
    ['count-mismatch.xml', 'transaction-count-mismatch'],
    ['sum-mismatch.xml', 'control-sum-mismatch'],
    ['external-entity.xml', 'xml-doctype-refused'],
    ['entity-bomb.xml', 'xml-doctype-refused'],
  ])('%s: %s', (name, code) => {
    const result = read(sample(`broken/${name}`))
    expect(result.kind).toBe('refused')
    expect(result.problems[0]?.code).toBe(code)
  })

  it.each([
    ['', 'xml-empty'],
    ['<?xml version="1.0"?>\n', 'xml-empty'],
    ['{"payments": []}', 'xml-not-well-formed'],
    ['<Document>', 'namespace-not-supported'],
    [`<a xmlns="${namespaceOf('03')}"/>`, 'root-not-document'],
    [
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.13"/>',
      'namespace-not-supported',
    ],
    [`<Document xmlns="${namespaceOf('09')}"/>`, 'element-missing'],
    [changed(plain, '</Document>', '</Document><Document/>'), 'xml-not-well-formed'],
    [changed(plain, '</Document>', '</Document>x'), 'xml-not-well-formed'],
    [changed(plain, '</Cdtr>', '</Cdtx>'), 'xml-not-well-formed'],
    [changed(plain, '<Cdtr>', '<n:Cdtr>'), 'xml-not-well-formed'],
    [changed(plain, 'Ccy="EUR"', 'Ccy="EUR" Ccy="USD"'), 'xml-not-well-formed'],
    [changed(plain, 'Ada', 'Ada & Co; Eve'), 'xml-not-well-formed'],
    [changed(plain, 'Ada', '&nbsp;'), 'xml-entity-not-defined'],
    [changed(plain, 'Ada', 'A\u0007da'), 'xml-character-not-allowed'],
    [changed(plain, 'Ada', '&#0;'), 'xml-character-not-allowed'],
    [changed(plain, 'Ada', '&#xD800;'), 'xml-character-not-allowed'],
    [changed(plain, '"UTF-8"', '"ISO-8859-1"'), 'xml-encoding-not-supported'],
    [changed(plain, '"1.0"', '"1.1"'), 'xml-version-not-supported'],
    [changed(plain, '<Document', '<!DOCTYPE Document><Document'), 'xml-doctype-refused'],
    [changed(plain, /<GrpHdr>[^]*<\/GrpHdr>/, ''), 'element-missing'],
    [changed(plain, '<MsgId>MSG-1</MsgId>', ''), 'element-missing'],
    [changed(plain, 'MSG-1', ' '), 'element-empty'],
    [changed(plain, 'MSG-1', 'M'.repeat(36)), 'value-too-long'],
    [changed(plain, '2026-11-21T08', '21.11.2026 08'), 'date-time-malformed'],
    [changed(plain, '>1</NbOfTxs>', '>one</NbOfTxs>'), 'transaction-count-malformed'],
    [changed(plain, '>1</NbOfTxs>', '>2</NbOfTxs>'), 'transaction-count-mismatch'],
    [changed(plain, '</NbOfTxs>', '</NbOfTxs><CtrlSum>1O.00</CtrlSum>'), 'control-sum-malformed'],
    [changed(plain, '</NbOfTxs>', '</NbOfTxs><CtrlSum>10.01</CtrlSum>'), 'control-sum-mismatch'],
    [changed(plain, /<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>/, ''), 'element-missing'],
    [
      changed(plain, '</CdtTrfTxInf>', '</CdtTrfTxInf><ChrgBr>SLEV</ChrgBr>'),
      'element-out-of-order',
    ],
    [changed(plain, '</GrpHdr>', '</GrpHdr><PmtInff/>'), 'element-unexpected'],
    [changed(plain, '</GrpHdr>', '</GrpHdr>text'), 'text-unexpected'],
  ])('is refused: %#', (text, code) => {
    const result = read(text)
    expect(result.kind).toBe('refused')
    expect(result.problems[0]?.code).toBe(code)
    expect(result.problems[0]?.reason).toMatch(/^[A-Z0-9].*\.$/)
  })

  it('names the accepted namespaces', () => {
    expect(read('<Document xmlns="urn:other"/>').problems).toEqual([
      {
        path: '/',
        line: 1,
        code: 'namespace-not-supported',
        reason: `The file has another namespace; accepted are pain.001.001.03 to pain.001.001.12.`,
      },
    ])
  })

  it('says where: path and line', () => {
    expect(outcome(changed(plain, '>1</NbOfTxs>', '>2</NbOfTxs>')).problems).toEqual([
      { at: '…/GrpHdr/NbOfTxs', line: 7, code: 'transaction-count-mismatch' },
    ])
    expect(outcome(changed(plain, '</Cdtr>', '</Cdtx>')).problems).toEqual([
      { at: transaction, line: 21, code: 'xml-not-well-formed' },
    ])
    expect(outcome(plain.slice(0, plain.indexOf('<BICFI>'))).problems).toEqual([
      { at: '…/PmtInf[1]/DbtrAgt/FinInstnId', line: 16, code: 'xml-truncated' },
    ])
  })

  it('says where a bare ampersand stands, although it swallows the rest of the file', () => {
    const at = { at: `${transaction}/Cdtr/Nm`, line: 21 }
    expect(outcome(changed(plain, 'Ada', 'Ada & Co')).problems).toEqual([
      { ...at, code: 'xml-truncated' },
    ])
    const beforeAnother = changed(plain, 'Ada Example</Nm>', 'Ada & Co</Nm>\n\n<x>;')
    expect(outcome(beforeAnother).problems).toEqual([{ ...at, code: 'xml-not-well-formed' }])
  })

  it('compares control sums exactly, whatever the currencies and the digits', () => {
    const two = fileOf([transfer('A', '0.10'), changed(transfer('B', '0.2'), 'EUR', 'USD')])
    const withSum = (sum: string) =>
      changed(two, '</NbOfTxs>', `</NbOfTxs><CtrlSum>${sum}</CtrlSum>`)
    for (const sum of ['0.3', '0.30', '.3', ' 0.30000000000000000 '])
      expect(codes(withSum(sum))).toEqual([])
    for (const sum of ['0.30000000000000004', '0.29', '0', '-0.3', '300000000000000000']) {
      expect(codes(withSum(sum))).toEqual(['control-sum-mismatch'])
    }
    expect(codes(withSum('0.300000000000000000'))).toEqual(['control-sum-malformed'])
  })

  it('counts rejected transactions too, but cannot add what is no number', () => {
    const sum = '</NbOfTxs><CtrlSum>20.00</CtrlSum>'
    const one = changed(fileOf([transfer(), transfer('Ä')]), '</NbOfTxs>', sum)
    expect(outcome(one)).toMatchObject({ kind: 'read', accepted: 1 })
    const other = changed(fileOf([transfer(), transfer('B', 'ten')]), '</NbOfTxs>', sum)
    expect(read(other).kind).toBe('refused')
    expect(codes(other)).toEqual(['control-sum-not-verifiable', 'amount-malformed'])
  })

  it('needs nothing more of a file that is refused', () => {
    const reader = createPain001Reader()
    expect(reader.write('<Document xmlns="urn:other">')).toBe(false)
    expect(reader.write('<more>')).toBe(false)
    expect(reader.end()).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'namespace-not-supported' }],
    })
  })
})

describe('a UETR that stands in two transactions', () => {
  const uetr = '8a562c67-ca16-48ba-b074-65581be6f001'
  const named = (endToEndId: string, id = uetr) =>
    changed(transfer(endToEndId), '</EndToEndId>', `</EndToEndId><UETR>${id}</UETR>`)

  it('is refused the second time, and other ones are not', () => {
    const other = named('B', uetr.replace('6f001', '6f002'))
    expect(outcome(fileOf([named('A'), other, named('C')]))).toMatchObject({
      accepted: 2,
      problems: [{ at: '…/PmtInf[1]/CdtTrfTxInf[3]/PmtId/UETR', code: 'uetr-repeated' }],
    })
  })
})

describe('a payment information block that disagrees with itself', () => {
  it.each([
    ['<NbOfTxs>2</NbOfTxs>', 'transaction-count-mismatch'],
    ['<CtrlSum>9.99</CtrlSum>', 'control-sum-mismatch'],
  ])('is refused with its transactions, and no other: %s', (declared, code) => {
    const wrong = changed(plain, '</PmtMtd>', `</PmtMtd>${declared}`)
    const block = /<PmtInf>[^]*<\/PmtInf>/.exec(plain)?.[0] ?? ''
    const other = block.replace('BLOCK-1', 'BLOCK-2').replace('E2E-1', 'E2E-2')
    const both = changed(
      changed(wrong, '</PmtInf>', `</PmtInf>${other}`),
      '<NbOfTxs>1<',
      '<NbOfTxs>2<',
    )
    const result = read(both)
    expect(result).toMatchObject({
      kind: 'read',
      instructions: [{ endToEndId: 'E2E-2', block: 2 }],
    })
    expect(result.problems.map((problem) => problem.code)).toEqual([
      code,
      'payment-information-rejected',
    ])
    expect(result.problems[1]).toMatchObject({ transaction: 1, endToEndId: 'E2E-1' })
  })
})

describe('a transaction that is rejected by itself', () => {
  const rejected: readonly (readonly [string, string, string, string])[] = [
    ['>10.00<', '>10.001<', 'Amt/InstdAmt', 'amount-too-precise'],
    ['>10.00<', '>0.00<', 'Amt/InstdAmt', 'amount-not-positive'],
    ['>10.00<', '>-1<', 'Amt/InstdAmt', 'amount-sign-not-allowed'],
    ['>10.00<', '>1e3<', 'Amt/InstdAmt', 'amount-malformed'],
    ['>10.00<', '>1,000.00<', 'Amt/InstdAmt', 'amount-malformed'],
    ['>10.00<', '><', 'Amt/InstdAmt', 'element-empty'],
    ['>10.00<', '>10000000000000000<', 'Amt/InstdAmt', 'amount-too-large'],
    ['"EUR">10.00', '"JPY">10.50', 'Amt/InstdAmt', 'amount-too-precise'],
    ['"EUR"', '"EUX"', 'Amt/InstdAmt', 'currency-unknown'],
    ['"EUR"', '"BGN"', 'Amt/InstdAmt', 'currency-unknown'],
    ['"EUR"', '"CLF"', 'Amt/InstdAmt', 'currency-not-payable'],
    ['"EUR"', '"XXX"', 'Amt/InstdAmt', 'currency-without-minor-unit'],
    [' Ccy="EUR"', '', 'Amt/InstdAmt', 'currency-missing'],
    [
      '<InstdAmt Ccy="EUR">10.00</InstdAmt>',
      '<EqvtAmt><Amt Ccy="EUR">10.00</Amt><CcyOfTrf>USD</CcyOfTrf></EqvtAmt>',
      'Amt/EqvtAmt',
      'equivalent-amount-not-supported',
    ],
    ['<InstdAmt Ccy="EUR">10.00</InstdAmt>', '', 'Amt', 'element-missing'],
    ['E2E-1', 'x'.repeat(36), 'PmtId/EndToEndId', 'end-to-end-id-too-long'],
    ['E2E-1', 'a_b', 'PmtId/EndToEndId', 'end-to-end-id-character-not-allowed'],
    ['E2E-1', '', 'PmtId/EndToEndId', 'element-empty'],
    ['<EndToEndId>E2E-1</EndToEndId>', '', 'PmtId/EndToEndId', 'element-missing'],
    [
      'DE89370400440532013000',
      'DE89370400440532013001',
      'CdtrAcct/Id/IBAN',
      'iban-check-digits-wrong',
    ],
    ['DE89370400440532013000', 'DE8937040044053201300', 'CdtrAcct/Id/IBAN', 'iban-length-wrong'],
    ['<IBAN>DE89', '<IBAN>\n DE89', 'CdtrAcct/Id/IBAN', 'iban-malformed'],
    ['<IBAN>DE89370400440532013000</IBAN>', '', 'CdtrAcct/Id', 'element-missing'],
    [
      '<IBAN>DE89370400440532013000</IBAN>',
      '<Othr><Id>1</Id></Othr><IBAN/>',
      'CdtrAcct/Id/IBAN',
      'element-out-of-order',
    ],
    ['<Nm>Ada Example</Nm>', '', 'Cdtr/Nm', 'element-missing'],
    ['Ada Example', 'x'.repeat(141), 'Cdtr/Nm', 'value-too-long'],
    ['<Ctry>DE</Ctry>', '<Ctry>ZZ</Ctry>', 'Cdtr/PstlAdr/Ctry', 'country-unknown'],
    ['</Amt>', '</Amt><ChrgBr>NONE</ChrgBr>', 'ChrgBr', 'charge-bearer-unknown'],
    ['</Cdtr>', '</Cdtr><Purpose/>', 'Purpose', 'element-unexpected'],
    ['<Cdtr>', '<Cdtr xmlns="urn:other">', 'Cdtr', 'element-unexpected'],
    ['</Amt>', '</Amt><Amt/>', 'Amt[2]', 'element-repeated'],
    ['</Cdtr>', '</Cdtr><ChrgBr>SLEV</ChrgBr>', 'ChrgBr', 'element-out-of-order'],
    ['<Amt>', '<Amt>about', 'Amt', 'text-unexpected'],
  ]

  // The debtor's elements come first in the file, so the creditor's are the last of their kind.
  const changedLast = (from: string, to: string): string => {
    const at = plain.lastIndexOf(from)
    if (at < 0) throw new Error(`${from} does not occur`)
    return plain.slice(0, at) + to + plain.slice(at + from.length)
  }

  it.each(rejected)('%j as %j: %s %s', (from, to, at, code) => {
    const { kind, accepted, problems } = outcome(changedLast(from, to))
    expect({ kind, accepted }).toEqual({ kind: 'read', accepted: 0 })
    expect(problems).toContainEqual(expect.objectContaining({ at: `${transaction}/${at}`, code }))
  })

  it.each([
    ['>10.00<', '>10.000<', '1000'],
    ['>10.00<', '>0.01<', '1'],
    ['>10.00<', '>.5<', '50'],
    ['>10.00<', '>5.<', '500'],
    ['>10.00<', '>+5<', '500'],
    ['>10.00<', '>9999999999999999.99<', '999999999999999999'],
    ['"EUR"', '"JPY"', '10'],
    ['"EUR"', '"KWD"', '10000'],
    ['E2E-1', 'x'.repeat(35), '1000'],
    ['Ada Example', '𝒳'.repeat(140), '1000'],
    ['<IBAN>DE89370400440532013000</IBAN>', '<Othr><Id>any account 12</Id></Othr>', '1000'],
    ['</Amt>', '</Amt><ChrgBr>SHAR</ChrgBr>', '1000'],
  ])('is accepted on the other side: %j as %j', (from, to, minorUnits) => {
    expect(read(changedLast(from, to))).toMatchObject({
      kind: 'read',
      problems: [],
      instructions: [{ amount: { minorUnits } }],
    })
  })

  it('leaves its neighbours alone, and has its place, its line and its end-to-end id told', () => {
    const result = read(fileOf([transfer('A'), transfer('B', '0'), transfer('C')]))
    expect(result).toMatchObject({
      kind: 'read',
      instructions: [
        { index: 1, endToEndId: 'A' },
        { index: 3, endToEndId: 'C' },
      ],
    })
    expect(result.problems).toEqual([
      {
        path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt',
        line: 26,
        code: 'amount-not-positive',
        reason: 'The amount must be more than zero.',
        transaction: 2,
        paymentInformationId: 'BLOCK-1',
        endToEndId: 'B',
      },
    ])
  })

  it('has everything told at once, one problem for each element', () => {
    const worst = changed(transfer('a_b', '0'), 'DE89370400440532013000', 'DE1234')
    expect(codes(fileOf([worst]))).toEqual([
      'end-to-end-id-character-not-allowed',
      'amount-not-positive',
      'iban-length-wrong',
    ])
  })

  it('repeats no name and no account number in its reasons', () => {
    const secret = 'DE89370400440532013001'
    const text = changed(
      changed(plain, 'DE89370400440532013000', secret),
      'Ada Example',
      'Ada'.repeat(60),
    )
    const told = JSON.stringify(read(text).problems)
    expect(told).toContain('iban-check-digits-wrong')
    expect(told).not.toContain(secret)
    expect(told).not.toContain('Ada')
  })

  it('is told from its neighbours in the sample of mixed quality', () => {
    expect(outcome(sample('broken/some-transactions-wrong.xml'))).toEqual({
      kind: 'read',
      accepted: 7,
      problems: [
        { at: '…/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt', line: 26, code: 'amount-too-precise' },
        {
          at: '…/PmtInf[1]/CdtTrfTxInf[5]/CdtrAcct/Id/IBAN',
          line: 65,
          code: 'iban-check-digits-wrong',
        },
        {
          at: '…/PmtInf[2]/CdtTrfTxInf[2]/PmtId/EndToEndId',
          line: 101,
          code: 'end-to-end-id-character-not-allowed',
        },
        { at: '…/PmtInf[4]/PmtMtd', line: 143, code: 'payment-method-not-supported' },
        { at: '…/PmtInf[4]/CdtTrfTxInf[1]', line: 153, code: 'payment-information-rejected' },
        { at: '…/PmtInf[4]/CdtTrfTxInf[2]', line: 162, code: 'payment-information-rejected' },
      ],
    })
  })
})

describe('payment information that is wrong', () => {
  it.each([
    ['>TRF<', '>CHK<', 'PmtMtd', 'payment-method-not-supported'],
    ['>TRF<', '>TRA<', 'PmtMtd', 'payment-method-not-supported'],
    ['<PmtMtd>TRF</PmtMtd>', '', 'PmtMtd', 'element-missing'],
    ['BLOCK-1', 'B'.repeat(36), 'PmtInfId', 'value-too-long'],
    ['>2026-11-30<', '>2026-11-31<', 'ReqdExctnDt/Dt', 'date-not-in-calendar'],
    ['<Dt>2026-11-30</Dt>', '2026-11-30', 'ReqdExctnDt', 'text-unexpected'],
    ['<Dbtr><Nm>Example Ltd</Nm></Dbtr>', '<Dbtr/>', 'Dbtr/Nm', 'element-missing'],
    ['<Dbtr><Nm>Example Ltd</Nm></Dbtr>', '', 'Dbtr', 'element-missing'],
    [
      'DE02370400440000000024',
      'DE03370400440000000024',
      'DbtrAcct/Id/IBAN',
      'iban-check-digits-wrong',
    ],
    ['MILLDEFFXXX', 'MILLDEF', 'DbtrAgt/FinInstnId/BICFI', 'bic-malformed'],
    ['BICFI>', 'BIC>', 'DbtrAgt/FinInstnId/BIC', 'element-unexpected'],
  ])('rejects its transactions and no others: %j as %j', (from, to, at, code) => {
    const block = /<PmtInf>[^]*<\/PmtInf>/.exec(plain)?.[0] ?? ''
    const wrong = from === 'BICFI>' ? block.replaceAll(from, to) : changed(block, from, to)
    let text = changed(
      plain,
      block,
      wrong + block.replace('E2E-1', 'E2E-2').replace('BLOCK-1', 'BLOCK-2'),
    )
    text = changed(text, '>1</NbOfTxs>', '>2</NbOfTxs>')
    const result = read(text)
    expect(result).toMatchObject({
      kind: 'read',
      instructions: [{ index: 2, endToEndId: 'E2E-2' }],
    })
    expect(outcome(text).problems[0]).toMatchObject({ at: `…/PmtInf[1]/${at}`, code })
    expect(
      result.problems.filter((one) => one.code === 'payment-information-rejected'),
    ).toMatchObject([
      { path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]', endToEndId: 'E2E-1' },
    ])
  })

  it('takes the date from a point in time', () => {
    const text = changed(plain, '<Dt>2026-11-30</Dt>', '<DtTm>2026-11-30T06:00:00Z</DtTm>')
    expect(read(text)).toMatchObject({ instructions: [{ requestedExecutionDate: '2026-11-30' }] })
  })

  it('gives its charge bearer and service level to transactions that have none', () => {
    let text = changed(plain, '</DbtrAgt>', '</DbtrAgt><ChrgBr>SHAR</ChrgBr>')
    text = changed(
      text,
      '</PmtMtd>',
      '</PmtMtd><PmtTpInf><SvcLvl><Cd>URGP</Cd></SvcLvl></PmtTpInf>',
    )
    expect(read(text)).toMatchObject({
      instructions: [{ chargeBearer: 'SHAR', serviceLevel: 'urgent' }],
    })
    text = changed(text, '</Amt>', '</Amt><ChrgBr>DEBT</ChrgBr>')
    expect(read(text)).toMatchObject({ instructions: [{ chargeBearer: 'DEBT' }] })
  })
})

describe('a file that is meant to hurt', () => {
  const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)

  it('may nest as deep as the limit and not deeper', () => {
    const at = (depth: number) =>
      changed(
        plain,
        '</CdtTrfTxInf>',
        `<SplmtryData><Envlp>${nested(depth - 1)}</Envlp></SplmtryData></CdtTrfTxInf>`,
      )
    // Document, initiation, block, transaction and supplementary data are five.
    expect(codes(at(27), { depthMax: 32 })).toEqual([])
    expect(codes(at(28), { depthMax: 32 })).toEqual(['xml-too-deep'])
  })

  it('is left at once when it nests twenty thousand tags', () => {
    const reader = createPain001Reader()
    expect(reader.write(`<Document xmlns="${namespaceOf('09')}">${'<a>'.repeat(20_000)}`)).toBe(
      false,
    )
    const [problem] = refusedWith(reader.end())
    expect(problem).toMatchObject({ code: 'xml-too-deep', line: 1 })
  })

  it('may have as many attributes as the limit and not one more', () => {
    const withAttributes = (count: number) =>
      inTransaction(
        '<Cdtr>',
        `<Cdtr ${Array.from({ length: count }, (_, index) => `a${index}="1"`).join(' ')}>`,
      )
    expect(codes(withAttributes(16), { attributesMax: 16 })).toEqual(['attribute-unexpected'])
    expect(codes(withAttributes(17), { attributesMax: 16 })).toEqual(['xml-too-many-attributes'])
  })

  it('may have texts as long as the limit and not longer, also where nobody looks', () => {
    const withText = (length: number) =>
      inTransaction(
        '</CdtTrfTxInf>',
        `<SplmtryData><Envlp><x>${'x'.repeat(length)}</x></Envlp></SplmtryData></CdtTrfTxInf>`,
      )
    expect(codes(withText(10_000), { textLengthMax: 10_000 })).toEqual([])
    expect(codes(withText(10_001), { textLengthMax: 10_000 })).toEqual(['xml-text-too-long'])
    const attribute = inTransaction('<Cdtr>', `<Cdtr note="${'x'.repeat(10_001)}">`)
    expect(codes(attribute, { textLengthMax: 10_000 })).toEqual(['xml-text-too-long'])
    const inPieces = inTransaction('Ada', `<![CDATA[${'x'.repeat(6_000)}]]>${'y'.repeat(6_000)}`)
    expect(codes(inPieces, { textLengthMax: 10_000 })).toEqual(['xml-text-too-long'])
  })

  it.each([
    ['a comment', '<!--'],
    ['a name', '<'],
    ['an attribute', '<a b="'],
    ['a processing instruction', '<?x '],
    ['a text', ''],
  ])('cannot make the reader hold %s without end', (_name, start) => {
    const reader = createPain001Reader()
    reader.write(`<Document xmlns="${namespaceOf('09')}"><CstmrCdtTrfInitn>${start}`)
    let pieces = 0
    while (pieces < 100 && reader.write('x'.repeat(10_000))) pieces++
    expect(pieces).toBeLessThan(30)
    expect(refusedWith(reader.end())[0]?.code).toMatch(/xml-(token|text)-too-long/)
  })

  it('may have as many transactions as the limit and not one more', () => {
    const three = fileOf([transfer('A'), transfer('B'), transfer('C')])
    expect(outcome(three, { transactionsMax: 3 }).accepted).toBe(3)
    expect(outcome(three, { transactionsMax: 2 }).kind).toBe('refused')
    expect(codes(three, { transactionsMax: 2 })).toEqual(['too-many-transactions'])
  })

  it('may be as long as the limit and not one character longer', () => {
    expect(codes(plain, { documentLengthMax: plain.length })).toEqual([])
    expect(codes(plain, { documentLengthMax: plain.length - 1 })).toEqual(['xml-document-too-long'])
  })

  it('cannot fill one transaction with elements, nor the answer with problems', () => {
    const lines = inTransaction(
      '</CdtTrfTxInf>',
      `<RmtInf>${'<Ustrd>x</Ustrd>'.repeat(3_000)}</RmtInf></CdtTrfTxInf>`,
    )
    expect(codes(lines)).toEqual(['too-many-elements'])
    const unknown = inTransaction('</CdtTrfTxInf>', `${'<x/>'.repeat(1_000)}</CdtTrfTxInf>`)
    expect(codes(unknown, { problemsPerRecordMax: 20 })).toHaveLength(20)
    const many = fileOf(Array.from({ length: 50 }, (_, index) => transfer(`A${index}`, '0')))
    expect(codes(many, { problemsMax: 50 })).toHaveLength(50)
    expect(read(many, { problemsMax: 50 }).kind).toBe('read')
    expect(codes(many, { problemsMax: 30 })[0]).toBe('too-many-problems')
    expect(read(many, { problemsMax: 30 }).kind).toBe('refused')
    const blocks = changed(plain, '</PmtInf>', `</PmtInf>${'<PmtInf/>'.repeat(5_000)}`)
    expect(read(blocks).problems.length).toBeLessThan(100)
  })

  it('may say what it likes: noise never throws', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '&',
      ';',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      'Document',
      'xmlns=',
      ' ',
      'a',
      '\u0000',
      '\uD800',
      '<a>',
      '</a>',
    )
    const noise = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 30 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(noise, fc.nat(plain.length), (text, at) => {
        expect(read(text).kind).toBe('refused')
        expect(['refused', 'read']).toContain(
          read(plain.slice(0, at) + text + plain.slice(at)).kind,
        )
      }),
      { numRuns: 300 },
    )
  }, 60_000)
})

describe('files that lie beside the clone', () => {
  const folder = sharedData('iso20022') ?? ''
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^pain\.001.*\.xml$/.test(name))
    : []
  if (files.length === 0) console.log('Skipped: no pain.001 files in ../shared/data/iso20022')

  itWhen(files.includes('pain.001.001.03.xml'), 'no sample files lie beside the clone')(
    '.03: declares 2 of its 4 transactions; all are good',
    () => {
      const text = readFileSync(join(folder, 'pain.001.001.03.xml'), 'utf8')
      expect(codes(text)).toEqual(['transaction-count-mismatch'])
      const result = read(changed(text, '<NbOfTxs>2<', '<NbOfTxs>4<'))
      expect(result).toMatchObject({ kind: 'read', problems: [] })
      expect(
        result.kind === 'read' &&
          result.instructions.map(({ amount, remittance }) => [amount.minorUnits, remittance]),
      ).toEqual([
        ['15000', 'Invoice-98765'],
        ['30000', 'Invoice-12345'],
        ['25000', 'Invoice-24680'],
        ['20000', 'Invoice-36912'],
      ])
    },
  )

  itWhen(files.includes('pain.001.001.09.xml'), 'no sample files lie beside the clone')(
    '.09: declares 2 of its 5 transactions, and no IBAN has its check digits',
    () => {
      const text = readFileSync(join(folder, 'pain.001.001.09.xml'), 'utf8')
      expect(codes(text)[0]).toBe('transaction-count-mismatch')
      const result = read(changed(text, '<NbOfTxs>2<', '<NbOfTxs>5<'))
      expect(result).toMatchObject({ kind: 'read', instructions: [] })
      expect(result.problems.filter(({ code }) => code === 'iban-check-digits-wrong')).toHaveLength(
        6,
      )
    },
  )
})
