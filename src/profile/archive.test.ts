import { describe, expect, test } from 'vitest'
import { type Packed, zipOf } from '../../test/harness/zip.ts'
import { filesOf } from './archive.ts'

const read = async (zip: Buffer, isWanted: (path: string) => boolean = () => true) => {
  const found: [string, string][] = []
  for await (const file of filesOf(zip, isWanted)) found.push(file)
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
    ['larger than anybody writes', zipOf([{ path: 'a', text: 'x', size: 0xfffffff0 }]), 'too-large'],
  ])('%s', async (_name, zip, code) => {
    await expect(read(zip)).rejects.toMatchObject({ code: `profile/archive-${code}` })
  })
})
