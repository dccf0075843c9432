import type { CommandDefinition, Decision, Entity } from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.ts'
import type {
  ReceiveFileSlice,
  ReceivePaymentFile,
  RecordFileForgotten,
  ResumeFile,
  StallFile,
} from './commands.ts'
import type { PaymentFileEvent } from './events.ts'
import { resultOf } from './file-result.ts'
import {
  readsTogether,
  readsTogetherThen,
  receiveTogether,
  type ReceivedPayment,
} from './receive-together.ts'

/*
 *   none --> received, with all its payments (they fit into one slice)
 *        --> receiving: slice 1, 2, ... n, each with its payments in one append --> completed --> forgotten
 *                |  a part cannot be had                ^
 *                +--> stalled --> resumed --------------+
 */
export type PaymentFile =
  | { readonly status: 'none' }
  | {
      readonly status: 'receiving' | 'stalled' | 'completed'
      readonly digest: string
      readonly upload: string | undefined
      readonly of: number
      /** The last slice that was received. */
      readonly slice: number
      readonly accepted: number
      readonly rejected: number
    }

export type PaymentFileRefusal = Refusal<
  | 'message-id-reused'
  | 'payment-exists'
  | 'slice-not-due'
  | 'payment-file-unknown'
  | 'file-not-stalled'
>

const evolve = (file: PaymentFile, { type, data }: PaymentFileEvent): PaymentFile => {
  if (type === 'PaymentFileReceived')
    return {
      status: data.of === undefined ? 'completed' : 'receiving',
      digest: data.digest,
      upload: data.upload,
      of: data.of ?? 0,
      slice: 0,
      accepted: data.accepted,
      rejected: data.rejected,
    }
  if (file.status === 'none') return file
  switch (type) {
    case 'PaymentFileAdvanced':
      return {
        ...file,
        slice: data.slice,
        accepted: file.accepted + data.accepted,
        rejected: file.rejected + data.rejected,
      }
    case 'PaymentFileCompleted':
      return { ...file, status: 'completed' }
    case 'PaymentFileStalled':
      return { ...file, status: 'stalled' }
    case 'PaymentFileResumed':
      return { ...file, status: 'receiving', upload: data.upload }
    case 'PaymentFileForgotten':
      return { ...file, upload: undefined }
  }
}

export const paymentFileEntity: Entity<PaymentFile, PaymentFileEvent> = {
  name: 'file',
  initialState: { status: 'none' },
  evolve,
}

/** `file-<fileId>` */
export const paymentFileStream = (fileId: string): string => `file-${fileId}`

/** The inverse of `paymentFileStream`. */
export const fileIdOfStream = (stream: string): string => {
  if (!stream.startsWith('file-')) throw new Error(`${stream} is not a file's stream`)
  return stream.slice('file-'.length)
}

type FileCommand<C extends { readonly type: string; readonly data: unknown }> = CommandDefinition<
  C,
  DomainEvent,
  PaymentFileRefusal
>

const fileRead = (fileId: string) => ({
  stream: paymentFileStream(fileId),
  entity: paymentFileEntity,
})

/**
 * The same file again changes nothing, and whoever sent it is shown the first one; one that has stalled goes on
 * with what was sent now. Another file with the same message id is refused: taking it for a repetition would lose
 * its payments without a word.
 */
export const receivePaymentFile: FileCommand<ReceivePaymentFile> = {
  type: 'ReceivePaymentFile',
  // All are presumed new: their ids come from the file's, which nobody has sent before.
  reads: ({ data: { fileId, payments } }) => [
    { ...fileRead(fileId), presumedNew: true },
    ...readsTogether(payments),
  ],
  readsThen: ({ data: { payments } }, [first, ...states], context) =>
    (first as PaymentFile).status === 'none' ? readsTogetherThen(payments, states, context) : [],
  decide: ({ data }, [first, ...states], context) => {
    const file = first as PaymentFile
    if (file.status !== 'none') return again(data, file)
    const received = receiveTogether(data.payments, states, context)
    // Their ids come from the file's, so this is an id that was made elsewhere: nothing is taken.
    if (received.some(({ decided }) => isRefusal(decided) && decided.refused === 'payment-exists'))
      return refuse('payment-exists')
    return together(data.fileId, [fileReceived(data, received)], received)
  },
}

const again = (
  { fileId, digest, following }: ReceivePaymentFile['data'],
  file: Exclude<PaymentFile, { status: 'none' }>,
): Decision<PaymentFileEvent> | PaymentFileRefusal => {
  if (file.digest !== digest) return refuse('message-id-reused')
  if (file.status !== 'stalled' || !following) return []
  const { upload } = following
  return only(fileId, {
    type: 'PaymentFileResumed',
    data: { upload, slice: file.slice, of: file.of },
  })
}

const only = (fileId: string, ...events: PaymentFileEvent[]): Decision<PaymentFileEvent> => [
  { stream: paymentFileStream(fileId), events },
]

/** The file's events first, then those of its payments, in one append. */
const together = (
  fileId: string,
  ofFile: readonly PaymentFileEvent[],
  received: readonly ReceivedPayment[],
): Decision => [
  { stream: paymentFileStream(fileId), events: ofFile },
  ...received.flatMap(({ decided }) => (isRefusal(decided) ? [] : decided)),
]

export const receiveFileSlice: FileCommand<ReceiveFileSlice> = {
  type: 'ReceiveFileSlice',
  reads: ({ data: { fileId, payments } }) => [fileRead(fileId), ...readsTogether(payments)],
  readsThen: ({ data: { payments } }, [, ...states], context) =>
    readsTogetherThen(payments, states, context),
  decide: ({ data }, [first, ...states], context) => {
    const file = first as PaymentFile
    const { fileId, upload, slice } = data
    if (file.status !== 'receiving' || file.upload !== upload || slice !== file.slice + 1)
      return refuse('slice-not-due')
    const received = receiveTogether(data.payments, states, context)
    const result = resultOf(received, data)
    const advanced: PaymentFileEvent = {
      type: 'PaymentFileAdvanced',
      data: { upload, slice, of: file.of, ...result },
    }
    const completed: PaymentFileEvent = {
      type: 'PaymentFileCompleted',
      data: {
        upload,
        accepted: file.accepted + result.accepted,
        rejected: file.rejected + result.rejected,
      },
    }
    return together(fileId, slice === file.of ? [advanced, completed] : [advanced], received)
  },
}

export const stallFile: FileCommand<StallFile> = {
  type: 'StallFile',
  reads: ({ data }) => [fileRead(data.fileId)],
  decide: ({ data: { fileId, upload, slice, reason } }, [first]) => {
    const file = first as PaymentFile
    if (file.status !== 'receiving' || file.upload !== upload || slice !== file.slice + 1)
      return refuse('slice-not-due')
    return only(fileId, {
      type: 'PaymentFileStalled',
      data: { upload, slice: file.slice, of: file.of, reason },
    })
  },
}

export const resumeFile: FileCommand<ResumeFile> = {
  type: 'ResumeFile',
  reads: ({ data }) => [fileRead(data.fileId)],
  decide: ({ data: { fileId } }, [first]) => {
    const file = first as PaymentFile
    if (file.status === 'none') return refuse('payment-file-unknown')
    if (file.status !== 'stalled' || file.upload === undefined) return refuse('file-not-stalled')
    const { upload, slice, of } = file
    return only(fileId, { type: 'PaymentFileResumed', data: { upload, slice, of } })
  },
}

export const recordFileForgotten: FileCommand<RecordFileForgotten> = {
  type: 'RecordFileForgotten',
  reads: ({ data }) => [fileRead(data.fileId)],
  decide: ({ data: { fileId, upload } }, [first]) => {
    const file = first as PaymentFile
    return file.status === 'completed' && file.upload === upload
      ? only(fileId, { type: 'PaymentFileForgotten', data: { upload } })
      : []
  },
}

const fileReceived = (
  data: ReceivePaymentFile['data'],
  received: readonly ReceivedPayment[],
): PaymentFileEvent => {
  const { messageId, format, createdAt, initiatingParty, digest, following } = data
  const { controlSum, warnings } = data
  return {
    type: 'PaymentFileReceived',
    data: {
      messageId,
      format,
      createdAt,
      ...(initiatingParty ? { initiatingParty } : {}),
      digest,
      transactions: following?.transactions ?? data.unreadable + received.length,
      ...resultOf(received, data),
      ...(controlSum === undefined ? {} : { controlSum }),
      ...(warnings ? { warnings: [...warnings] } : {}),
      ...(following
        ? {
            upload: following.upload,
            of: following.of,
            refusedBlocks: [...following.refusedBlocks],
          }
        : {}),
    },
  }
}

/** Everything that can be asked of a payment file. */
export const paymentFileCommands = [
  receivePaymentFile,
  receiveFileSlice,
  stallFile,
  resumeFile,
  recordFileForgotten,
] as const
