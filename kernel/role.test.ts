import { describe, expect, it } from 'vitest'
import { mayAct, roles, type Role } from './role.ts'

const caller = (...held: Role[]) => ({ actor: 'user:1', roles: held })

describe('Who may act', () => {
  it.each<[string, Role[], Role[], boolean]>([
    ['one who has the role', ['operator'], ['operator'], true],
    ['one who has one of the roles', ['viewer', 'compliance'], ['compliance', 'operator'], true],
    ['nobody who has only others', ['viewer', 'approver'], ['operator'], false],
    ['nobody without a role', [], ['viewer'], false],
    ['nobody where no role is allowed', ['administrator'], [], false],
  ])('%s', (_, held, allowed, expected) => {
    expect(mayAct(caller(...held), allowed)).toBe(expected)
  })

  it('no role includes another: an administrator is no operator', () => {
    for (const held of roles)
      expect(roles.filter((allowed) => mayAct(caller(held), [allowed]))).toEqual([held])
  })
})
