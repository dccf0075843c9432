import { describe, expect, it } from 'vitest'
import { paymentStatuses } from '../contract.ts'
import { isoReason } from './pain002-reason.ts'
import { groupStatus, isoStatus, transactionStatus, type IsoStatus } from './pain002-status.ts'
import { writePain002, type ReportedTransaction } from './pain002.ts'

const written = async (
  counts: Readonly<Partial<Record<IsoStatus, number>>>,
  transactions: readonly Partial<ReportedTransaction>[] = [],
  version: '03' | '10' = '10',
): Promise<string> => {
  const file = {
    reportId: 'R1',
    reportedAt: '2026-11-21T10:00:00.000Z',
    version,
    messageId: 'A & B',
    format: 'pain.001.001.09',
    createdAt: '2026-11-21T08:00:00',
    transactions: 2,
    counts: new Map(Object.entries(counts) as [IsoStatus, number][]),
  }
  const all = async function* () {
    for (const one of transactions)
      yield {
        paymentInformationId: 'BLOCK',
        instructionId: undefined,
        endToEndId: 'E',
        uetr: undefined,
        status: 'ACSC' as const,
        reasons: [],
        railReference: undefined,
        ...one,
      }
  }
  let text = ''
  for await (const piece of writePain002(file, all)) text += piece
  return text
}

const statusOf = (counts: Readonly<Partial<Record<IsoStatus, number>>>) =>
  groupStatus(new Map(Object.entries(counts) as [IsoStatus, number][]))

describe('the status of a group', () => {
  it.each([
    [{ ACSC: 2 }, 'ACSC'],
    [{ ACSC: 2, RJCT: 0 }, 'ACSC'],
    [{ RJCT: 2 }, 'RJCT'],
    [{ RJCT: 1, CANC: 1 }, 'RJCT'],
    [{ CANC: 2 }, 'RJCT'],
    [{ ACSC: 1, RJCT: 1 }, 'PART'],
    [{ ACSC: 1, PDNG: 1 }, 'PART'],
    [{ ACSC: 1, RCVD: 1 }, 'PART'],
    [{ ACSC: 1, ACSP: 1 }, 'ACSP'],
    [{ ACTC: 1, ACCP: 1 }, 'ACTC'],
    [{ PDNG: 1, RJCT: 1 }, 'PDNG'],
    [{ RCVD: 2 }, 'RCVD'],
    [{}, 'RCVD'],
  ] as const)('of %j is %s', (counts, status) => {
    expect(statusOf(counts)).toBe(status)
  })

  it('says something of every status that a payment can have', () => {
    const older = ['ACTC', 'RJCT', 'PDNG', 'ACCP', 'ACSP', 'ACSC', 'ACWC']
    for (const status of paymentStatuses)
      expect(older).toContain(transactionStatus(isoStatus[status], '03'))
  })
})

describe('a report', () => {
  it('lists nothing where the group says it all, and escapes what was sent', async () => {
    const text = await written({ ACSC: 2 }, [{}, {}])
    expect(text).toContain('<OrgnlMsgId>A &amp; B</OrgnlMsgId>')
    expect(text).not.toContain('TxInfAndSts')
    expect(text.endsWith('</CstmrPmtStsRpt></Document>\n')).toBe(true)
  })

  it('opens a block for each payment information, in the order of the file', async () => {
    const text = await written({ ACSC: 2, RJCT: 1 }, [
      { paymentInformationId: 'ONE' },
      {
        paymentInformationId: 'TWO',
        status: 'RJCT',
        reasons: [{ code: 'AC04', reason: 'Closed' }],
      },
      { paymentInformationId: 'TWO', uetr: '8a562c67-ca16-48ba-b074-65581be6f001' },
    ])
    expect(text.match(/<OrgnlPmtInfId>\w+/g)).toEqual(['<OrgnlPmtInfId>ONE', '<OrgnlPmtInfId>TWO'])
    expect(text.match(/<\/?OrgnlPmtInfAndSts>/g)).toHaveLength(4)
    expect(text).toContain(
      '<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Closed</AddtlInf></StsRsnInf>',
    )
    expect(text).toContain('<OrgnlUETR>8a562c67-ca16-48ba-b074-65581be6f001</OrgnlUETR>')
  })

  it('keeps to the closed list of the older version', async () => {
    const text = await written({ CANC: 1, ACSC: 1 }, [{ status: 'CANC' }, {}], '03')
    expect(text).not.toContain('CANC')
    expect(text).not.toContain('OrgnlUETR')
  })

  it('gives a reason that has no code as the sender knows it', () => {
    expect(isoReason('AM04')).toBe('AM04')
    expect(isoReason('iban-check-digits-wrong')).toBe('AC01')
    expect(isoReason('control-sum-mismatch')).toBe('AM10')
    expect(isoReason('payer-erased')).toBeUndefined()
  })
})
