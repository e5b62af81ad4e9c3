import { afterAll, expect, test } from 'vitest'
import { loginWith } from '../demo/provider/login.ts'
import { newId } from '../src/base/id.ts'
import { endConnector, removeConnector } from '../src/profile/flow-connector.ts'
import { connectorsView } from '../src/profile/flow-console.ts'
import { begin, finish, openAttempt } from '../src/sign-in/flow.ts'
import { sealLeaving } from '../src/sign-in/flow-account.ts'
import { registerConnector } from '../src/sign-in/flow-connectors.ts'
import { Providers } from '../src/sign-in/provider.ts'
import { END_CONNECTOR } from '../src/sign-in/store-leaving.ts'
import { blocked } from './harness/blocked.ts'
import { until } from './harness/wait.ts'
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

test('accounts of a kind that is not set up any more are listed and can be removed; their tokens are let go of', async () => {
  const browser = await signedIn('lin-wan')
  const personId = await personOf(browser)
  await core.db.run("update account set connector = 'reef' where person_id = $1", [personId])
  const before = await connectorsView(profiles, world.site('hill'), 'en')
  const holds = { accounts: 1, onlyWay: 1, facts: 0 }
  expect(before.left).toEqual([{ connector: 'reef', name: 'reef', holds }])
  const remove = (connector: string, accounts: number) =>
    removeConnector(profiles, { site: world.site('hill'), connector, accounts, by: 'owner', lang: 'en' })
  await expect(remove('nobody-knows', 0)).rejects.toMatchObject({ code: 'sign-in/unknown-connector' })
  await expect(remove('reef', 0)).rejects.toMatchObject({ code: 'sign-in/connector-in-use' })
  expect(await remove('reef', 1)).toEqual({ accounts: 1 })
  await until(async () => (await count("account where connector = 'reef'")) === 0, { what: 'its account to end' })
  expect(await count('person where id = $1 and erased_at is not null', [personId])).toBe(1)
  expect(await count("outbox where kind = 'account.revoke' and payload->>'connector' = 'reef'")).toBe(0)
  expect((await connectorsView(profiles, world.site('hill'), 'en')).left).toEqual([])
})

test('a sign-in that comes back after its kind of account was let go makes no account', async () => {
  const site = world.site('hill')
  await registerConnector(core, siteId, 'islet', isletSetting(world.islet.issuer))
  class Late extends Providers {
    override async exchange(...args: Parameters<Providers['exchange']>) {
      const identity = await super.exchange(...args)
      await removeConnector(profiles, { site, connector: 'islet', accounts: 100, by: 'owner', lang: 'en' })
      return identity
    }
  }
  const late = { ...signIn, providers: new Late(core.clock) }
  const begun = await begin(late, { site, connector: 'islet', returnTo: undefined, browser: null, lang: 'en' })
  const back = await loginWith(begun.location, 'he-mo')
  const query = new URL(back).search.slice(1)
  const answer = openAttempt(late, { site, connector: 'islet', query, browser: begun.browser, lang: 'en' }).then(
    (attempt) => finish(late, attempt, null),
  )
  await expect(answer).rejects.toMatchObject({ code: 'sign-in/unknown-connector' })
  expect(await count("account where site_id = $1 and connector = 'islet'", [siteId])).toBe(0)
})
