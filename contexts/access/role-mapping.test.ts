import { describe, expect, it } from 'vitest'
import { readRoleMapping, rolesOfGroups, type RoleMapping } from './role-mapping.ts'

const mapping = readRoleMapping({
  desk: ['operator'],
  leads: ['operator', 'approver'],
  robots: ['service'],
}) as RoleMapping

const of = (...groups: string[]) => rolesOfGroups(mapping, { groups, isProgram: false })

describe('the roles of somebody in groups', () => {
  it('are those of all their groups, each once', () => {
    expect(of('desk', 'leads')).toEqual({ kind: 'person', roles: ['operator', 'approver'] })
  })

  it('are none for groups that are not named, whatever they are called', () => {
    expect(of('Desk', 'desk ', '__proto__', 'toString')).toEqual({ kind: 'person', roles: [] })
  })

  it('are those of a program where one of them says so, and then without approving', () => {
    expect(of('leads', 'robots')).toEqual({ kind: 'program', roles: ['operator', 'service'] })
    expect(rolesOfGroups(mapping, { groups: ['leads'], isProgram: true })).toEqual({
      kind: 'program',
      roles: ['operator'],
    })
  })
})

describe('a mapping of groups to roles', () => {
  it.each<[value: unknown, problem: RegExp]>([
    [null, /object of groups/],
    [[], /object of groups/],
    [{}, /at least one group/],
    [{ desk: 'operator' }, /^\/desk must be a list/],
    [{ desk: [] }, /^\/desk must be a list/],
    [{ desk: ['operator', 'Operator'] }, /^\/desk names "Operator", which is none of viewer/],
    [{ desk: [null] }, /^\/desk names null/],
    [{ robots: ['service', 'approver'] }, /programs do not approve/],
    [Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [n, ['viewer']])), /at most 1000/],
  ])('%j is refused', (value, problem) => {
    expect(readRoleMapping(value)).toMatch(problem)
  })
})
