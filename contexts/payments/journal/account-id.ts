/** `customer:8124:main`: parts of letters, digits, `-`, `_` and `.`, separated by colons. Names nobody. */
export const accountIdPattern = '^[A-Za-z0-9][A-Za-z0-9._-]*(:[A-Za-z0-9][A-Za-z0-9._-]*)*$'
export const accountIdLengthMax = 96

const form = new RegExp(accountIdPattern)

export const isAccountId = (text: string): boolean =>
  text.length <= accountIdLengthMax && form.test(text)

/** Where payments come from whose caller names no account. */
export const payersAccount = 'payers'
/** The other side of what is set aside by the journal's own holds. */
export const holdsAccount = 'holds'
export const disputesAccount = 'disputes'

/** Money between us and a rail: `clearing:sepa`. */
export const clearingAccount = (rail: string): string => `clearing:${rail}`

const standing: ReadonlySet<string> = new Set([payersAccount, holdsAccount, disputesAccount])

/** Standing accounts exist without being opened; they are open accounts of every currency. */
export const isStandingAccount = (accountId: string): boolean =>
  standing.has(accountId) || /^clearing:[^:]+$/.test(accountId)
