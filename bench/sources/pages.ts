/** An open data source in a process of its own: ActivityStreams 2.0 collections in pages, the same for every account. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beChild } from './child.ts'

/** What it is told: how many things each collection has. */
export interface PagesOpen {
  readonly things: Readonly<Record<string, number>>
}

/** What it says. */
export interface PagesReady {
  /** Without a slash at its end. */
  readonly base: string
}

/** As many as most providers give at most. */
const A_PAGE = 100
const SPAN_MS = 90 * 86_400_000
const TYPES: Readonly<Record<string, string>> = { likes: 'Like', follows: 'Follow' }

/** What things are about; the last two are about nothing that a shop sells. */
const SUBJECTS: readonly (readonly [title: string, text: string, tag: string])[] = [
  ['周末去山里徒步露营', '帐篷、睡袋和炉子加起来不到八公斤，下雨也不怕。', '露营'],
  ['A pour-over at home', 'A kettle with a thin spout, a dripper, and beans that were roasted last week.', 'coffee'],
  ['手冲咖啡的水温', '九十二度，先焖蒸三十秒，再慢慢绕圈注水。', '手冲咖啡'],
  [
    'Trail running in the rain',
    'Light shoes with a grip that holds on wet rock, and a jacket you forget you wear.',
    'running',
  ],
  ['阳台上种香草', '罗勒和薄荷喜欢太阳，花盆底下要留出水的地方。', '园艺'],
  ['Bread that rises slowly', 'Flour, water, salt and a night in the fridge; the oven does the rest.', 'baking'],
  ['骑车去海边', '六十公里，爬升不多，回来坐渡船。', '骑行'],
  [
    'Film cameras are back',
    'An old lens, a roll of black and white, and thirty-six pictures to think about.',
    'photography',
  ],
  ['今天路上堵了很久', '后来就走路回家了。', '日常'],
  ['A day like any other', 'Nothing happened, and that was fine.', 'life'],
]

await beChild<PagesOpen>(async ({ things }) => {
  const pages = new Map<string, string>()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/activity+json' }).end(page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://localhost:${(server.address() as AddressInfo).port}/api`
  // Written beforehand: what is measured is who reads them.
  for (const [name, count] of Object.entries(things)) {
    for (let from = 0; from < count; from += A_PAGE) {
      const path = (at: number) => `/api/${name}${at === 0 ? '' : `?from=${at}`}`
      const onward = from + A_PAGE < count ? { next: new URL(path(from + A_PAGE), base).href } : {}
      const orderedItems = Array.from({ length: Math.min(A_PAGE, count - from) }, (_, i) =>
        activity(TYPES[name] ?? 'Like', from + i, count),
      )
      const page = { '@context': 'https://www.w3.org/ns/activitystreams', type: 'OrderedCollectionPage' }
      pages.set(path(from), JSON.stringify({ ...page, totalItems: count, orderedItems, ...onward }))
    }
  }
  return {
    ready: { base } satisfies PagesReady,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
})

/** One thing, newest first; no two have the same words. */
function activity(type: string, n: number, of: number): object {
  const [title, text, tag] = SUBJECTS[n % SUBJECTS.length]!
  return {
    type,
    id: `https://social.example/${type}/${n}`,
    published: new Date(Date.now() - (n / of) * SPAN_MS).toISOString(),
    object: {
      type: type === 'Follow' ? 'Group' : 'Article',
      id: `https://social.example/things/${n}`,
      name: `${title} · ${n}`,
      content: `<p>${text.repeat(2)}</p><p>№ ${n}</p>`,
      tag: [{ type: 'Hashtag', name: `#${tag}` }],
    },
  }
}
