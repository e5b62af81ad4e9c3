import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { newId } from '../../src/base/id.ts'
import { allCategories } from '../../src/catalog/categories.ts'
import { listConsents } from '../../src/consent/store.ts'
import { HotProfiles } from '../../src/profile/hot.ts'
import type { KeptInterest } from '../../src/profile/sealed.ts'
import { lockProfile, saveProfile } from '../../src/profile/store.ts'
import { savePerson } from '../../src/sign-in/store.ts'
import { createSite } from '../../src/sites/flow.ts'
import { acrossSites } from '../../src/storage/scope.ts'
import { type Bench, type Figures, found } from '../measure.ts'
import { pick, seeded } from './content-goods.ts'
import { openOfferBench } from './shop.ts'

/** What {@link profiles} measures. */
export const PROFILE_KEYS = ['profile_bytes_hot'] as const

const PEOPLE = { quick: 1_500, whole: 6_000 } as const
/** The same people are held by so many tables as by so many processes: one alone is lost in what else the heap holds. */
const TABLES = 10
/** Interests of a person, and sentences kept beside each. */
const INTERESTS = 8
const EVIDENCE = 3

/** Bytes of the heap that one profile takes while decisions read it, its name in the table of those that are here included. */
export async function profiles(bench: Bench): Promise<Figures> {
  const world = await openOfferBench(bench, 'profiles')
  const { core } = world
  try {
    return await acrossSites('the profiles of a bench', async () => {
      const { site } = await createSite(core, { slug: 'bench', name: { zh: '店', en: 'Shop' } })
      const people = Array.from({ length: bench.quick ? PEOPLE.quick : PEOPLE.whole }, newId)
      const random = seeded(9)
      for (const id of people) await makePerson(id, random)
      const fill = async () => {
        const hot = new HotProfiles(core, listConsents)
        for (const id of people) await hot.of(site.id, id)
        return hot
      }
      // What the first processes need once is there by then: plans of statements, code, the pool's buffers.
      for (let n = 0; n < 2; n++) (await fill()).stop()
      const before = usedBytes()
      const tables: HotProfiles[] = []
      for (let n = 0; n < TABLES; n++) tables.push(await fill())
      const bytes = (usedBytes() - before) / (TABLES * people.length)
      bench.say(`  ${people.length} profiles of ${INTERESTS} interests in memory, ${Math.round(bytes)} bytes each`)
      for (const hot of tables) hot.stop()
      return found({ profile_bytes_hot: Math.round(bytes) })

      async function makePerson(id: string, draw: () => number): Promise<void> {
        await core.db.tx(async (tx) => {
          await savePerson(tx, { siteId: site.id, id, lang: 'zh', at: core.clock.now() })
          const box = await core.vault.createPersonKey(tx, site.id, id)
          const profile = await lockProfile(tx, site.id, id)
          const offers = Array.from({ length: INTERESTS }, () => interest(draw, core.clock.now()))
          await saveProfile(tx, site.id, id, {
            ...profile,
            sealed: box.seal({ interests: offers, offers }, 'profile|sealed'),
            denied: null,
            offersSwitch: 'on',
            offersSwitchAt: core.clock.now(),
            consentVersion: newId(),
            derivedAt: core.clock.now(),
          })
        })
      }
    })
  } finally {
    await world.stop()
  }
}

const CATEGORIES = allCategories().map(({ id }) => id)

/** An interest as a profile keeps it. */
function interest(draw: () => number, at: number): KeptInterest {
  const n = 1 + Math.floor(draw() * 40)
  const sentence = { zh: `你喜欢过 ${n} 件这一类的东西`, en: `You liked ${n} things of this kind` }
  const source = { zh: '来自小岛：喜欢', en: 'From Islet: likes' }
  return {
    categoryId: pick(draw, CATEGORIES),
    weight: draw(),
    parts: { like: draw(), buy: draw() },
    evidence: Array.from({ length: EVIDENCE }, () => ({ verb: 'like', count: n, sentence, source, at, factIds: [] })),
  }
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function usedBytes(): number {
  for (let n = 0; n < 4; n++) collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
