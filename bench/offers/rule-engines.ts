import { fold, LiveIndex } from '../../src/matching/live-index.ts'
import { type Conjunction, normalForm } from '../../src/matching/normal-form.ts'
import { hourValue, keysOf, type Traits } from '../../src/matching/traits.ts'
import { Scratch } from '../../src/matching/walk.ts'
import { type Bench, type Figures, percentile } from '../measure.ts'
import { type LoadPeer, peers, versionOf } from '../peers.ts'
import { asRule, byField, campaign, request, seeded, worth } from './workload.ts'

const CAMPAIGNS = 1_000
/** Each peer's package, its key, and how many requests it is asked in a quick run; in a whole one four times as many. */
const PEERS = [
  { name: 'json-rules-engine', key: 'vs_json_rules_engine_1k', requests: 8, prepare: jsonRulesEngine },
  { name: 'sift', key: 'vs_sift_1k', requests: 25, prepare: sift },
  { name: 'mingo', key: 'vs_mingo_1k', requests: 60, prepare: mingo },
] as const
/** Ours is so much quicker that the same requests are asked again and again. */
const OUR_ROUNDS = 200
const WARM_UP = 2_000

/** What {@link ruleEngines} measures. */
export const RULE_ENGINE_KEYS: readonly string[] = PEERS.map(({ key }) => key)

/** A request as a plain document: what libraries that match documents are given. All wider values are in its lists. */
type Document = Readonly<Record<string, readonly string[]>>
/** Tells which campaigns hold for a document, by their number. */
type Ask = (document: Document) => number[] | Promise<number[]>

/**
 * How many times quicker all campaigns that hold for a request are found than by a library a user would take, out of the same
 * 1,000 campaigns for the same requests. Rules are compiled before anything is timed, on both sides.
 * @throws Error when somebody finds other campaigns than we do
 */
export async function ruleEngines(bench: Bench): Promise<Figures> {
  const random = seeded(1)
  const conjunctions = Array.from({ length: CAMPAIGNS }, () => campaign(random))
  const index = new LiveIndex(new Scratch())
  for (const [slot, one] of conjunctions.entries()) index.put(slot, worth(random), normalForm(asRule(one)))
  const requests = Array.from(
    { length: 240 },
    (
      (more) => () =>
        request(more)
    )(seeded(2)),
  )
  for (let i = 0; i < WARM_UP; i++) index.enumerate(index.request(requests[i % requests.length]!))
  index.endFold(fold(index.startFold()!))
  for (let i = 0; i < WARM_UP; i++) index.enumerate(index.request(requests[i % requests.length]!))

  const figures: Record<string, number | null> = {}
  const skipped: Record<string, string> = {}
  for (const { name, key, requests: few, prepare } of PEERS) {
    if (!bench.wants(key)) continue
    let load: LoadPeer
    try {
      load = await peers(bench)
    } catch (error) {
      figures[key] = null
      skipped[key] = (error as Error).message
      continue
    }
    const ask = await prepare(load, conjunctions)
    figures[key] = await against(bench, name, ask, index, requests.slice(0, bench.quick ? few : 4 * few))
  }
  return { figures, skipped }
}

async function against(
  bench: Bench,
  name: string,
  ask: Ask,
  index: LiveIndex,
  requests: readonly Traits[],
): Promise<number> {
  const documents = requests.map(asDocument)
  await ask(documents[0]!)
  const theirs: number[] = []
  for (const [i, document] of documents.entries()) {
    const startedAt = performance.now()
    const holding = await ask(document)
    theirs.push(performance.now() - startedAt)
    const { slots, count } = index.enumerate(index.request(requests[i]!))
    const ours = [...slots.subarray(0, count)].sort((a, b) => a - b)
    if (ours.join() !== holding.sort((a, b) => a - b).join())
      throw new Error(`${name} finds other campaigns than we do`)
  }
  // Our time includes putting the request in numbers: they are given the document as it is.
  const ours: number[] = []
  for (let n = 0; n < OUR_ROUNDS; n++) {
    const startedAt = performance.now()
    for (const one of requests) index.enumerate(index.request(one))
    ours.push((performance.now() - startedAt) / requests.length)
  }
  const [their, our] = [percentile(theirs, 0.5), percentile(ours, 0.5)]
  bench.say(
    `  ${name} ${await versionOf(bench, name)}: ${(their * 1000).toFixed(0)} µs a request, ours ${(our * 1000).toFixed(1)} µs ` +
      `(${requests.length} requests, the same campaigns found)`,
  )
  return Math.round(their / our)
}

/** A page's or person's values by field, with everything wider: what each library is given. */
function asDocument(traits: Traits): Document {
  const document: Record<string, string[]> = { segment: [], pageCategory: [], interest: [], device: [], hour: [] }
  for (const [field, values] of byField([...keysOf(traits)])) document[field] = values
  if (!document.hour!.includes(hourValue(traits.hourOfWeek))) throw new Error('a request has an hour')
  return document
}

/** `{ field: { $in } }`, `{ field: { $nin } }`: how both libraries of MongoDB's language are asked. */
function asQuery(conjunction: Conjunction): Record<string, unknown> {
  const parts = conjunction.flatMap(({ isNot, values }): Record<string, object>[] => {
    const lists = byField(values)
    if (isNot) return lists.map(([field, list]) => ({ [field]: { $nin: list } }))
    if (lists.length !== 1) throw new Error('a group of the workload has one field')
    return [{ [lists[0]![0]]: { $in: lists[0]![1] } }]
  })
  return parts.length === 0 ? {} : { $and: parts }
}

const numbersOf = <T>(all: readonly T[], holds: (one: T) => boolean): number[] =>
  all.flatMap((one, i) => (holds(one) ? [i] : []))

async function sift(load: LoadPeer, conjunctions: readonly Conjunction[]): Promise<Ask> {
  // sift's own shape: a function of a query that returns a filter.
  const { default: compile } = (await load('sift')) as { default: (query: object) => (document: Document) => boolean }
  const filters = conjunctions.map((one) => compile(asQuery(one)))
  return (document) => numbersOf(filters, (filter) => filter(document))
}

async function mingo(load: LoadPeer, conjunctions: readonly Conjunction[]): Promise<Ask> {
  const { Query } = (await load('mingo')) as { Query: new (query: object) => { test(document: Document): boolean } }
  const queries = conjunctions.map((one) => new Query(asQuery(one)))
  return (document) => numbersOf(queries, (query) => query.test(document))
}

/** The few members of json-rules-engine that are used. */
interface RulesEngine {
  addRule(rule: object): void
  run(facts: Document): Promise<{ readonly events: readonly { readonly type: string }[] }>
}

async function jsonRulesEngine(load: LoadPeer, conjunctions: readonly Conjunction[]): Promise<Ask> {
  const { Engine } = (await load('json-rules-engine')) as {
    Engine: new (rules: never[], options: object) => RulesEngine
  }
  const engine = new Engine([], { allowUndefinedFacts: true })
  for (const [i, one] of conjunctions.entries()) {
    const all = one.flatMap(({ isNot, values }) =>
      byField(values).map(([fact, value]) => ({ fact, operator: isNot ? 'not:someFact:in' : 'someFact:in', value })),
    )
    engine.addRule({ conditions: { all }, event: { type: String(i) } })
  }
  return async (document) => (await engine.run(document)).events.map(({ type }) => Number(type))
}
