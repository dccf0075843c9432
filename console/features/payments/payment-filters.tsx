import { Button, CloseButton, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type SyntheticEvent, type ReactElement } from 'react'
import { AlertIcon, FileIcon, SearchIcon } from '../../ui/icons.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { paymentSummary } from './payment-queries.ts'
import type { PaymentSearch } from './payment-search.ts'
import classes from './payments.module.css'
import { statuses, statusLooks } from './payment-status.ts'

interface PaymentFiltersProps {
  readonly search: PaymentSearch
  readonly onChange: (search: PaymentSearch) => void
}

/** Narrows the list; what is chosen stands in the address. */
export const PaymentFilters = ({ search, onChange }: PaymentFiltersProps): ReactElement => {
  const { sort, ...filters } = search
  const without = (...names: readonly (keyof PaymentSearch)[]): PaymentSearch =>
    Object.fromEntries(
      Object.entries(search).filter(([name]) => !names.some((dropped) => dropped === name)),
    )
  return (
    <search className={classes['filters']} aria-label="Filter payments">
      <EndToEndIdInput
        value={search.endToEndId ?? ''}
        onSubmit={(endToEndId) =>
          onChange({ ...without('endToEndId'), ...(endToEndId ? { endToEndId } : {}) })
        }
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        clearable
        w={150}
        data={statuses.map((status) => ({ value: status, label: statusLooks[status].label }))}
        value={search.status ?? null}
        onChange={(status) => onChange({ ...without('status'), ...(status ? { status } : {}) })}
      />
      <CurrencySelect
        value={search.currency}
        onChange={(currency) =>
          onChange({ ...without('currency'), ...(currency ? { currency } : {}) })
        }
      />
      <Button
        variant={search.attention ? 'light' : 'default'}
        aria-pressed={search.attention ?? false}
        leftSection={<AlertIcon size={14} />}
        onClick={() =>
          onChange({ ...without('attention'), ...(search.attention ? {} : { attention: true }) })
        }
      >
        Needs attention
      </Button>
      {search.fileId && (
        <LinkButton
          variant="light"
          leftSection={<FileIcon size={14} />}
          rightSection={
            <CloseButton
              component="span"
              size="xs"
              aria-label="Show the payments of all files"
              onClick={(event) => {
                event.preventDefault()
                onChange(without('fileId'))
              }}
            />
          }
          to="/files/$fileId"
          params={{ fileId: search.fileId }}
        >
          File {search.fileId.slice(-8)}
        </LinkButton>
      )}
      {Object.keys(filters).length > 0 && (
        <Button variant="subtle" color="gray" onClick={() => onChange(sort ? { sort } : {})}>
          Clear
        </Button>
      )}
    </search>
  )
}

interface EndToEndIdInputProps {
  readonly value: string
  readonly onSubmit: (endToEndId: string) => void
}

const EndToEndIdInput = ({ value, onSubmit }: EndToEndIdInputProps): ReactElement => {
  const [text, setText] = useState(value)
  const [taken, setTaken] = useState(value)
  // The address has changed, by the back button for example: the text follows it.
  if (taken !== value) {
    setTaken(value)
    setText(value)
  }
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    onSubmit(text.trim())
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        data-filter
        aria-label="End-to-end id"
        placeholder="End-to-end id, then Enter"
        leftSection={<SearchIcon size={14} />}
        rightSection={
          text !== '' && (
            <CloseButton
              size="xs"
              aria-label="Clear the end-to-end id"
              onClick={() => {
                setText('')
                onSubmit('')
              }}
            />
          )
        }
        maxLength={35}
        spellCheck={false}
        w={250}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </form>
  )
}

interface CurrencySelectProps {
  readonly value: string | undefined
  readonly onChange: (currency: string | undefined) => void
}

/** Offers the currencies that there are payments in. */
const CurrencySelect = ({ value, onChange }: CurrencySelectProps): ReactElement => {
  const summary = useQuery(paymentSummary)
  const used = summary.data?.items.map(({ currency }) => currency) ?? []
  const currencies = [...new Set(value ? [...used, value] : used)].sort()
  return (
    <Select
      aria-label="Currency"
      placeholder="Any currency"
      clearable
      searchable
      w={140}
      data={currencies}
      value={value ?? null}
      onChange={(currency) => onChange(currency ?? undefined)}
      nothingFoundMessage="No payments in it"
    />
  )
}
