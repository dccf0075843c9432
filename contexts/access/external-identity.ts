import type { Vault } from '../../kernel/personal-data.ts'
import { canonicalJson } from '../../kernel/json.ts'
import type { Ids } from '../../kernel/id.ts'
import type { Actor } from '../../kernel/message.ts'
import type { Role } from '../../kernel/role.ts'
import { userSubject } from './commands.ts'
import type { ExternalAccount } from './external-commands.ts'
import type { ProvenIdentity } from './ports.ts'
import { rolesOfGroups, type RoleMapping } from './role-mapping.ts'
import { actorOf } from './user.ts'

/** An identity as this installation knows it: whom it acts as, and what it may do. */
export interface Recognised {
  readonly userId: string
  readonly actor: Actor
  readonly roles: readonly Role[]
  readonly kind: ExternalAccount['kind']
}

type Tools = { readonly vault: Vault; readonly ids: Pick<Ids, 'derive'> }

/** A client acts under a name of its own, so that nobody takes it for a person. */
export const externalActorOf = (kind: ExternalAccount['kind'], userId: string): Actor =>
  kind === 'person' ? actorOf(userId) : `client:${userId}`

/** The same identity is the same account for ever, whatever it is called; its id tells neither issuer nor subject. */
export const recognise = (
  tools: Tools,
  mapping: RoleMapping,
  identity: ProvenIdentity,
): Recognised => {
  const userId = externalUserIdOf(tools, identity)
  const { kind, roles } = rolesOfGroups(mapping, identity)
  return { userId, kind, roles, actor: externalActorOf(kind, userId) }
}

export const externalUserIdOf = (
  { ids, vault }: Tools,
  identity: Pick<ProvenIdentity, 'issuer' | 'subject'>,
): string => ids.derive('external-identity', identityIndexOf(vault, identity))

const identityIndexOf = (
  vault: Vault,
  { issuer, subject }: Pick<ProvenIdentity, 'issuer' | 'subject'>,
): string => vault.blindIndex('identity', canonicalJson([issuer, subject]))

/** What an account is begun with; the names sealed under whom they belong to. */
export const externalAccountOf = async (
  { vault }: Pick<Tools, 'vault'>,
  identity: ProvenIdentity,
  { userId, kind, roles }: Recognised,
): Promise<ExternalAccount> => {
  const subject = userSubject(userId)
  const [username, displayName] = await vault.seal([
    { subject, field: 'username', value: identity.username },
    { subject, field: 'displayName', value: identity.displayName },
  ])
  if (!username || !displayName) throw new Error('two values were sealed, and fewer came back')
  // No name that can be typed has this index, so a local account and one of a provider never meet.
  const usernameIndex = identityIndexOf(vault, identity)
  return { userId, kind, issuer: identity.issuer, username, usernameIndex, displayName, roles }
}
