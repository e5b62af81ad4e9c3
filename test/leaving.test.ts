import { afterAll, expect, test } from 'vitest'
import { newId } from '../src/base/id.ts'
import { endConnector } from '../src/profile/flow-connector.ts'
import { registerConnector } from '../src/sign-in/flow.ts'
import { sealLeaving } from '../src/sign-in/flow-account.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import { blocked } from './harness/blocked.ts'
import { profileWorld } from './profile-world.ts'
import { type Browser, isletSetting } from './sign-in-world.ts'

const { world, shop, count, personOf, signedIn } = await profileWorld()
afterAll(() => world.stop())

const { core, signIn } = shop
const profiles = { core, signIn }
const siteId = world.site('hill').id

/** The work that ends a kind of account, as the outbox would bring it; round 1 plans no second look. */
const work = (connector: string) => {
  const { name: names, kind, ...registration } = isletSetting(world.islet.issuer)
  const descriptor = signIn.connectors.get(kind)!
  const leaving = sealLeaving(core, siteId, { id: connector, descriptor, names, source: null, registration })
  const payload = { ...leaving, round: 1 }
  return { siteId, id: newId(), kind: END_CONNECTOR, ref: connector, payload, tries: 1 }
}
const accountOf = async (browser: Browser): Promise<string> => {
  const personId = await personOf(browser)
  return (await core.db.one<{ id: string }>('select id from account where person_id = $1', [personId])).id
}

test('an account that cannot be ended keeps nobody behind it waiting, and the next try finds it', async () => {
  const [first, second] = [await signedIn('lin-wan'), await signedIn('he-mo')]
  const [bad, good] = [await accountOf(first), await accountOf(second)].sort()
  await core.db.run(`create function stay() returns trigger language plpgsql as $$ begin
    if old.id = '${bad}' then raise exception 'this one stays'; end if; return old; end $$`)
  await core.db.run('create trigger stay before delete on account for each row execute function stay()')
  await expect(endConnector(profiles, work('islet'))).rejects.toThrow('accounts that were not ended: 1')
  expect([await count('account where id = $1', [bad]), await count('account where id = $1', [good])]).toEqual([1, 0])
  await core.db.run('drop trigger stay on account')
  await endConnector(profiles, work('islet'))
  expect(await count('account where site_id = $1', [siteId])).toBe(0)
})

test('whose two kinds of account leave at once is erased', async () => {
  await registerConnector(core, siteId, 'atoll', isletSetting(world.islet.issuer))
  const browser = await signedIn('lin-wan')
  const personId = await personOf(browser)
  const other = await accountOf(await signedIn('he-mo'))
  await core.db.run("update account set person_id = $2, connector = 'atoll' where id = $1", [other, personId])
  // Both begin while somebody else has the profile, so that each saw the account of the other.
  let done: Promise<unknown> = Promise.resolve()
  await core.db.tx(async (tx) => {
    await tx.run('insert into profile (site_id, person_id) values ($1, $2) on conflict do nothing', [siteId, personId])
    await tx.one('select from profile where person_id = $1 for update', [personId])
    done = Promise.all([endConnector(profiles, work('islet')), endConnector(profiles, work('atoll'))])
    await blocked(core.db, 2)
  })
  await done
  expect(await count('account where person_id = $1', [personId])).toBe(0)
  expect(await count('person where id = $1 and erased_at is not null', [personId])).toBe(1)
  for (const table of ['person_key', 'profile', 'shopper_session'])
    expect([table, await count(`${table} where person_id = $1`, [personId])]).toEqual([table, 0])
})
