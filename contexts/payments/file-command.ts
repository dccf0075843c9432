import type { ContextTools } from '../../kernel/context.ts'
import type { IncomingPayment, ReceivePaymentFile } from './commands.ts'
import { problemsKeptMax } from './events.ts'
import { incomingPayment, type Proposal } from './incoming.ts'
import type { TakenIn } from './iso20022/file-intake.ts'
import type { Pain001File } from './iso20022/pain001-file.ts'
import type { Instruction } from './iso20022/instruction.ts'
import { withoutBlocks, type Pain001End, type Pain001Slice } from './iso20022/pain001-slices.ts'
import { sealInitiatingParty, sealPayments, type PlainPayment } from './sealing.ts'
import { findRemittanceFault } from './validation.ts'

type Tools = Pick<ContextTools, 'vault' | 'ids'>

/** The file's id, from who sent it and what they call it. */
export const fileIdOf = ({ vault, ids }: Tools, { initiatingParty, messageId }: Pain001File) =>
  ids.derive('payment-file', vault.blindIndex('initiating-party', initiatingParty ?? ''), messageId)

/** Makes one command of a file that was read. Its ids come from what the file says of itself. */
export const fileCommand = async (
  tools: Tools,
  { end, digest, upload, kept, only }: TakenIn<Pain001Slice, Extract<Pain001End, { kind: 'read' }>>,
  proposal: Proposal,
): Promise<ReceivePaymentFile> => {
  const { header, transactions, refusedBlocks, warnings } = end
  const { messageId, createdAt, version, declaredControlSum } = header
  const fileId = fileIdOf(tools, header)
  const following = { upload, of: kept, transactions, refusedBlocks }
  const nothing = { payments: [], unreadable: 0, problems: [], problemsTotal: 0 }
  const initiatingParty = await sealInitiatingParty(tools.vault, header.initiatingParty)
  return {
    type: 'ReceivePaymentFile',
    data: {
      fileId,
      messageId,
      format: `pain.001.001.${version}`,
      createdAt,
      ...(initiatingParty ? { initiatingParty } : {}),
      digest: tools.vault.fingerprint([digest, [...refusedBlocks]]),
      ...(declaredControlSum === undefined ? {} : { controlSum: declaredControlSum }),
      ...(only ? await slicePayments(tools, fileId, only, refusedBlocks, proposal) : nothing),
      ...(kept > 0 ? { following } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
    },
  }
}

/** Of one transaction; the others are counted. */
const problemsOfOneMax = 3

/** The payments of a slice, sealed, and what could not be read of it. */
export const slicePayments = async (
  { vault, ids }: Tools,
  fileId: string,
  slice: Pain001Slice,
  refusedBlocks: readonly number[],
  proposal: Proposal,
) => {
  const { transactions, instructions, problems } = withoutBlocks(slice, refusedBlocks)
  const sealed = await sealPayments(
    vault,
    instructions.map((instruction) => plainPayment(fileId, instruction)),
  )
  const incoming = sealed.map((payment, place): Promise<IncomingPayment> => {
    const instruction = instructions[place]
    const unfit = findRemittanceFault(instruction?.remittance)
    const paymentId = ids.derive('payment', fileId, String(instruction?.index))
    const at = instruction && { at: { path: instruction.path, line: instruction.line } }
    return incomingPayment(ids, proposal, { paymentId, payment, unfit, ...at })
  })
  const payments = await Promise.all(incoming)
  const counts = new Map<number, number>()
  const kept = problems.filter(({ transaction = 0 }) => {
    const count = (counts.get(transaction) ?? 0) + 1
    counts.set(transaction, count)
    return transaction === 0 || count <= problemsOfOneMax
  })
  return {
    payments,
    unreadable: transactions - instructions.length,
    problems: kept.slice(0, problemsKeptMax),
    problemsTotal: problems.length,
  }
}

const plainPayment = (fileId: string, instruction: Instruction): PlainPayment => ({
  amount: instruction.amount,
  debtor: instruction.debtor,
  creditor: instruction.creditor,
  ...optional('remittance', instruction.remittance),
  ...optional('details', instruction.details),
  endToEndId: instruction.endToEndId,
  requestedExecutionDate: instruction.requestedExecutionDate,
  fileId,
  placeInFile: instruction.index,
  paymentInformationId: instruction.paymentInformationId,
  ...optional('instructionId', instruction.instructionId),
  ...optional('uetr', instruction.uetr),
  ...optional('serviceLevel', instruction.serviceLevel),
  ...optional('chargeBearer', instruction.chargeBearer),
  ...optional('purpose', instruction.purpose),
})

// Absent members stay absent: exactOptionalPropertyTypes tells `undefined` from missing.
const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): Partial<Record<Name, Value>> =>
  value === undefined ? {} : ({ [name]: value } as Record<Name, Value>)
