import { Button, Group, Select, TextInput } from '@mantine/core'
import { useState, type ReactElement, type SyntheticEvent } from 'react'
import { SearchIcon } from '../../ui/icons.tsx'
import { spaced } from '../../ui/words.ts'
import type { AuditSearch } from './access-queries.ts'

const kinds: readonly (readonly [string, readonly string[]])[] = [
  [
    'Signing in',
    ['SignInSucceeded', 'SignInFailed', 'UserLocked', 'SessionEnded', 'SessionsEnded'],
  ],
  ['Dead letters', ['OperatorActed']],
  ['Refusals', ['RequestsRefused', 'CredentialsRefused']],
  [
    'Personal data',
    [
      'PersonalDataUnmasked',
      'SubjectHeld',
      'SubjectReleased',
      'SubjectErased',
      'SubjectKeyDestroyed',
    ],
  ],
  [
    'Accounts and rights',
    [
      'UserCreated',
      'RolesChanged',
      'PasswordSet',
      'UserDisabled',
      'UserEnabled',
      'IdentityLinked',
      'CertificateIntroduced',
      'ApiKeyIssued',
      'ApiKeyRevoked',
      'SignInPolicyChanged',
    ],
  ],
  [
    'Second factors',
    [
      'PasskeyRegistered',
      'TotpEnrolled',
      'RecoveryCodesIssued',
      'FactorUsed',
      'FactorRemoved',
      'FactorsReset',
    ],
  ],
]

interface AuditFiltersProps {
  readonly search: AuditSearch
  readonly onChange: (search: AuditSearch) => void
}

/** Who, what, when. */
export const AuditFilters = ({ search, onChange }: AuditFiltersProps): ReactElement => {
  const set = (name: keyof AuditSearch, value: string | null): void => {
    const { [name]: _dropped, ...others } = search
    onChange(value ? { ...others, [name]: value } : others)
  }
  return (
    <search aria-label="Filter the audit">
      <Group gap="sm" align="flex-end">
        <Select
          label="What"
          placeholder="Anything"
          clearable
          searchable
          w={220}
          data={kinds.map(([group, items]) => ({
            group,
            items: items.map((value) => ({ value, label: spaced(value) })),
          }))}
          value={search.kind ?? null}
          onChange={(kind) => set('kind', kind)}
        />
        <ActorInput
          key={search.actor ?? ''}
          value={search.actor ?? ''}
          onSubmit={(actor) => set('actor', actor)}
        />
        <TextInput
          type="date"
          label="From"
          value={search.from ?? ''}
          onChange={({ currentTarget }) => set('from', currentTarget.value)}
        />
        <TextInput
          type="date"
          label="To"
          value={search.to ?? ''}
          onChange={({ currentTarget }) => set('to', currentTarget.value)}
        />
        {Object.keys(search).length > 0 && (
          <Button variant="subtle" color="gray" onClick={() => onChange({})}>
            Clear
          </Button>
        )}
      </Group>
    </search>
  )
}

interface ActorInputProps {
  readonly value: string
  readonly onSubmit: (actor: string) => void
}

const ActorInput = ({ value, onSubmit }: ActorInputProps): ReactElement => {
  const [text, setText] = useState(value)
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    onSubmit(text.trim())
  }
  return (
    <form onSubmit={submit}>
      <TextInput
        label="Who"
        placeholder="user:…, api-key:…, anonymous"
        w={260}
        leftSection={<SearchIcon size={14} />}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onBlur={() => text.trim() !== value && onSubmit(text.trim())}
      />
    </form>
  )
}
