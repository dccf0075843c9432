import Type from 'typebox'

const Bytes = (maxLength: number) =>
  Type.String({ pattern: '^[A-Za-z0-9_-]+$', minLength: 1, maxLength })

/** What was given out and is answered now. */
export const ChallengeText = Type.String({ minLength: 20, maxLength: 300 })
export const Code = Type.String({
  pattern: '^ ?[0-9]{3} ?[0-9]{3} ?$',
  description: 'Six digits of an authenticator app',
})
export const RecoveryCode = Type.String({ minLength: 12, maxLength: 40 })

export const PasskeyMadeSchema = Type.Object({
  id: Bytes(1_400),
  clientDataJSON: Bytes(8_000),
  attestationObject: Bytes(20_000),
  transports: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z-]{1,20}$' }), { maxItems: 8 }),
  ),
})
export const PasskeyUsedSchema = Type.Object({
  id: Bytes(1_400),
  clientDataJSON: Bytes(8_000),
  authenticatorData: Bytes(4_000),
  signature: Bytes(4_000),
  userHandle: Type.Optional(Bytes(200)),
})
export const Label = Type.String({ minLength: 1, maxLength: 60 })
export const FactorParams = Type.Object({ factorId: Type.String({ format: 'uuid' }) })
