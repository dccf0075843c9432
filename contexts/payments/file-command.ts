import type { ContextTools } from '../../kernel/context.ts'
import type { IncomingPayment, ReceivePaymentFile } from './commands.ts'
import { problemsKeptMax } from './events.ts'
import type { Pain001Result } from './iso20022/pain001.ts'
import { sealInitiatingParty, sealPayments, type PlainPayment } from './sealing.ts'
import { findRemittanceFault } from './validation.ts'

/** Makes one command of a file that was read. Its ids come from what the file says of itself. */
export const fileCommand = async (
  { vault, ids }: Pick<ContextTools, 'vault' | 'ids'>,
  { file, instructions, problems }: Extract<Pain001Result, { kind: 'read' }>,
): Promise<ReceivePaymentFile> => {
  const { messageId, createdAt, version, declaredCount } = file
  const sender = vault.blindIndex('initiating-party', file.initiatingParty ?? '')
  const fileId = ids.derive('payment-file', sender, messageId)
  const plain = instructions.map((instruction): PlainPayment => ({
    amount: instruction.amount,
    debtor: instruction.debtor,
    creditor: instruction.creditor,
    ...(instruction.remittance === undefined ? {} : { remittance: instruction.remittance }),
    endToEndId: instruction.endToEndId,
    requestedExecutionDate: instruction.requestedExecutionDate,
    fileId,
  }))
  const [sealed, initiatingParty] = await Promise.all([
    sealPayments(vault, plain),
    sealInitiatingParty(vault, file.initiatingParty),
  ])
  const payments = sealed.map((payment, place): IncomingPayment => {
    const instruction = instructions[place]
    const unfit = findRemittanceFault(instruction?.remittance)
    const paymentId = ids.derive('payment', fileId, String(instruction?.index))
    return { paymentId, payment, ...(unfit ? { unfit } : {}) }
  })
  return {
    type: 'ReceivePaymentFile',
    data: {
      fileId,
      messageId,
      format: `pain.001.001.${version}`,
      createdAt,
      ...(initiatingParty ? { initiatingParty } : {}),
      digest: vault.fingerprint({ instructions, problems }),
      payments,
      unreadable: declaredCount - instructions.length,
      problems: problems.slice(0, problemsKeptMax),
      problemsTotal: problems.length,
    },
  }
}
