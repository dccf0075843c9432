import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Fragment, useCallback, type ReactElement } from 'react'
import type { PaymentFileShown } from '../../../contexts/payments/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { Time } from '../../ui/time.tsx'
import { ResumeFile } from './resume-file.tsx'
import { FileProgress } from './file-progress.tsx'
import { FileProblems } from './file-problems.tsx'
import { fileQuery } from './file-queries.ts'
import { showMasked } from './masked.ts'
import classes from './payment-drawer.module.css'

/** One payment file: what it brought, and what was wrong with it. */
export const FileDrawer = (): ReactElement => {
  const { fileId } = useParams({ from: '/signed-in/files/$fileId' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/files' })
  }, [navigate])
  const file = useQuery(fileQuery(fileId))
  return (
    <SidePanel key={fileId} title={`File ${fileId.slice(-12)}`} onClose={close}>
      {file.error && !file.data ? (
        <ProblemNotice problem={file.error} onRetry={file.refetch} />
      ) : file.data ? (
        <FileBody file={file.data} />
      ) : (
        <Skeleton height={220} radius={10} />
      )}
    </SidePanel>
  )
}

const FileBody = ({ file }: { file: PaymentFileShown }): ReactElement => {
  const { fileId, messageId, sums } = file
  return (
    <div className={classes['stack']}>
      <div className={classes['top']}>
        <div>
          <div className={classes['amount']} style={{ fontSize: '1.25rem' }}>
            {messageId}
          </div>
          <div className={classes['reference']}>
            <FileProgress file={file} />
          </div>
        </div>
        <div style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
          <Button
            component="a"
            href={`/v1/payment-files/${fileId}/status-report`}
            download
            variant="default"
          >
            Status report (pain.002)
          </Button>
          <LinkButton to="/payments" search={{ fileId }} variant="default">
            Show its payments
          </LinkButton>
        </div>
      </div>
      <Facts>
        <Fact name="File id">
          <span className="mono">{fileId}</span> <Copy value={fileId} label="Copy the file id" />
        </Fact>
        <Fact name="Format">{file.format}</Fact>
        <Fact name="Initiating party">{showMasked(file.initiatingParty ?? '–')}</Fact>
        <Fact name="Received">
          <Time at={file.receivedAt} />
        </Fact>
        <Fact name="Written by the sender">{file.createdAt}</Fact>
        <Fact name="Payments">{file.transactions.toLocaleString()}</Fact>
        <Fact name="Accepted sums">
          {sums.map(({ sum, count }) => (
            <Fragment key={sum.currency}>
              <span className="tabular">
                {formatMoney(sum)} in {count.toLocaleString()}
              </span>
              <br />
            </Fragment>
          ))}
        </Fact>
      </Facts>
      <Problems file={file} />
    </div>
  )
}

const Problems = ({ file }: { file: PaymentFileShown }): ReactElement => {
  const { fileId, problems, problemsTotal } = file
  return (
    <section className={classes['section']}>
      <h3>Problems</h3>
      <div style={{ display: 'grid', gap: 8 }}>
        {file.status === 'stalled' && (
          <Notice tone="red" title="Its next payments cannot be had">
            The reason is {file.stalledBecause}. Send the same file again, or try once more.
            <ResumeFile fileId={fileId} />
          </Notice>
        )}
        {file.warnings?.map(({ code, reason }) => (
          <Notice key={code} tone="amber" title={reason} />
        ))}
        {problems.length === 0 ? (
          file.status === 'completed' && (
            <Notice tone="green" title="Every payment of this file was accepted" />
          )
        ) : (
          <div className={classes['problemBox']}>
            <FileProblems problems={problems} total={problemsTotal} />
          </div>
        )}
      </div>
    </section>
  )
}
