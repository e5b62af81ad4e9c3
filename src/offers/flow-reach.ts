import { iso } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import { reachOf, Samples } from '../matching/reach.ts'
import { readRule } from '../matching/rule.ts'
import type { Field, Rule } from '../matching/rule-words.ts'
import type { Traits } from '../matching/traits.ts'
import type { Site } from '../sites/site.ts'
import { KNOWN_CATEGORIES } from './campaign.ts'
import type { Format } from './creative.ts'
import { type ShopperProfile, tasteOf } from './decide.ts'
import type { Offers } from './flow.ts'
import { offersFail } from './problems.ts'
import { onlyAbout, type Reach } from './reach.ts'

/** Fewer are not told apart: a rule must not find out a single person. */
const FEW = 10

const OF_PEOPLE: readonly Field[] = ['interest']
const OF_PAGES: readonly Field[] = [
  ...(['pageCategory', 'pageWord', 'slot', 'format', 'device', 'language', 'hour', 'place', 'visitor'] as const),
]
const UNKNOWN: Traits = {
  ...{ interests: [], pageCategories: [], pageWords: [], place: null, device: null, language: null, hourOfWeek: 0 },
  ...{ visitor: null, basket: null, slot: null, format: [], segments: [] },
}

/**
 * How many people a rule could let in by their interests, and on what share of the pages that asked lately it could. What the other asks
 * for is taken to hold in either: the rule may let in fewer, never more.
 * @throws offers/bad-campaign
 */
export async function reachFor(
  offers: Offers,
  site: Site,
  asked: { readonly targeting: unknown; readonly formats: readonly Format[] },
  lang: Lang,
): Promise<Reach> {
  const reading = readRule(asked.targeting, KNOWN_CATEGORIES)
  if (!reading.ok) {
    const { path, expected } = reading.faults[0]!
    throw offersFail('offers/bad-campaign', { params: { field: path, expected: say(expected, lang) }, field: path })
  }
  const { list, since } = offers.requests.of(site.id)
  const { people, of } = await offers.peopleOf(site.id)
  const inPages: Rule = { all: [reading.rule, { field: 'format', in: [...asked.formats] }] }
  const pages = list.map((request) => ({ ...UNKNOWN, ...request }))
  return {
    people: people.length === 0 ? null : peopleIn(reading.rule, people, of),
    pages:
      since === null || list.length === 0
        ? null
        : {
            share: reachOf(onlyAbout(inPages, OF_PAGES), new Samples(pages)) / pages.length,
            sampled: pages.length,
            since: iso(since),
          },
  }
}

function peopleIn(rule: Rule, people: readonly ShopperProfile[], of: number): NonNullable<Reach['people']> {
  const traits = people.map((profile) => ({ ...UNKNOWN, interests: tasteOf(profile).given.map(({ id }) => id) }))
  const about = Math.round((reachOf(onlyAbout(rule, OF_PEOPLE), new Samples(traits)) / people.length) * of)
  const isFew = about < FEW
  return { about: isFew ? 0 : rounded(about), isFew, of, sampled: people.length }
}

/** Two digits: it is an estimate, and nobody is counted out of it by editing a rule back and forth. */
function rounded(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.round(count / step) * step
}
