import { Button, Group, Stack } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import type { Factors, RecoveryCodes } from '../../../contexts/access/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { FileIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import { FactorLine } from './factor-line.tsx'
import classes from './security.module.css'
import { useFactorChange } from './use-factor-change.ts'

const fewCodes = 3

/** Codes for the day on which the telephone is gone. */
export const RecoveryLine = ({ factors }: { factors: Factors }): ReactElement => {
  const [codes, setCodes] = useState<readonly string[]>()
  const issue = useFactorChange<RecoveryCodes>((answer) => setCodes(answer.codes))
  const { recoveryCodesLeft: left, recoveryCodesIssuedAt } = factors
  return (
    <FactorLine
      icon={<FileIcon size={16} />}
      title="Recovery codes"
      state={
        <Pill tone={left === 0 ? 'red' : left <= fewCodes ? 'amber' : 'green'}>
          {left === 0 ? 'None' : `${left} left`}
        </Pill>
      }
      actions={
        <Button
          size="xs"
          variant={left === 0 ? 'filled' : 'default'}
          loading={issue.isPending}
          onClick={() => issue.mutate({ method: 'POST', path: '/v1/account/recovery-codes' })}
        >
          {left === 0 ? 'Make codes' : 'Make new ones'}
        </Button>
      }
    >
      {left > 0 && recoveryCodesIssuedAt ? (
        <>
          Made <Time at={recoveryCodesIssuedAt} />. Each opens your account once, behind the
          password. New ones make the old ones void.
        </>
      ) : (
        'Without them, losing your telephone or security key means asking an administrator.'
      )}
      {issue.error && <ProblemNotice problem={issue.error} />}
      {codes && <CodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </FactorLine>
  )
}

interface CodesDialogProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

const CodesDialog = ({ codes, onClose }: CodesDialogProps): ReactElement => {
  const text = `${codes.join('\n')}\n`
  return (
    // Closed by its button alone: a click beside it must not lose the codes.
    <Dialog
      onClose={onClose}
      title="Your recovery codes"
      size={480}
      centered
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Notice tone="amber" title="Put them away now">
          They are shown here and never again. Print them, or keep them where your passwords are.
        </Notice>
        <ol className={classes['codes']}>
          {codes.map((code) => (
            <li key={code} className="mono">
              {code}
            </li>
          ))}
        </ol>
        <Group justify="space-between">
          <Group gap="xs">
            <Button
              variant="default"
              size="xs"
              component="a"
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
              download="millrace-recovery-codes.txt"
            >
              Download
            </Button>
            <Copy value={text} label="Copy all codes" />
          </Group>
          <Button data-autofocus onClick={onClose}>
            I have put them away
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
