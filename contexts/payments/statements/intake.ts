import type { ContextTools } from '../../../kernel/context.ts'
import type { Json } from '../../../kernel/json.ts'
import type { Sealed, SealRequest } from '../../../kernel/personal-data.ts'
import type { StatementHeader, StatementLine, StatementSlice } from '../iso20022/statement.ts'
import { accountIndex, accountNumber, accountSubject } from '../sealing.ts'
import type { Counterparty, NewStatement, SealedLine } from './events.ts'
import type { ReceiveStatementLines } from './statement.ts'

type Tools = Pick<ContextTools, 'vault' | 'ids'>

/** A statement is known by its account, the bank's number for it, its sequence and its page. */
export const bankStatementId = (
  { vault, ids }: Tools,
  { account, number, sequence = '', page = '' }: StatementHeader,
): string =>
  ids.derive('bank-statement', accountIndex(vault, accountNumber(account)), number, sequence, page)

/** The command of a slice, with everything personal sealed. */
export const linesCommand = async (
  tools: Tools,
  { header, lines, check }: StatementSlice,
): Promise<ReceiveStatementLines> => ({
  type: 'ReceiveStatementLines',
  data: {
    statementId: bankStatementId(tools, header),
    statement: await sealStatement(tools, header),
    lines: await sealLines(tools, header, lines),
    ...(check ? { check } : {}),
  },
})

const sealStatement = async (
  { vault }: Tools,
  { account, ...header }: StatementHeader,
): Promise<NewStatement> => {
  const number = accountNumber(account)
  const index = accountIndex(vault, number)
  const [sealed] = await vault.seal<string>([
    { subject: accountSubject(index), field: 'account', value: number },
  ])
  if (sealed === undefined) throw new Error('nothing was sealed')
  return {
    ...header,
    balances: header.balances.map((balance) => ({ ...balance })),
    account: sealed,
    accountIndex: index,
  }
}

/** What the bank tells of the other side is the other side's; where its account is not told, the account's own. */
const sealLines = async (
  { vault }: Tools,
  { account }: StatementHeader,
  lines: readonly StatementLine[],
): Promise<readonly SealedLine[]> => {
  const own = accountIndex(vault, accountNumber(account))
  const requests = lines.flatMap((line): SealRequest[] => {
    const { counterparty, counterpartyAccount, remittance } = line
    const subject = accountSubject(
      counterpartyAccount === undefined ? own : accountIndex(vault, counterpartyAccount),
    )
    const party: Counterparty = {
      ...(counterparty === undefined ? {} : { name: counterparty }),
      ...(counterpartyAccount === undefined ? {} : { account: counterpartyAccount }),
    }
    return [
      ...(Object.keys(party).length > 0
        ? [{ subject, field: 'counterparty', value: party as Json }]
        : []),
      ...(remittance === undefined ? [] : [{ subject, field: 'remittance', value: remittance }]),
    ]
  })
  const sealed = (await vault.seal<Json>(requests)).values()
  return lines.map(({ counterparty, counterpartyAccount, remittance, ...open }) => ({
    ...open,
    ...(counterparty === undefined && counterpartyAccount === undefined
      ? {}
      : { counterparty: sealed.next().value as Sealed<Counterparty> }),
    ...(remittance === undefined ? {} : { remittance: sealed.next().value as Sealed<string> }),
  }))
}
