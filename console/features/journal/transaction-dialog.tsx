import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import classes from '../../ui/form.module.css'
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx'
import { formatMoney } from '../../ui/money.ts'
import { Notice } from '../../ui/notice.tsx'
import { useChange } from '../access/use-change.ts'
import { changedAccounts } from './account-queries.ts'
import {
  emptyTransaction,
  postedAmount,
  transactionOf,
  withoutPosting,
  withPosting,
  type PostingForm,
  type Side,
  type TransactionForm,
} from './transaction-form.ts'

const required = { required: true, withAsterisk: false } as const

/** Posts a transaction by hand, and says beforehand what it would leave. */
export const TransactionDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [form, setForm] = useState(emptyTransaction)
  const post = useChange<{ position: string }>(changedAccounts, () => {
    onClose()
    notifications.show({ message: 'The transaction is posted' })
  })
  const written = transactionOf(form)
  const text = (name: 'reference' | 'description' | 'day') => ({
    value: form[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      setForm({ ...form, [name]: event.currentTarget.value }),
  })
  const submit = () =>
    'postings' in written &&
    post.mutate({ method: 'POST', path: '/v1/journal-transactions', body: written })
  return (
    <FormDialog
      title="New transaction"
      size={620}
      submitLabel="Post"
      problem={post.error}
      isPending={post.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <PostingRows form={form} onChange={setForm} />
      <div className={classes['pair']}>
        <TextInput
          label="Currency"
          {...required}
          minLength={3}
          maxLength={3}
          value={form.currency}
          onChange={({ currentTarget }) =>
            setForm({ ...form, currency: currentTarget.value.toUpperCase() })
          }
        />
        <TextInput label="Takes effect on" type="date" {...text('day')} />
        <TextInput
          label="Reference"
          description="Your own name for it, used once"
          maxLength={140}
          {...text('reference')}
        />
        <TextInput
          label="Description"
          description="Name nobody in it"
          maxLength={140}
          {...text('description')}
        />
      </div>
      <Preview form={form} />
    </FormDialog>
  )
}

interface FormProps {
  readonly form: TransactionForm
  readonly onChange: (form: TransactionForm) => void
}

const sides = [
  { value: 'out', label: 'Takes from' },
  { value: 'in', label: 'Gives to' },
]

const PostingRows = ({ form, onChange }: FormProps): ReactElement => {
  const change = (key: number, part: Partial<PostingForm>) =>
    onChange({
      ...form,
      postings: form.postings.map((one) => (one.key === key ? { ...one, ...part } : one)),
    })
  return (
    <div className={classes['rows']}>
      {form.postings.map((posting, place) => {
        const { key, account, side, amount } = posting
        const line = `of line ${place + 1}`
        return (
          <div key={key} className={classes['row']}>
            <TextInput
              aria-label={`Account ${line}`}
              placeholder="customer:8124:main"
              data-autofocus={place === 0 || undefined}
              required
              maxLength={128}
              value={account}
              onChange={({ currentTarget }) => change(key, { account: currentTarget.value })}
            />
            <Select
              aria-label={`Direction ${line}`}
              allowDeselect={false}
              data={sides}
              value={side}
              onChange={(chosen) => change(key, { side: (chosen ?? side) as Side })}
            />
            <TextInput
              aria-label={`Amount ${line}`}
              placeholder="0.00"
              required
              inputMode="decimal"
              error={amount !== '' && !postedAmount(posting, form.currency)}
              value={amount}
              onChange={({ currentTarget }) => change(key, { amount: currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              mt={3}
              aria-label={`Remove line ${place + 1}`}
              disabled={form.postings.length <= 2}
              onClick={() => onChange(withoutPosting(form, key))}
            >
              <CloseIcon size={13} />
            </ActionIcon>
          </div>
        )
      })}
      <div>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<PlusIcon size={12} />}
          onClick={() => onChange(withPosting(form))}
        >
          Another line
        </Button>
      </div>
    </div>
  )
}

interface Refused {
  readonly accepted: false
  readonly refusal: string
  readonly detail?: Readonly<Record<string, unknown>>
}

type Tried =
  | Refused
  | {
      readonly accepted: true
      readonly balances: readonly {
        readonly accountId: string
        readonly balances: readonly { readonly currency: string; readonly posted: string }[]
      }[]
    }

const refusedInWords = ({ refusal, detail = {} }: Refused): string => {
  const { account, takeable, currency } = detail
  const where = typeof account === 'string' ? ` (${account})` : ''
  const most =
    typeof takeable === 'string' && typeof currency === 'string'
      ? `; ${formatMoney({ minorUnits: takeable, currency })} can be taken`
      : ''
  return `Refused: ${refusal.replaceAll('-', ' ')}${where}${most}.`
}

/** What it would leave on each account, or why it would be refused; the server decides, and writes nothing. */
const Preview = ({ form }: { form: TransactionForm }): ReactElement | null => {
  const [settled] = useDebouncedValue(form, 300)
  const written = transactionOf(settled)
  const isWhole = 'postings' in written
  const tried = useQuery<Tried, ApiProblem>({
    queryKey: ['journal-transactions', 'tried', written],
    queryFn: async ({ signal }) =>
      call('/v1/journal-transactions/dry-runs', { method: 'POST', body: written, signal }),
    enabled: isWhole,
    gcTime: 0,
  })
  if (!isWhole) return <Notice tone="slate">{written.missing}.</Notice>
  if (tried.error)
    return <Notice tone="amber">{tried.error.fields[0]?.reason ?? tried.error.title}</Notice>
  if (!tried.data) return null
  if (!tried.data.accepted) return <Notice tone="amber">{refusedInWords(tried.data)}</Notice>
  return (
    <Notice tone="green" title="Booked afterwards">
      {tried.data.balances.map(({ accountId, balances }) => (
        <div key={accountId}>
          {accountId}:{' '}
          {balances
            .filter(({ currency }) => currency === settled.currency)
            .map(({ currency, posted }) => formatMoney({ minorUnits: posted, currency }))}
        </div>
      ))}
    </Notice>
  )
}
