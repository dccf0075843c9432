import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ok } from '../kernel/reply.ts'
import { liveRoute, route, type Access, type ExchangeRoute } from '../kernel/route.ts'
import { routeDefects, routesWithoutAccess } from './route-defects.ts'

const change = (more: object): ExchangeRoute => ({
  ...route({
    method: 'POST',
    path: '/v1/parcels/:parcelId',
    name: 'changeParcel',
    summary: 'Change a parcel',
    tag: 'Parcels',
    access: { roles: ['operator'] },
    replies: { 200: Type.Any() },
    handle: () => Promise.resolve(ok({})),
  }),
  ...more,
})

const accessDefects = (access: unknown) =>
  routesWithoutAccess([change({ access: access as Access })]).join()

describe('a route', () => {
  it('that says who may call it has no defect', () => {
    expect(accessDefects({ roles: ['operator', 'service'] })).toBe('')
    expect(accessDefects({ open: 'signing in comes before being known' })).toBe('')
    expect(accessDefects({ signed: 'by the rail' })).toBe('')
  })

  it.each([
    ['nothing', undefined, 'does not say who may call it'],
    ['no role', { roles: [] }, 'does not say who may call it'],
    ['a role that there is not', { roles: ['viewer', 'king'] }, 'roles that do not exist: king'],
    ['open without a reason', { open: ' ' }, 'is open to anybody without a reason'],
    ['signed without a reason', { signed: '' }, 'does not say what is signed'],
  ])('with %s for its access is named', (_which, access, defect) => {
    expect(accessDefects(access)).toContain(`changeParcel (POST /v1/parcels/:parcelId)`)
    expect(accessDefects(access)).toContain(defect)
  })

  it('that watches is judged like any other', () => {
    const watch = liveRoute({
      path: '/v1/live',
      name: 'watch',
      summary: 'Watch',
      tag: 'Parcels',
      access: { roles: [] },
      feed: { view: {} as never, show: () => Promise.resolve([]) },
    })
    expect(routesWithoutAccess([watch])).toHaveLength(1)
  })

  it.each([
    [
      'parameters that its path has not',
      { params: Type.Object({ id: Type.String() }) },
      'other parameters',
    ],
    ['no successful answer', { replies: {} }, 'no successful answer'],
    [
      'a signature but a parsed body',
      { access: { signed: 'x' }, body: { schema: Type.Any() } },
      'raw',
    ],
    ['no reason for taking no key', { withoutIdempotencyKey: '' }, 'Idempotency-Key'],
    ['a body where it reads', { method: 'GET', body: { schema: Type.Any() } }, 'takes no body'],
    ['a name that is no verb and noun', { name: 'Change parcel' }, 'needs a name'],
  ])('with %s is named too', (_which, more, defect) => {
    expect(routeDefects([change(more)]).join()).toContain(defect)
  })

  it('that is there twice is named', () => {
    expect(routeDefects([change({}), change({})])).toEqual([
      'the name changeParcel is there twice',
      'the route POST /v1/parcels/:parcelId is there twice',
    ])
  })
})
