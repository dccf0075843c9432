import { Button } from '@mantine/core'
import type { ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { Copy } from '../../ui/copy.tsx'
import { ShieldIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { useMay } from '../access/use-session.ts'
import type { LogStatus, Verdict } from './platform-queries.ts'
import classes from './platform.module.css'

/** A log: how far it reaches, the hash that it ends with, and the proof that nothing was changed. */
export const LogCard = ({ log }: { log: LogStatus }): ReactElement => {
  const mayVerify = useMay('compliance', 'administrator')
  const verify = useAction<string, Verdict>(async (name, idempotencyKey) =>
    call(`/v1/logs/${encodeURIComponent(name)}/verify`, { method: 'POST', idempotencyKey }),
  )
  return (
    <article className={classes['log']}>
      <div className={classes['logHead']}>
        <h3 className={classes['logName']}>{log.name}</h3>
        {mayVerify && (
          <Button
            size="xs"
            variant="default"
            leftSection={<ShieldIcon size={13} />}
            loading={verify.isPending}
            onClick={() => verify.mutate(log.name)}
          >
            Verify
          </Button>
        )}
      </div>
      <div className={classes['position']}>
        {log.position.toLocaleString()}
        <span className={classes['unit']}>
          events{log.queueLength > 0 && `, ${log.queueLength.toLocaleString()} commands wait`}
        </span>
      </div>
      <div className={classes['hash']}>
        <span>Hash</span>
        <code className="mono" title={log.hash}>
          {log.hash}
        </code>
        <Copy value={log.hash} label="Copy the hash" />
      </div>
      {verify.error && <ProblemNotice problem={verify.error} />}
      {verify.data && <VerdictNotice verdict={verify.data} />}
    </article>
  )
}

const heldAgainst = (checkpoints: number): string => {
  if (checkpoints === 0) return '; there is no signed checkpoint yet to hold them against'
  return checkpoints === 1
    ? ' and fit one signed checkpoint'
    : ` and fit ${checkpoints.toLocaleString()} signed checkpoints`
}

const problemsShownMax = 5

const VerdictNotice = ({ verdict }: { verdict: Verdict }): ReactElement => {
  const { position, checkpoints, problems } = verdict
  if (problems.length === 0)
    return (
      <Notice tone="green" title="Verified: nothing was changed" urgent>
        All {position.toLocaleString()} events were recomputed{heldAgainst(checkpoints)}.
      </Notice>
    )
  return (
    <Notice tone="red" title="The log is not what it was" urgent>
      {problems.slice(0, problemsShownMax).map(({ position: at, what }) => (
        <div key={`${at} ${what}`}>
          At position {at.toLocaleString()}: {what}
        </div>
      ))}
      {problems.length > problemsShownMax && (
        <div>and {problems.length - problemsShownMax} more</div>
      )}
    </Notice>
  )
}
