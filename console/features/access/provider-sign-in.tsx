import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { SignInMethods } from '../../../contexts/access/contract.ts'
import { call, withQuery } from '../../api/client.ts'
import { Notice } from '../../ui/notice.tsx'
import classes from './sign-in.module.css'

const path = '/v1/provider-sign-in'

/** How one can sign in here, besides a user name and a password. */
export const signInMethodsQuery = queryOptions<SignInMethods>({
  queryKey: ['sign-in-methods'],
  queryFn: async () => call('/v1/sign-in-methods'),
  staleTime: 'static',
})

/** Leads to the identity provider and back to `to`; `again` where it has to ask whoever it knows already. */
export const providerSignInAddress = (to: string | undefined, again = false): string =>
  withQuery(path, { to, ...(again ? { again } : {}) })

/** Ends the provider's own session too, so that the next person at this machine is asked who they are. */
export const providerSignOutAddress = `${path}/sign-out`

/** Nothing where no identity provider is set up. */
export const ProviderSignIn = ({ to }: { to: string | undefined }): ReactElement | null => {
  const { data } = useQuery(signInMethodsQuery)
  if (!data?.provider) return null
  return (
    <div className={classes['provider']}>
      <Button component="a" href={providerSignInAddress(to)} fullWidth size="md">
        Sign in with {data.provider.name}
      </Button>
      <div className={classes['or']}>or with an account of this installation</div>
    </div>
  )
}

const sentences: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  'no-attempt': {
    title: 'The sign-in took too long',
    text: 'It was begun more than ten minutes ago, or in another browser. Begin again.',
  },
  'attempt-used': {
    title: 'This sign-in has been used',
    text: 'Each counts once. Begin again.',
  },
  'denied-by-provider': {
    title: 'The identity provider let nobody through',
    text: 'The sign-in was cancelled, or your account there may not use Millrace.',
  },
  'provider-mismatch': {
    title: 'The answer of the identity provider did not fit',
    text: 'Begin again. If it happens again, an administrator finds the reason in the audit.',
  },
  'not-proved-again': {
    title: 'The identity provider did not ask who you are',
    text: 'What you want to do needs a fresh proof, and it gave none. Ask an administrator.',
  },
  'no-role': {
    title: 'You have no role here yet',
    text: 'The identity provider knows you, but none of your groups may do anything here. Ask an administrator.',
  },
  'not-a-person': {
    title: 'This account belongs to a program',
    text: 'Programs call the API; the console is for people.',
  },
  'account-disabled': {
    title: 'Your account is closed',
    text: 'An administrator closed it here, whatever the identity provider says.',
  },
  'provider-unavailable': {
    title: 'The identity provider cannot be reached',
    text: 'Try again in a moment.',
  },
}

const unknown = {
  title: 'Signing in did not work',
  text: 'Try again in a moment.',
}

/** Why somebody who came back from the identity provider is not signed in. */
export const RefusedSignIn = ({ reason }: { reason: string }): ReactElement => {
  const { title, text } = Object.hasOwn(sentences, reason)
    ? (sentences[reason] ?? unknown)
    : unknown
  return (
    <div className={classes['refused']}>
      <Notice tone="red" title={title} urgent>
        {text}
      </Notice>
    </div>
  )
}
