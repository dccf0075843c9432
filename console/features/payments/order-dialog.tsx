import { Button, Collapse, Select, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useNavigate } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import classes from '../../ui/form.module.css'
import { DownIcon } from '../../ui/icons.tsx'
import { formatMoney } from '../../ui/money.ts'
import { amountOf, emptyOrder, faultOf, orderOf, type OrderForm } from './order-form.ts'

interface Taken {
  readonly paymentId: string
  readonly status: string
  readonly isDuplicate?: true
  readonly rejection?: { readonly reason: string }
}

const said = ({ isDuplicate, rejection, status }: Taken): string => {
  if (isDuplicate) return 'This order is there already: here is its payment'
  if (rejection) return `Rejected: ${rejection.reason}`
  return status === 'awaiting-approval'
    ? 'The payment waits for somebody else to approve it'
    : 'The payment is on its way'
}

/** Orders one payment by hand, and opens it. */
export const OrderDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const navigate = useNavigate()
  const [form, setForm] = useState(emptyOrder)
  const send = useAction<ReturnType<typeof orderOf>, Taken>(
    async (body, idempotencyKey) => call('/v1/payments', { method: 'POST', body, idempotencyKey }),
    async (taken) => {
      onClose()
      notifications.show({ message: said(taken) })
      const { paymentId } = taken
      await navigate({ to: '/payments/$paymentId', params: { paymentId } })
    },
  )
  const amount = amountOf(form)
  const fields = send.error?.fields ?? []
  const input: InputOf = (name, ...asked) => ({
    value: form[name],
    onChange: ({ currentTarget }) => setForm({ ...form, [name]: currentTarget.value }),
    error: faultOf(fields, ...asked),
  })
  return (
    <FormDialog
      title="New payment"
      size={560}
      submitLabel={amount ? `Pay ${formatMoney(amount)}` : 'Pay'}
      problem={send.error}
      isPending={send.isPending}
      onSubmit={() => amount && send.mutate(orderOf(form, amount))}
      onClose={onClose}
    >
      <div className={classes['pair']}>
        <PartyInputs legend="From" side="debtor" input={input} />
        <PartyInputs legend="To" side="creditor" input={input} />
      </div>
      <div className={classes['pair']}>
        <TextInput
          label="Amount"
          {...required}
          {...input('amount', 'amount')}
          inputMode="decimal"
          error={form.amount !== '' && !amount ? 'Not an amount' : faultOf(fields, 'amount')}
        />
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
        <TextInput
          label="Reference"
          description="End-to-end id, carried to the payee"
          {...required}
          maxLength={35}
          {...input('endToEndId', 'endToEndId')}
        />
        <TextInput
          label="What it is for"
          description="Up to 140 characters"
          maxLength={140}
          {...input('remittance', 'remittance')}
        />
      </div>
      <More form={form} onChange={setForm} input={input} />
    </FormDialog>
  )
}

const required = { required: true, withAsterisk: false } as const

type TextOf = { [Name in keyof OrderForm]: OrderForm[Name] extends string ? Name : never }
type TextName = TextOf[keyof OrderForm]

/** A text of the form as the props of its input; `asked` are its names in the request. */
type InputOf = (
  name: TextName,
  ...asked: readonly string[]
) => {
  readonly value: string
  readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void
  readonly error: string | undefined
}

interface PartyInputsProps {
  readonly legend: string
  readonly side: 'debtor' | 'creditor'
  readonly input: InputOf
}

const PartyInputs = ({ legend, side, input }: PartyInputsProps): ReactElement => (
  <fieldset className={classes['party']}>
    <legend>{legend}</legend>
    <TextInput
      label="Name"
      data-autofocus={side === 'debtor' || undefined}
      {...required}
      maxLength={140}
      {...input(`${side}Name`, `${side}/name`)}
    />
    <TextInput
      label="IBAN or account number"
      {...required}
      maxLength={42}
      {...input(`${side}Account`, `${side}/iban`, `${side}/account`)}
    />
  </fieldset>
)

const services = [
  { value: '', label: 'As its accounts say' },
  { value: 'sepa', label: 'SEPA' },
  { value: 'instant', label: 'Instant' },
  { value: 'urgent', label: 'Urgent' },
  { value: 'same-day', label: 'Same day' },
]

const bearers = [
  { value: '', label: 'Not said' },
  { value: 'SLEV', label: 'As the service says' },
  { value: 'SHAR', label: 'Each its own' },
  { value: 'DEBT', label: 'The payer all' },
  { value: 'CRED', label: 'The payee all' },
]

interface MoreProps {
  readonly form: OrderForm
  readonly onChange: (form: OrderForm) => void
  readonly input: InputOf
}

/** What few payments need. */
const More = ({ form, onChange, input }: MoreProps): ReactElement => {
  const [isOpen, setOpen] = useState(false)
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        rightSection={<DownIcon size={12} />}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Less' : 'When, how and what else'}
      </Button>
      <Collapse expanded={isOpen}>
        <div className={classes['pair']} style={{ marginTop: 12 }}>
          <TextInput
            label="Day"
            description="Left out: now"
            type="date"
            {...input('day', 'requestedExecutionDate')}
          />
          <Select
            label="Service"
            description="Rules choose a rail by it"
            allowDeselect={false}
            data={services}
            value={form.service}
            error={input('service', 'serviceLevel').error}
            onChange={(service) => onChange({ ...form, service: service ?? '' })}
          />
          <TextInput
            label="Purpose"
            placeholder="SALA"
            maxLength={35}
            {...input('purpose', 'purpose')}
          />
          <Select
            label="Charges"
            allowDeselect={false}
            data={bearers}
            value={form.charges}
            onChange={(charges) => onChange({ ...form, charges: charges ?? '' })}
          />
          <TextInput
            label="Creditor reference"
            placeholder="RF18 5390 0754 7034"
            maxLength={35}
            {...input('creditorReference', 'creditorReference')}
          />
          <Switch
            className={classes['switch'] ?? ''}
            label="Only hold the money"
            description="It is captured later, in parts or whole"
            checked={form.isHold}
            onChange={({ currentTarget }) => onChange({ ...form, isHold: currentTarget.checked })}
          />
        </div>
      </Collapse>
    </div>
  )
}
