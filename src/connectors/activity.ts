import { aboutOf, countOf, isRecord, listOf, named, plain, recordOf, textOf, timeOf } from './answer.ts'
import type { ApiAnswer, Raw, RawFact, SourceAt, SourcePage, Verb } from './connector.ts'

/** Goods of one order, and tags of one thing: each of the goods is told with all the tags of its order. */
const MOST_SAID = 100

/**
 * A page of an ActivityStreams 2.0 collection (https://www.w3.org/TR/activitystreams-core/#collections). A whole collection
 * without items of its own points to its first page.
 */
export function collectionPage({ body: raw }: ApiAnswer, first: string, at: SourceAt): SourcePage {
  const type = isRecord(raw) ? raw.type : undefined
  if (!isRecord(raw) || typeof type !== 'string' || !/^(Ordered)?Collection(Page)?$/.test(type))
    throw new Error('an ActivityStreams collection or page was expected')
  const items = raw.orderedItems ?? raw.items
  if (items !== undefined && !Array.isArray(items)) throw new Error('orderedItems is no list')
  const all = listOf(items)
  const gone = (item: unknown) => isRecord(item) && (item.type === 'Tombstone' || item.type === 'Undo')
  const onward = raw.next ?? (items === undefined ? raw.first : null)
  return {
    items: all.filter((item) => !gone(item)),
    next: nextOf(addressOf(onward), at.next ?? first),
    total: countOf(raw.totalItems),
    deleted: all.filter(gone).map((item) => textOf((item as Raw).id)),
  }
}

/** Where the next page is, read from where this one was. @throws Error when that is no address */
function nextOf(onward: string | null, current: string): string | null {
  if (onward === null) return null
  if (!URL.canParse(onward, current)) throw new Error('next is no address')
  return new URL(onward, current).href
}

const addressOf = (link: unknown): string | null =>
  typeof link === 'string' && link !== '' ? link : isRecord(link) ? addressOf(link.href ?? link.id) : null

const saidOf = (value: unknown): readonly unknown[] => listOf(value).slice(0, MOST_SAID)

function nameOf(object: Raw): { zh?: string; en?: string } {
  const map = isRecord(object.nameMap) ? object.nameMap : recordOf(object.contentMap)
  const zh = plain(textOf(map.zh ?? map['zh-CN'] ?? map['zh-Hans']))
  const en = plain(textOf(map.en))
  const found = { ...(zh === '' ? {} : { zh }), ...(en === '' ? {} : { en }) }
  if (zh !== '' || en !== '') return found
  return named(textOf(object.name) || textOf(object.content) || textOf(object.preferredUsername))
}

function wordsOf(object: Raw): string {
  const tags = saidOf(object.tag).map((tag) => textOf(isRecord(tag) ? tag.name : tag, 60))
  const maps = [object.nameMap, object.contentMap].filter(isRecord).flatMap((map) => Object.values(map))
  return aboutOf([object.name, object.summary, object.content, object.category, ...maps, ...tags])
}

function activityFact(activity: Raw, verb: Verb, object: Raw, number: number): RawFact {
  return {
    sourceId: `${textOf(activity.id) || textOf(object.id)}${number === 0 ? '' : `#${number}`}`,
    verb,
    at: timeOf(activity.published) ?? timeOf(object.published),
    thing: textOf(listOf(object.type)[0], 40) || 'Thing',
    name: nameOf(object),
    about: wordsOf(object),
  }
}

/** Facts of one activity whose type is the stream's; anything else in a stream is somebody else's extension. */
export function activityFacts(type: string, verb: Verb): (item: unknown) => readonly RawFact[] {
  return (item) => {
    if (!isRecord(item) || item.type !== type) return []
    const object = isRecord(item.object) ? item.object : typeof item.object === 'string' ? { id: item.object } : null
    if (object === null || (textOf(item.id) === '' && textOf(object.id) === '')) return []
    if (verb !== 'buy') return [activityFact(item, verb, object, 0)]
    // schema.org Order: one fact a product, so that one of three can be corrected alone.
    const goods = saidOf(object.orderedItem).flatMap((line) => {
      const product = isRecord(line) && isRecord(line.orderedItem) ? line.orderedItem : line
      return isRecord(product) ? [{ ...product, tag: [...saidOf(product.tag), ...saidOf(object.tag)] }] : []
    })
    return (goods.length === 0 ? [object] : goods).map((product, i) => activityFact(item, verb, product, i))
  }
}
