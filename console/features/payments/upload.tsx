import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, use, useState, type ReactElement, type ReactNode } from 'react'
import type { FileProblem } from '../../../contexts/payments/contract.ts'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { freshSample, newTry } from './fresh-sample.ts'
import type { Sample } from './samples.ts'

/** What became of a file: the server's answer to it. */
export interface FileTaken {
  readonly fileId: string
  readonly messageId: string
  readonly status: 'receiving' | 'completed' | 'stalled'
  readonly transactions: number
  readonly accepted: number
  readonly rejected: number
  readonly problems: readonly FileProblem[]
  readonly problemsTotal: number
  readonly position: string
}

interface FileSent {
  readonly fileName: string
  readonly text: string
}

interface Upload {
  readonly send: (file: File) => Promise<void>
  readonly trySample: (sample: Sample) => Promise<void>
  readonly isSending: boolean
  readonly fileName: string | undefined
  readonly taken: FileTaken | undefined
  readonly problem: ApiProblem | null
  readonly retry: () => void
  readonly dismiss: () => void
}

const UploadContext = createContext<Upload | undefined>(undefined)

/** Sending files, from any page. */
export const useUpload = (): Upload => {
  const upload = use(UploadContext)
  if (!upload) throw new Error('Files are sent below UploadProvider')
  return upload
}

export const UploadProvider = ({ children }: { children: ReactNode }): ReactElement => {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [fileName, setFileName] = useState<string>()
  const action = useAction<FileSent, FileTaken>(
    async ({ text }, idempotencyKey) =>
      call('/v1/payment-files', {
        method: 'POST',
        file: { text, mediaType: 'application/xml' },
        idempotencyKey,
      }),
    async () => client.invalidateQueries({ queryKey: ['payment-files'] }),
  )
  const start = async (sent: FileSent): Promise<void> => {
    setFileName(sent.fileName)
    action.mutate(sent)
    await navigate({ to: '/payments', search: {} })
  }
  const upload: Upload = {
    send: async (file) => start({ fileName: file.name, text: await file.text() }),
    trySample: async (sample) =>
      start({
        fileName: sample.fileName,
        text: freshSample(await sample.load(), newTry(), new Date()),
      }),
    isSending: action.isPending,
    fileName,
    taken: action.data,
    problem: action.error,
    retry: () => action.variables && action.mutate(action.variables),
    dismiss: action.reset,
  }
  return <UploadContext value={upload}>{children}</UploadContext>
}
