import { randomBytes } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HOUR } from '../base/clock.ts'
import { problems } from '../base/problem.ts'
import { makeFolder } from '../storage/folder.ts'
import type { Core } from './core.ts'
import {
  coversKeys,
  keyText,
  loadKeys,
  loadSealing,
  type Sealing,
  saveSealing,
  writeKeys,
  writeSecret,
} from './keys.ts'
import { aloneAtKeys, countHanging, countOthers, type Left, sealAllAnew, total } from './reseal.ts'
import { SEALED_ELSEWHERE_MS } from './sealed.ts'
import { hashKeyOf, type KeyRing } from './vault.ts'

/** Expected problems of changing keys. */
export const rotationFail = problems({
  'keys/busy': {
    status: 409,
    title: { zh: '另一个 tuidan keys 正在换钥匙。', en: 'Another tuidan keys is at work on the keys.' },
    next: { zh: '等它做完，再看 tuidan keys。', en: 'Wait until it has ended, then look at tuidan keys.' },
  },
  'keys/used-up': {
    status: 409,
    title: { zh: '钥匙编号用完了：最大是 255。', en: 'There are no key ids left: the highest is 255.' },
    next: {
      zh: '编号不会再用第二次。请告诉我们：这要改程序。',
      en: 'No id is used a second time. Tell us: this takes a change of the program.',
    },
  },
  'keys/unknown': {
    status: 404,
    title: { zh: '没有 {id} 号钥匙。', en: 'There is no key {id}.' },
    next: { zh: '有这些：{ids}', en: 'There are: {ids}' },
  },
  'keys/seals': {
    status: 409,
    title: { zh: '{id} 号钥匙正在用，不能停用。', en: 'Key {id} seals now and cannot be retired.' },
    next: { zh: '先换一把：tuidan keys rotate', en: 'Make another one first: tuidan keys rotate' },
  },
  'keys/in-use': {
    status: 409,
    title: { zh: '还有 {n} 项靠 {id} 号钥匙：{what}。', en: '{n} {n|value hangs|values hang} on key {id}: {what}.' },
    next: {
      zh: '再运行 tuidan keys rotate；还剩下的，是没有哪把钥匙打得开的。',
      en: 'Run tuidan keys rotate once more; what is left then no key opens.',
    },
  },
  'keys/too-soon': {
    status: 409,
    title: {
      zh: '{id} 号钥匙要留到 {date}：商家服务器里的登录凭据可能还靠它。',
      en: 'Key {id} stays until {date}: sign-ins handed over to the merchant’s own server may still hang on it.',
    },
    next: { zh: '到那天再停用。', en: 'Retire it then.' },
  },
})

/** Where the keys are: the state folder, and what TUIDAN_KEYS says. */
export interface KeyPlace {
  readonly home: string
  readonly fromEnv: string | null
}

/** How a rotation ended. */
export type Rotated =
  /** The new key is in `file` and nothing is sealed with it: first every process must have it. */
  | { readonly how: 'prepared'; readonly key: number; readonly file: string }
  /** Everything hangs on the new key, but for what is `left`. */
  | { readonly how: 'done'; readonly key: number; readonly sealed: number; readonly left: Left }

const MAX_ID = 255

/** What is to be put into TUIDAN_KEYS stands here until it is there. */
const nextFile = (home: string): string => join(home, 'TUIDAN_KEYS.next')

const fileOf = ({ home, fromEnv }: KeyPlace): string => (fromEnv === null ? join(home, 'keys.json') : nextFile(home))

/**
 * Makes a new key and seals everything anew with it, while the servers run. An earlier rotation that did not end is ended, and a key
 * that was prepared is taken, instead of a further one being made. With `prepare`, and always where TUIDAN_KEYS holds the keys, it
 * ends when the key is written: processes that could not find the new key by themselves are given it before anything hangs on it.
 * @throws keys/busy, keys/used-up, storage/no-write; as loadKeys
 */
export async function rotateKeys(
  core: Core,
  place: KeyPlace,
  options: { readonly prepare: boolean; readonly show?: (done: number, all: number) => void },
): Promise<Rotated> {
  const rotated = await aloneAtKeys(core.db, async (): Promise<Rotated> => {
    const ring = await loadKeys(place.home, place.fromEnv)
    const sealing = (await loadSealing(core.db))!
    const newest = Math.max(...ring.keys.keys())
    if (newest > sealing.key) {
      if (options.prepare) return { how: 'prepared', key: newest, file: fileOf(place) }
      return await sealWith(core, place, sealing, newest, options.show)
    }
    if (sealing.isOnTheWay && !options.prepare) return await sealAll(core, place, sealing, options.show)
    const made = await makeKey(core, place, ring, sealing)
    if (options.prepare || place.fromEnv !== null) return { how: 'prepared', ...made }
    return await sealWith(core, place, { ...sealing, given: made.key }, made.key, options.show)
  })
  if (rotated === null) throw rotationFail('keys/busy')
  return rotated
}

/** Adds a key to the ring and writes that down. What was written for TUIDAN_KEYS before may be on its way there: it stands. */
async function makeKey({ db }: Core, { home, fromEnv }: KeyPlace, ring: KeyRing, sealing: Sealing) {
  const waiting = fromEnv === null ? null : await waitingRing(home, ring)
  if (waiting !== null && waiting.current > ring.current) return { key: waiting.current, file: nextFile(home) }
  // The first byte of a value must never name two keys: no id is given again, be it of one that was retired or one that was prepared
  // on a machine whose file never came here.
  const key = Math.max(...ring.keys.keys(), sealing.key, sealing.given ?? 0) + 1
  if (key > MAX_ID) throw rotationFail('keys/used-up')
  await saveSealing(db, { ...sealing, given: key })
  const keys = new Map([...ring.keys, [key, randomBytes(32)]])
  return { key, file: await writeRing({ home, fromEnv }, { current: key, keys, hash: hashKeyOf(ring) }) }
}

/** The ring that was written for TUIDAN_KEYS and has all that is there now; null when there is none. */
async function waitingRing(home: string, ring: KeyRing): Promise<KeyRing | null> {
  const text = await readFile(nextFile(home), 'utf8').catch(() => null)
  if (text === null) return null
  const waiting = await loadKeys(home, text.trim()).catch(() => null)
  return waiting !== null && coversKeys(waiting, keyText(ring)) ? waiting : null
}

/** Writes a ring to where keys are read from: keys.json, or a file whose content a person puts into TUIDAN_KEYS. */
async function writeRing({ home, fromEnv }: KeyPlace, ring: KeyRing): Promise<string> {
  if (fromEnv === null) return await writeKeys(home, ring)
  makeFolder(home, 0o700)
  return await writeSecret(nextFile(home), `${keyText(ring)}\n`)
}

type Show = ((done: number, all: number) => void) | undefined

/** From here on the new key seals, in all processes. */
async function sealWith(core: Core, place: KeyPlace, before: Sealing, key: number, show: Show): Promise<Rotated> {
  const now = core.clock.now()
  const ended = { ...before.ended, [before.key]: now }
  const sealing = { ...before, key, since: now, ended, isOnTheWay: true }
  await saveSealing(core.db, sealing)
  return await sealAll(core, place, sealing, show)
}

async function sealAll(core: Core, { home }: KeyPlace, sealing: Sealing, show: Show): Promise<Rotated> {
  core.vault.sealWith(sealing.key)
  core.bus.emit('keys', '-')
  const all = countOthers(await countHanging(core.db), sealing.key)
  let sealed = 0
  const left = await sealAllAnew(core, (done) => {
    sealed = done
    show?.(done, all)
  })
  // What no key opens would keep every later rotation from beginning.
  if (left.busy === 0) await saveSealing(core.db, { ...sealing, isOnTheWay: false })
  await rm(nextFile(home), { force: true })
  return { how: 'done', key: sealing.key, sealed, left }
}

/** One key as `tuidan keys` shows it. */
export interface KeyView {
  readonly id: number
  /** `lost`: values hang on it, and it is not in the ring. */
  readonly state: 'seals' | 'opens' | 'prepared' | 'lost'
  readonly values: number
  /** From when on it may be retired, ms, should nothing hang on it then; null for one that cannot be. */
  readonly retireAt: number | null
}

/** All keys, the oldest first; nothing secret. `isOnTheWay`: a rotation has not ended. */
export async function viewKeys(core: Core, place: KeyPlace): Promise<{ keys: KeyView[]; isOnTheWay: boolean }> {
  const ring = await loadKeys(place.home, place.fromEnv)
  const sealing = (await loadSealing(core.db))!
  const hanging = await countHanging(core.db)
  const ids = [...new Set([...ring.keys.keys(), ...hanging.keys()])].sort((a, b) => a - b)
  const keys = ids.map((id): KeyView => {
    const values = total(hanging.get(id))
    if (!ring.keys.has(id)) return { id, state: 'lost', values, retireAt: null }
    const state = id === sealing.key ? 'seals' : id > sealing.key ? 'prepared' : 'opens'
    return { id, state, values, retireAt: state === 'opens' ? retireAt(sealing, id) : null }
  })
  return { keys, isOnTheWay: sealing.isOnTheWay }
}

/** Processes learn within a minute that another key seals; the hour is for those that were busy. */
const LATE_MS = HOUR

const retireAt = ({ ended, since }: Sealing, id: number): number => (ended[id] ?? since) + SEALED_ELSEWHERE_MS + LATE_MS

/**
 * Takes a key out of the ring for good. Only when nothing hangs on it.
 * @returns the file written: keys.json, or what to put into TUIDAN_KEYS
 * @throws keys/unknown, keys/seals, keys/in-use, keys/too-soon, keys/busy, storage/no-write
 */
export async function retireKey(core: Core, place: KeyPlace, id: number): Promise<string> {
  const file = await aloneAtKeys(core.db, async () => {
    const ring = await loadKeys(place.home, place.fromEnv)
    const sealing = (await loadSealing(core.db))!
    if (!ring.keys.has(id))
      throw rotationFail('keys/unknown', {
        params: { id, ids: [...ring.keys.keys()].sort((a, b) => a - b).join(', ') },
      })
    if (id >= sealing.key) throw rotationFail('keys/seals', { params: { id } })
    // A process that was late may have sealed with it after the rotation.
    core.vault.sealWith(sealing.key)
    if (!sealing.isOnTheWay) await sealAllAnew(core)
    const of = (await countHanging(core.db)).get(id)
    if (of !== undefined) {
      const what = [...of].map(([name, n]) => `${name} ${n}`).join(', ')
      throw rotationFail('keys/in-use', { params: { id, n: total(of), what } })
    }
    const at = retireAt(sealing, id)
    if (core.clock.now() < at)
      throw rotationFail('keys/too-soon', { params: { id, date: new Date(at).toISOString().slice(0, 10) } })
    const from = (place.fromEnv === null ? null : await waitingRing(place.home, ring)) ?? ring
    const keys = new Map([...from.keys].filter(([one]) => one !== id))
    return await writeRing(place, { current: from.current, keys, hash: hashKeyOf(ring) })
  })
  if (file === null) throw rotationFail('keys/busy')
  return file
}
