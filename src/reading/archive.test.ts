import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type Packed, zipOf } from '../../test/harness/zip.ts'
import { type Bytes, filesOf, inMemory } from './archive.ts'

const read = async (zip: Buffer, isWanted: (path: string) => boolean = () => true) => {
  const found: [string, string][] = []
  for await (const file of filesOf(inMemory(zip), isWanted)) found.push(file)
  return found
}
const good: Packed[] = [
  { path: 'data/like.js', text: '赞'.repeat(300) },
  { path: 'data/', text: '' },
  { path: 'a.txt', text: '' },
]

test('only what is wanted is unpacked, whole', async () => {
  expect(await read(zipOf(good))).toEqual([
    ['data/like.js', '赞'.repeat(300)],
    ['a.txt', ''],
  ])
  expect(await read(zipOf(good), (path) => path === 'a.txt')).toEqual([['a.txt', '']])
  expect(await read(Buffer.concat([zipOf(good), Buffer.from('a comment')]))).toHaveLength(2)
})

describe('what is not right is refused, with its reason', () => {
  const whole = zipOf(good)
  const damaged = Buffer.from(whole)
  damaged[50]! ^= 0xff
  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'broken'],
    ['no zip', Buffer.from('%PDF-1.7 '.repeat(20)), 'broken'],
    ['cut off at the end', whole.subarray(0, -30), 'broken'],
    ['cut off in the middle', whole.subarray(0, 40), 'broken'],
    ['its beginning is missing', whole.subarray(20), 'broken'],
    ['a bit is another', damaged, 'broken'],
    ['encrypted', zipOf([{ path: 'a', text: 'x', flags: 1 }]), 'broken'],
    ['a path that climbs out', zipOf([{ path: '../../etc/passwd', text: 'x' }]), 'path'],
    ['a path that climbs out in the middle', zipOf([{ path: 'a/../../b', text: 'x' }]), 'path'],
    ['a path from the root', zipOf([{ path: '/etc/passwd', text: 'x' }]), 'path'],
    ['a path of another system', zipOf([{ path: 'C:\\x', text: 'x' }]), 'path'],
    ['a bomb', zipOf([{ path: 'a', text: Buffer.alloc(20_000_000) }]), 'too-large'],
    ['a bomb that says it is small', zipOf([{ path: 'a', text: Buffer.alloc(20_000_000), size: 1000 }]), 'too-large'],
    ['files that share their bytes', zipOf(good.slice(0, 1), { repeated: 400 }), 'broken'],
    ['more files than anybody has', zipOf(good.slice(1, 2), { repeated: 60_000 }), 'too-large'],
    ['larger than anybody writes', zipOf([{ path: 'a', text: 'x', size: 0xfffffff0 }]), 'too-large'],
  ])('%s', async (_name, zip, code) => {
    await expect(read(zip)).rejects.toMatchObject({ code: `profile/archive-${code}` })
  })
})

test('a large archive is read piece by piece: what is not wanted is not even looked at', async () => {
  const zip = zipOf([...good, { path: 'photo.jpg', text: randomBytes(4_000_000) }])
  let read = 0
  const counted: Bytes = {
    size: zip.length,
    read: async (at, length) => {
      read += length
      return zip.subarray(at, at + length)
    },
  }
  const found: string[] = []
  for await (const [path] of filesOf(counted, (path) => path === 'data/like.js')) found.push(path)
  expect(found).toEqual(['data/like.js'])
  expect(read).toBeLessThan(100_000)
})

test('a bomb is given up at the size it says, not unpacked to its end', async () => {
  const bomb = zipOf([{ path: 'a', text: Buffer.alloc(30_000_000), size: 900_000 }])
  const before = process.memoryUsage().arrayBuffers
  await expect(read(bomb)).rejects.toMatchObject({ code: 'profile/archive-too-large' })
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(15_000_000)
})
