import { expect, it } from 'vitest'
import { describedRoutes } from './api-document.ts'

it('What is dangerous asks for a fresh proof of the person, and nothing else does', () => {
  const asking = describedRoutes().flatMap(({ name, stepUp }) => (stepUp ? [name] : []))
  expect(new Set(asking)).toEqual(
    new Set([
      // Personal data
      'revealPayment',
      'eraseSubject',
      'releaseSubject',
      // People, their rights, and how they sign in
      'createUser',
      'changeRoles',
      'disableUser',
      'enableUser',
      'setPassword',
      'endSessions',
      'resetFactors',
      'changeSignInPolicy',
      // Keys of programs
      'issueApiKey',
      'revokeApiKey',
      // Where to things leave the house, and what signs them
      'createWebhookEndpoint',
      'changeWebhookEndpoint',
      'rotateWebhookSecret',
      // What anybody may pay
      'setLimit',
      'changeLimit',
      'removeLimit',
      'approveLimitChange',
      'denyLimitChange',
      'withdrawLimitChange',
      // One's own factors
      'beginTotpEnrolment',
      'enrolTotp',
      'beginPasskeyRegistration',
      'registerPasskey',
      'removeFactor',
      'issueRecoveryCodes',
    ]),
  )
})
