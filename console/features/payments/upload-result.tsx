import { ActionIcon, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { FileProblem } from '../../../contexts/payments/contract.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { CloseIcon, FileIcon } from '../../ui/icons.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Pill } from '../../ui/pill.tsx'
import { FileProgress } from './file-progress.tsx'
import { fileQuery } from './file-queries.ts'
import { FileProblems } from './file-problems.tsx'
import classes from './upload-result.module.css'
import { useUpload, type FileTaken } from './upload.tsx'

/** What became of the file that was sent last. */
export const UploadResult = (): ReactElement | null => {
  const { isSending, fileName, taken, problem, retry, dismiss } = useUpload()
  if (isSending)
    return (
      <Card fileName={fileName} dismiss={dismiss}>
        <Loader size={14} color="gray" /> <span>Being read and checked</span>
      </Card>
    )
  if (problem) return <Refused fileName={fileName} {...{ problem, retry, dismiss }} />
  return taken ? <Taken fileName={fileName} taken={taken} dismiss={dismiss} /> : null
}

interface CardProps {
  readonly fileName: string | undefined
  readonly dismiss: () => void
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly below?: ReactNode
}

const Card = ({ fileName, dismiss, children, actions, below }: CardProps): ReactElement => (
  <section className={classes['card']} aria-label="Uploaded file" aria-live="polite">
    <div className={classes['head']}>
      <FileIcon />
      <span className={classes['name']}>{fileName}</span>
      {children}
      <div className={classes['actions']}>
        {actions}
        <ActionIcon aria-label="Dismiss" onClick={dismiss}>
          <CloseIcon size={14} />
        </ActionIcon>
      </div>
    </div>
    {below}
  </section>
)

interface TakenProps {
  readonly fileName: string | undefined
  readonly taken: FileTaken
  readonly dismiss: () => void
}

const watchEveryMs = 1_000

const Taken = ({ fileName, taken, dismiss }: TakenProps): ReactElement => {
  const { fileId, transactions } = taken
  const watched = useQuery({
    ...fileQuery(fileId),
    enabled: taken.status === 'receiving',
    refetchInterval: ({ state }) => (state.data?.status === 'completed' ? false : watchEveryMs),
  })
  const file = watched.data ?? taken
  const { accepted, problems, problemsTotal } = file
  return (
    <Card
      fileName={fileName}
      dismiss={dismiss}
      actions={
        <LinkButton
          to="/payments"
          search={{ fileId }}
          size="xs"
          variant="default"
          disabled={accepted === 0}
        >
          Show only these
        </LinkButton>
      }
      below={problems.length > 0 && <FileProblems problems={problems} total={problemsTotal} />}
    >
      <span className={classes['count']}>
        {transactions.toLocaleString()} {transactions === 1 ? 'payment' : 'payments'}
      </span>
      <FileProgress file={file} />
    </Card>
  )
}

interface RefusedProps {
  readonly fileName: string | undefined
  readonly problem: ApiProblem
  readonly retry: () => void
  readonly dismiss: () => void
}

const Refused = ({ fileName, problem, retry, dismiss }: RefusedProps): ReactElement => {
  const lines = problem.fields.filter(({ line }) => line !== undefined)
  if (lines.length === 0)
    return (
      <Card
        fileName={fileName}
        dismiss={dismiss}
        below={
          <div style={{ padding: '0 12px 12px' }}>
            <ProblemNotice problem={problem} {...(problem.isTransient ? { onRetry: retry } : {})} />
          </div>
        }
      >
        <Pill tone="red">Not taken</Pill>
      </Card>
    )
  return (
    <Card
      fileName={fileName}
      dismiss={dismiss}
      below={<FileProblems problems={lines.map(asFileProblem)} total={lines.length} />}
    >
      <Pill tone="red">Not taken</Pill>
      <span>{problem.title}.</span>
    </Card>
  )
}

/** `amount-malformed: The amount is ...` as the parts that it was made of. */
const asFileProblem = ({ field, reason, line }: ApiProblem['fields'][number]): FileProblem => {
  const [, code = 'problem', sentence = reason] = /^([a-z0-9-]+): ([\s\S]*)$/.exec(reason) ?? []
  return { path: field, code, reason: sentence, ...(line === undefined ? {} : { line }) }
}
