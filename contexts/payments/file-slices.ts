import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { ReceiveFileSlice } from './commands.ts'
import type { PaymentFileEvent } from './events.ts'
import { slicePayments } from './file-command.ts'
import type { IncomingRules } from './incoming.ts'
import { forgetAbandoned, forgetUpload, readPart } from './iso20022/file-intake.ts'
import type { Pain001Slice } from './iso20022/pain001-slices.ts'
import {
  fileIdOfStream,
  paymentFileStream,
  receiveFileSlice,
  recordFileForgotten,
  stallFile,
} from './payment-file.ts'
import type { IncomingParts } from './ports.ts'

/*
 *   PaymentFileReceived ---+
 *   PaymentFileAdvanced ---+--> the next part is opened --> ReceiveFileSlice --> PaymentFileAdvanced --> ...
 *   PaymentFileResumed ----+        | gone                                  +--> PaymentFileCompleted
 *                                   +--> StallFile
 *
 * Each step follows from a fact and its command's id from that fact, so a crash at any moment goes on where it
 * stopped, and a step that is made twice does nothing the second time.
 */

type Tools = Pick<ContextTools, 'vault' | 'ids' | 'log' | 'clock'>
type Moving = Extract<
  PaymentFileEvent,
  { type: 'PaymentFileReceived' | 'PaymentFileAdvanced' | 'PaymentFileResumed' }
>
type Prepared = Omit<ReceiveFileSlice['data'], 'fileId' | 'upload' | 'slice'> | 'lost'

/** Files that are taken at one time. */
const filesMax = 4

interface Next {
  readonly upload: string
  readonly slice: number
}

const nextOf = ({ type, data }: Moving): Next | undefined => {
  const { upload, of } = data
  const slice = type === 'PaymentFileReceived' ? 1 : data.slice + 1
  return upload === undefined || of === undefined || slice > of ? undefined : { upload, slice }
}

/** Receives the payments of a large file, slice by slice. */
export const receiveSlices = (
  parts: IncomingParts,
  tools: Tools,
  rules: IncomingRules,
): OutsideCall<Moving, Prepared> => ({
  name: 'receive-file-slices',
  events: ['PaymentFileReceived', 'PaymentFileAdvanced', 'PaymentFileResumed'],
  concerns: (event) => nextOf(event) !== undefined,
  call: async (event) => {
    const next = wanted(event)
    const slice = await readPart<Pain001Slice>({ ...tools, parts }, next.upload, next.slice)
    if (!slice) return 'lost'
    const fileId = fileIdOfStream(event.stream)
    const received = await beginningOf(tools, event)
    // Whoever sent the file proposed its payments, though the platform takes them one after the other.
    const proposal = { rules, proposedBy: received.actor }
    return slicePayments(tools, fileId, slice, received.data.refusedBlocks ?? [], proposal)
  },
  answer: (event, answer) => {
    const data = { fileId: fileIdOfStream(event.stream), ...wanted(event) }
    return answer === 'lost' || answer === 'ambiguous'
      ? {
          definition: stallFile,
          command: {
            type: 'StallFile',
            data: { ...data, reason: answer === 'lost' ? 'part-lost' : 'part-not-readable' },
          },
        }
      : {
          definition: receiveFileSlice,
          command: { type: 'ReceiveFileSlice', data: { ...data, ...answer } },
        }
  },
  concurrencyMax: filesMax,
})

const wanted = (event: Moving): Next => {
  const next = nextOf(event)
  if (!next) throw new Error('a file that is complete was asked for another slice')
  return next
}

const beginningOf = async (
  { log }: Tools,
  event: RecordedEvent<Moving>,
): Promise<RecordedEvent<Received>> => {
  const received =
    event.type === 'PaymentFileReceived' ? event : await receivedEvent({ log }, event.stream)
  if (!received) throw new Error('a file went on before it was received')
  return received
}

type Received = Extract<PaymentFileEvent, { type: 'PaymentFileReceived' }>

/** A file's first event. */
export const receivedEvent = async (
  { log }: Pick<Tools, 'log'>,
  stream: string,
): Promise<RecordedEvent<Received> | undefined> => {
  const [first] = await log.readStream(stream, 0, 1)
  return first as RecordedEvent<Received> | undefined
}

type Completed = Extract<PaymentFileEvent, { type: 'PaymentFileCompleted' }>

/** Removes what was kept of a file as soon as its last payment was received. */
export const forgetFiles = (
  parts: IncomingParts,
  tools: Tools,
): OutsideCall<Completed, 'forgotten'> => ({
  name: 'forget-file-parts',
  events: ['PaymentFileCompleted'],
  call: async ({ data }) => {
    await forgetUpload({ ...tools, parts }, data.upload)
    await forgetUnwanted(parts, tools)
    return 'forgotten'
  },
  answer: ({ stream, data }, answer) => ({
    definition: recordFileForgotten,
    command: {
      type: 'RecordFileForgotten',
      // Where it could not be done, the file goes on naming its upload.
      data: { fileId: fileIdOfStream(stream), upload: answer === 'forgotten' ? data.upload : '' },
    },
  }),
  concurrencyMax: 1,
})

/** Clears uploads that no file in the log waits for. */
export const forgetUnwanted = (parts: IncomingParts, tools: Tools): Promise<void> =>
  forgetAbandoned({ ...tools, parts }, async (upload, fileId) => {
    const story = await storyOf(tools, fileId)
    const last = story.findLast(({ data }) => 'upload' in data && data.upload !== undefined)
    const names = last !== undefined && 'upload' in last.data && last.data.upload === upload
    return names && !story.some(({ type }) => type === 'PaymentFileCompleted')
  })

const eventsReadMax = 5_000

/** All events of a file, in order. */
export const storyOf = async (
  { log }: Pick<Tools, 'log'>,
  fileId: string,
): Promise<readonly RecordedEvent<PaymentFileEvent>[]> =>
  (await log.readStream(
    paymentFileStream(fileId),
    0,
    eventsReadMax,
  )) as readonly RecordedEvent<PaymentFileEvent>[]
