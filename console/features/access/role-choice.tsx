import { Checkbox, Stack } from '@mantine/core'
import type { ReactElement } from 'react'
import type { Role } from './roles.ts'

interface RoleChoiceProps {
  readonly options: readonly { readonly value: Role; readonly label: string }[]
  readonly value: readonly Role[]
  readonly onChange: (roles: readonly Role[]) => void
}

export const RoleChoice = ({ options, value, onChange }: RoleChoiceProps): ReactElement => (
  <Checkbox.Group label="Roles" value={[...value]} onChange={(chosen) => onChange(chosen)}>
    <Stack gap={7} mt={6}>
      {options.map((option) => (
        <Checkbox key={option.value} size="xs" value={option.value} label={option.label} />
      ))}
    </Stack>
  </Checkbox.Group>
)
