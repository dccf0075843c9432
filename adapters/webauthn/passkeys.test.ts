import { describe, expect, it } from 'vitest'
import { softwareAuthenticator } from '../../testing/software-authenticator.ts'
import { webauthnPasskeys } from './passkeys.ts'

const place = { origin: 'https://millrace.test', rpId: 'millrace.test' }
const challenge = 'c'.repeat(43)
const ceremony = { ...place, challenge }

const registered = async (authenticator = softwareAuthenticator()) => {
  const credential = await webauthnPasskeys.made(authenticator.make(ceremony), challenge, place)
  if (!credential) throw new Error('was not kept')
  return { authenticator, credential }
}

describe('a passkey', () => {
  it('is kept with what is needed to know it again', async () => {
    const { authenticator, credential } = await registered()
    expect(credential).toMatchObject({
      id: authenticator.id,
      counter: 1,
      isSynced: false,
      transports: ['internal'],
    })
  })

  it.each([
    ['another challenge', { ...ceremony, challenge: 'd'.repeat(43) }],
    ['another origin', { ...ceremony, origin: 'https://millrace.evil' }],
    ['another site', { ...ceremony, rpId: 'millrace.evil' }],
  ])('that was made for %s is not kept', async (_which, wrong) => {
    const made = softwareAuthenticator().make(wrong)
    expect(await webauthnPasskeys.made(made, challenge, place)).toBeUndefined()
  })

  it('that is no passkey at all is not kept', async () => {
    const made = { id: 'AAAA', clientDataJSON: 'AAAA', attestationObject: 'AAAA' }
    expect(await webauthnPasskeys.made(made, challenge, place)).toBeUndefined()
  })

  it('opens with its own signature over this challenge, and shows its counter', async () => {
    const { authenticator, credential } = await registered()
    const used = authenticator.use(ceremony)
    expect(await webauthnPasskeys.used(used, challenge, place, credential, true)).toBe(2)
    const other = softwareAuthenticator().use(ceremony)
    const forged = { ...other, id: credential.id }
    expect(await webauthnPasskeys.used(forged, challenge, place, credential, true)).toBeUndefined()
    expect(
      await webauthnPasskeys.used(used, 'e'.repeat(43), place, credential, true),
    ).toBeUndefined()
  })

  it('that shows an old counter is a copy, and opens nothing', async () => {
    const { authenticator, credential } = await registered()
    authenticator.counter = 1
    const used = authenticator.use(ceremony)
    expect(await webauthnPasskeys.used(used, challenge, place, credential, true)).toBeUndefined()
  })

  it('that saw nobody opens only where it is not alone', async () => {
    const { authenticator, credential } = await registered(
      softwareAuthenticator({ verifies: false }),
    )
    const use = (mustVerify: boolean) =>
      webauthnPasskeys.used(authenticator.use(ceremony), challenge, place, credential, mustVerify)
    expect(await use(true)).toBeUndefined()
    expect(await use(false)).toBe(3)
  })
})
