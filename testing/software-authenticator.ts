import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { PasskeyMade, PasskeyUsed } from '../contexts/access/ports.ts'

interface Ceremony {
  readonly challenge: string
  readonly origin: string
  readonly rpId: string
}

export interface AuthenticatorSettings {
  /** Whether it sees a finger, a face or a PIN. */
  readonly verifies?: boolean
  /** 0 for ever, as passkeys that live on several devices do. */
  readonly counts?: boolean
}

export interface SoftwareAuthenticator {
  readonly id: string
  /** The counter that it shows next; set it back to be a copy of itself. */
  counter: number
  make(ceremony: Ceremony): PasskeyMade
  use(ceremony: Ceremony): PasskeyUsed
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const digest = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest()

/** A passkey as a device would hold it (ES256, attestation `none`), for tests of the server alone. */
export const softwareAuthenticator = ({
  verifies = true,
  counts = true,
}: AuthenticatorSettings = {}): SoftwareAuthenticator => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  const authenticatorData = (rpId: string, attested?: Buffer): Buffer => {
    const flags = 0x01 | (verifies ? 0x04 : 0) | (attested ? 0x40 : 0)
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(authenticator.counter)
    if (counts) authenticator.counter++
    return Buffer.concat([digest(rpId), Buffer.from([flags]), counter, attested ?? Buffer.alloc(0)])
  }
  const clientData = (type: string, { challenge, origin }: Ceremony): Buffer =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticator: SoftwareAuthenticator = {
    id: text(id),
    counter: counts ? 1 : 0,
    make: (ceremony) => {
      const key = Buffer.concat([
        // A COSE key: EC2, ES256, P-256, and its two coordinates.
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const data = authenticatorData(ceremony.rpId, attested)
      const attestationObject = Buffer.concat([
        // {fmt: "none", attStmt: {}, authData: <bytes>}
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ])
      return {
        id: text(id),
        clientDataJSON: text(clientData('webauthn.create', ceremony)),
        attestationObject: text(attestationObject),
        transports: ['internal'],
      }
    },
    use: (ceremony) => {
      const data = authenticatorData(ceremony.rpId)
      const client = clientData('webauthn.get', ceremony)
      const signed = Buffer.concat([data, digest(client)])
      return {
        id: text(id),
        clientDataJSON: text(client),
        authenticatorData: text(data),
        signature: text(sign('sha256', signed, privateKey)),
      }
    },
  }
  return authenticator
}
