import { formatDecimal, money } from '../kernel/money.ts'

export type GeneratedPain001 = Readonly<{
  version: '03' | '09'
  transactions: number
  /** The same seed gives the same file; other seeds give other end-to-end ids too. */
  seed: number
  /** EUR if absent. */
  currency?: string
}>

const transactionsPerBlock = 1_000

/** A valid file of invented people and accounts, for load and property tests. */
export const generatePain001 = ({
  version,
  transactions,
  seed,
  currency = 'EUR',
}: GeneratedPain001): string => {
  const below = randomBelow(seed)
  const amounts = Array.from({ length: transactions }, () => BigInt(1 + below(500_000)))
  const decimal = (parts: readonly bigint[]): string =>
    formatDecimal(
      money(
        parts.reduce((total, part) => total + part, 0n),
        currency,
      ),
    )

  const blocks: string[] = []
  for (let start = 0; start < transactions; start += transactionsPerBlock) {
    const ofBlock = amounts.slice(start, start + transactionsPerBlock)
    const transfers = ofBlock.map((amount, index) =>
      transfer(version, `E2E-${seed}-${start + index + 1}`, decimal([amount]), currency, below),
    )
    const number = blocks.length + 1
    blocks.push(block(version, `BLOCK-${seed}-${number}`, decimal(ofBlock), transfers, below))
  }
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.${version}">
<CstmrCdtTrfInitn>
<GrpHdr><MsgId>GENERATED-${seed}-${transactions}</MsgId><CreDtTm>2026-11-21T08:00:00Z</CreDtTm><NbOfTxs>${transactions}</NbOfTxs><CtrlSum>${decimal(amounts)}</CtrlSum><InitgPty><Nm>Generated Holding</Nm></InitgPty></GrpHdr>
${blocks.join('\n')}
</CstmrCdtTrfInitn>
</Document>
`
}

export type Below = (bound: number) => number

const block = (
  version: '03' | '09',
  id: string,
  controlSum: string,
  transfers: readonly string[],
  below: Below,
): string => {
  const date = `2026-11-0${1 + below(9)}`
  return `<PmtInf><PmtInfId>${id}</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>${transfers.length}</NbOfTxs><CtrlSum>${controlSum}</CtrlSum>
<ReqdExctnDt>${version === '09' ? `<Dt>${date}</Dt>` : date}</ReqdExctnDt>
<Dbtr><Nm>${companyName(below)}</Nm></Dbtr><DbtrAcct><Id><IBAN>${germanIban(below)}</IBAN></Id></DbtrAcct>${agent(version, 'DbtrAgt')}<ChrgBr>SLEV</ChrgBr>
${transfers.join('\n')}
</PmtInf>`
}

const transfer = (
  version: '03' | '09',
  endToEndId: string,
  amount: string,
  currency: string,
  below: Below,
): string =>
  `<CdtTrfTxInf><PmtId><EndToEndId>${endToEndId}</EndToEndId></PmtId><Amt><InstdAmt Ccy="${currency}">${amount}</InstdAmt></Amt>${agent(version, 'CdtrAgt')}<Cdtr><Nm>${personName(below)}</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></Cdtr><CdtrAcct><Id><IBAN>${germanIban(below)}</IBAN></Id></CdtrAcct><RmtInf><Ustrd>Invoice ${below(1_000_000)}</Ustrd></RmtInf></CdtTrfTxInf>`

const agent = (version: '03' | '09', element: string): string => {
  const bic = version === '09' ? 'BICFI' : 'BIC'
  return `<${element}><FinInstnId><${bic}>MILLDEFFXXX</${bic}></FinInstnId></${element}>`
}

/** An account that nobody has, with the check digits that it would have. */
export const germanIban = (below: Below): string => {
  const account = `${below(90_000_000) + 10_000_000}${String(below(1_000_000_000)).padStart(10, '0')}`
  // DE00 as digits, moved behind the account: D is 13, E is 14.
  const checkDigits = 98n - (BigInt(`${account}131400`) % 97n)
  return `DE${String(checkDigits).padStart(2, '0')}${account}`
}

const givenNames = [
  'Anna',
  'Bashir',
  'Chloé',
  'Dragana',
  'Emeka',
  'Fatma',
  'Grzegorz',
  'Hana',
  'İpek',
  'Jürgen',
]
const familyNames = [
  'Abara',
  'Brandão',
  'Çelik',
  'Dąbrowski',
  'Eklund',
  'Fürst',
  'García',
  'Horváth',
  'Iyer',
  'Jansen',
]

const oneOf = (names: readonly string[], below: Below): string => names[below(names.length)] ?? ''

export const personName = (below: Below): string =>
  `${oneOf(givenNames, below)} ${oneOf(familyNames, below)}-${below(10_000)}`

const companyName = (below: Below): string =>
  `${oneOf(familyNames, below)} &amp; Söhne ${below(1_000)}`

/** A small generator (mulberry32): whole numbers from 0 to below the bound, the same for each seed. */
export const randomBelow = (seed: number): Below => {
  let state = seed | 0
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound
  }
}
