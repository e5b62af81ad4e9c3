import { afterAll, expect, test } from 'vitest'
import { LoopWorld, orderOf } from './loop-world.ts'

const world = await LoopWorld.open()
afterAll(() => world.stop())

const KETTLE = { sku: 'KETTLE', qty: 5 }

/** Work of a kind that nobody does, given up with this error. */
async function dead(siteId: string, kind: string, ref: string, error: string): Promise<string> {
  const { core } = world.app
  const id = await core.outbox.add(core.db, { siteId, kind, ref, dueAt: core.clock.now() })
  await core.db.run('update outbox set dead_at = now(), tries = 12, last_error = $3 where site_id = $1 and id = $2', [
    siteId,
    id,
    error,
  ])
  return id
}

test('work that was given up is seen by owner and supervisor in words, tried again or let go, and who did so is kept', async () => {
  const at = await world.site([KETTLE])
  const { core } = world.app
  const siteId = at.site.id
  const placed = await at.owner.ask('POST', `/v1/sites/${at.site.slug}/orders`, orderOf([{ sku: 'KETTLE', qty: 1 }]), {
    'idempotency-key': 'given-up-test',
  })
  const { id: orderId, number } = placed.json.order
  const again = await dead(siteId, 'order.nobody', orderId, 'profile/source-down')
  const letGo = await dead(siteId, 'nobody.knows', 'x', 'unexpected')
  const supervisor = await world.staff(at.site, '主管', ['supervisor'])
  const seen = await supervisor.ask('GET', '/v1/console/given-up')
  expect(seen.json.count).toBe(2)
  const one = seen.json.items.find((item: { id: string }) => item.id === again)
  expect(one).toMatchObject({
    kind: 'order.nobody',
    order: { id: orderId, number },
    since: expect.stringMatching(/^20/),
  })
  expect(one.error.title).not.toMatch(/[{}]/)
  expect(one.error.title.length).toBeGreaterThan(5)
  const marketer = await world.staff(at.site, '营销', ['marketer'])
  expect((await marketer.ask('GET', '/v1/console/given-up')).status).toBe(403)
  expect((await marketer.ask('POST', `/v1/console/given-up/${again}/again`)).status).toBe(403)
  expect((await supervisor.ask('POST', `/v1/console/given-up/${again}/again`)).status).toBe(204)
  expect((await supervisor.ask('POST', `/v1/console/given-up/${letGo}/let-go`)).status).toBe(204)
  expect((await supervisor.ask('POST', `/v1/console/given-up/${letGo}/let-go`)).status).toBe(404)
  expect((await supervisor.ask('GET', '/v1/console/given-up')).json).toMatchObject({ items: [], count: 0 })
  const rows = await core.db.query('select id, tries, dead_at from outbox where id = any($1)', [[again, letGo]])
  expect(rows).toEqual([{ id: again, tries: 0, dead_at: null }])
  const events = await core.db.query(
    "select name, order_id as order, payload->>'by' as by from event where site_id = $1 and name like 'work.%' order by at, id",
    [siteId],
  )
  expect(events).toEqual([
    { name: 'work.tried-again', order: orderId, by: '主管' },
    { name: 'work.let-go', order: null, by: '主管' },
  ])
})
