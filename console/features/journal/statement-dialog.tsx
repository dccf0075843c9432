import { Select, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { download } from '../../api/download.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import classes from '../../ui/form.module.css'

const formats = [
  { value: 'camt.053.001.08', label: 'ISO 20022: camt.053.001.08' },
  { value: 'camt.053.001.02', label: 'ISO 20022: camt.053.001.02' },
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
]

interface StatementDialogProps {
  readonly accountId: string
  readonly onClose: () => void
}

const today = (): string => new Date().toISOString().slice(0, 10)

/** What was booked on the days from one to another, as a file. */
export const StatementDialog = ({ accountId, onClose }: StatementDialogProps): ReactElement => {
  const [from, setFrom] = useState(() => `${today().slice(0, 8)}01`)
  const [to, setTo] = useState(today)
  const [format, setFormat] = useState('camt.053.001.08')
  const path = `/v1/accounts/${encodeURIComponent(accountId)}/statements`
  const fetched = useAction(
    async (query: { from: string; to: string; format: string }) =>
      download(path, query, `${accountId.replaceAll(':', '-')}_${from}_${to}.json`),
    onClose,
  )
  return (
    <FormDialog
      title="Statement"
      submitLabel="Download"
      problem={fetched.error}
      isPending={fetched.isPending}
      onSubmit={() => fetched.mutate({ from, to, format })}
      onClose={onClose}
    >
      <div className={classes['pair']}>
        <TextInput
          label="From"
          type="date"
          data-autofocus
          required
          withAsterisk={false}
          value={from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <TextInput
          label="To"
          description="Included; days are in UTC"
          inputWrapperOrder={['label', 'input', 'description']}
          type="date"
          required
          withAsterisk={false}
          value={to}
          onChange={({ currentTarget }) => setTo(currentTarget.value)}
        />
      </div>
      <Select
        label="Format"
        allowDeselect={false}
        data={formats}
        value={format}
        onChange={(chosen) => setFormat(chosen ?? format)}
      />
    </FormDialog>
  )
}
