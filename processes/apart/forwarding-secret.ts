import { deriveKey } from '../../adapters/node/sealing.ts'
import type { Secrets } from '../secrets.ts'

/** What gateways sign with for workers: all processes that share the master key share it too. */
export const forwardingSecret = ({ masterKey }: Pick<Secrets, 'masterKey'>): Buffer =>
  deriveKey(masterKey, 'forwarding')
