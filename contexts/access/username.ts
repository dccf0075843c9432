import type { Vault } from '../../kernel/personal-data.ts'

/** However it is typed, it is one name. */
export const normalizeUsername = (typed: string): string =>
  typed.normalize('NFKC').trim().toLowerCase()

/** What a username is found by. */
export const usernameIndexOf = (vault: Vault, username: string): string =>
  vault.blindIndex('username', normalizeUsername(username))
