import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TooMuch } from '../src/connectors/archive.ts'
import type { ArchiveStream } from '../src/connectors/connector.ts'
import upload from '../src/connectors/upload.ts'
import { filesOf, inMemory } from '../src/reading/archive.ts'

/*
 * Archives that other programs wrote (archives/make.py says which and how), in the layouts of the services' exports as far as they are
 * known. No archive of a real person was ever read.
 */

/** What is in an archive for us: `[stream, what was done, its name]`, and the paths that were opened for it. */
async function readArchive(name: string): Promise<{ facts: string[][]; opened: string[] }> {
  const streams = Object.entries(upload.streams) as [string, ArchiveStream][]
  const zip = inMemory(await readFile(join(import.meta.dirname, 'archives', name)))
  const facts: string[][] = []
  const opened: string[] = []
  for await (const [path, text] of filesOf(zip, (one) => streams.some(([, spec]) => spec.holds(one)))) {
    opened.push(path)
    for (const [stream, spec] of streams)
      if (spec.holds(path))
        for (const { verb, name, about } of [...spec.items(text, path)].flatMap((item) => spec.facts(item)))
          facts.push([stream, verb, name.zh ?? name.en ?? '', about])
  }
  return { facts, opened }
}

test.each([
  ['en', 'YouTube and YouTube Music/history/watch-history.json'],
  ['zh', 'YouTube 和 YouTube Music/历史记录/观看记录.json'],
  ['de', 'YouTube und YouTube Music/Verlauf/Wiedergabeverlauf.json'],
])('Google Takeout in %s: what was watched, without advertisements, and whom one subscribed to', async (lang, path) => {
  const { facts, opened } = await readArchive(`takeout-${lang}.zip`)
  const video = '露营帐篷 camping tent'
  expect(facts).toEqual([
    ['watched', 'view', video, `${video} \n Outdoor Lab`],
    ['follows', 'follow', '徒步地图社, weekly', '徒步地图社, weekly'],
  ])
  // The search history lies beside it.
  expect(opened).toContain(`Takeout/${path}`)
  expect(opened).toHaveLength(2)
})

const X = [
  ['likes', 'like', '手冲咖啡的水温', '手冲咖啡的水温'],
  ['likes', 'like', '[a] camping stove', '[a] camping stove'],
  ['posts', 'post', 'weekend camping', 'weekend camping'],
  ['posts', 'share', 'RT @trails: a new map', 'RT @trails: a new map'],
]
test.each(['x.zip', 'zip64.zip'])('X in %s: likes in parts, posts, what was passed on', async (name) => {
  const { facts, opened } = await readArchive(name)
  expect(facts).toEqual(X)
  expect(opened).toEqual(['data/like.js', 'data/like-part1.js', 'data/tweets.js'])
})

test.each(['info-zip.zip', 'info-zip64.zip'])('what Info-ZIP wrote is read: %s', async (name) => {
  const { facts } = await readArchive(name)
  expect([...facts].sort()).toEqual([X[0], X[2], X[3]])
})

test('Mastodon: of an outbox only what everybody may read and nobody is warned of', async () => {
  const { facts, opened } = await readArchive('mastodon.zip')
  expect(facts).toEqual([
    ['posts', 'post', 'weekend camping', 'weekend camping \n 露营'],
    ['posts', 'post', 'unlisted', 'unlisted \n 露营'],
  ])
  expect(opened).toEqual(['outbox.json'])
})

test('Instagram: its mangled letters are mended, and those that were meant are left', async () => {
  const { facts, opened } = await readArchive('instagram.zip')
  expect(facts.map(([stream, , name]) => [stream, name])).toEqual([
    ['likes', '徒步地图社'],
    ['likes', 'café_olé'],
    ['follows', 'tents'],
  ])
  expect(opened).toHaveLength(2)
})

test('a name that Windows wrote in Chinese letters of its own is understood', async () => {
  expect((await readArchive('windows.zip')).opened).toEqual(['观看记录.json'])
})

test('an archive in the archive is not opened', async () => {
  expect(await readArchive('nested.zip')).toEqual({ facts: [], opened: [] })
})

test.each([
  ['encrypted.zip', 'broken'],
  ['link.zip', 'path'],
  ['twice.zip', 'broken'],
])('%s is refused', async (name, code) => {
  await expect(readArchive(name)).rejects.toMatchObject({ code: `profile/archive-${code}` })
})

const FULL = 32 * 1024 * 1024
test.each([
  ['lines', 'follows', 'following_accounts.csv', '\n'.repeat(FULL)],
  ['cells', 'follows', 'following_accounts.csv', ','.repeat(FULL)],
  ['one cell', 'follows', 'subscriptions.csv', 'a'.repeat(FULL)],
  ['objects', 'watched', 'watch-history.json', `[${'{},'.repeat(FULL / 3 - 2)}{}]`],
  ['lists in lists', 'watched', 'watch-history.json', '['.repeat(FULL)],
  ['numbers', 'likes', 'data/like.js', `x=[${'1,'.repeat(FULL / 2 - 4)}1]`],
])(
  'a file of nothing but %s, which packs to nothing and would take gigabytes, is refused',
  (_what, stream, path, text) => {
    const spec = upload.streams[stream] as ArchiveStream
    expect(() => [...spec.items(text, path)]).toThrow(TooMuch)
  },
)
