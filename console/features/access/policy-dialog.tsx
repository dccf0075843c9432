import { Text } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { SignInPolicy } from '../../../contexts/access/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { RoleChoice } from './role-choice.tsx'
import { userRoleOptions, type Role } from './roles.ts'
import { useChange } from './use-change.ts'

const path = '/v1/sign-in-policy'

const signInPolicy = queryOptions<SignInPolicy, ApiProblem>({
  queryKey: ['access', 'sign-in-policy'],
  queryFn: async ({ signal }) => call(path, { signal }),
})

/** Which roles sign in with a second factor. */
export const PolicyDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const policy = useQuery(signInPolicy)
  const [chosen, choose] = useState<readonly Role[]>()
  const change = useChange({ path, queryKey: signInPolicy.queryKey }, onClose)
  const roles = chosen ?? policy.data?.secondFactorRoles ?? []
  return (
    <FormDialog
      title="Sign-in policy"
      submitLabel="Save"
      problem={change.error}
      isPending={change.isPending || policy.isPending}
      onClose={onClose}
      onSubmit={() => change.mutate({ method: 'PUT', path, body: { secondFactorRoles: roles } })}
    >
      {policy.error && <ProblemNotice problem={policy.error} onRetry={policy.refetch} />}
      <Text size="sm" c="dimmed">
        Whoever has one of these roles needs a passkey or an authenticator app. Those who have none
        yet are led to set one up, and can do nothing else before.
      </Text>
      <RoleChoice options={userRoleOptions} value={roles} onChange={choose} />
    </FormDialog>
  )
}
