import type { Text } from '../../src/base/i18n.ts'
import { drawFace, type Face } from './faces.ts'
import type { MaterialId } from './material.ts'

/** Somebody one may sign in as. Everybody here is invented. */
export interface Persona {
  readonly id: string
  /** The subject that Islet tells shops (OpenID Connect Core §2, `sub`): never reused, says nothing. */
  readonly subject: string
  readonly name: Text
  /** How the name is written in an account's address. */
  readonly handle: string
  /** Who they are, in one line. */
  readonly line: Text
  /** What they care about, as categories of the shop's tree. */
  readonly interests: readonly string[]
  /** What their history is made of; null has none. */
  readonly material: MaterialId | null
  readonly face: Face
}

/** Six people with different interests, and one who has just come. */
export const PERSONAS: readonly Persona[] = [
  {
    id: 'lin-wan',
    subject: 'is_8f3c21d7',
    name: { zh: '林晚', en: 'Lin Wan' },
    handle: 'linwan',
    line: { zh: '先磨豆子，再说早安', en: 'Grinds beans before good morning' },
    interests: ['kitchen/coffee', 'kitchen/cookware', 'kitchen/baking', 'kitchen/tea'],
    material: 'coffee',
    face: { ground: '#f3c9a5', skin: '#f0c29e', hair: '#3a2a26', cloth: '#b9573a', style: 'bun' },
  },
  {
    id: 'zhou-ye',
    subject: 'is_27b9e4a0',
    name: { zh: '周野', en: 'Zhou Ye' },
    handle: 'zhouye',
    line: { zh: '周末不在家，在山里', en: 'Weekends in the hills, not at home' },
    interests: ['outdoor/camping', 'outdoor/hiking', 'outdoor/clothing', 'outdoor/tools'],
    material: 'outdoor',
    face: { ground: '#b9cfa3', skin: '#d9a67c', hair: '#2d2623', cloth: '#d9782d', style: 'beanie' },
  },
  {
    id: 'xu-xiao',
    subject: 'is_c50d6f18',
    name: { zh: '许骁', en: 'Xu Xiao' },
    handle: 'xuxiao',
    line: { zh: '能骑就不坐，能跑就不走', en: "Rides if it rolls, runs if it doesn't" },
    interests: ['sport/cycling', 'sport/running', 'sport/fitness', 'tech/wearables'],
    material: 'cycling',
    face: { ground: '#a9c9e4', skin: '#cf9668', hair: '#211d1c', cloth: '#1f5f8f', style: 'headband' },
  },
  {
    id: 'su-he',
    subject: 'is_e14a7b93',
    name: { zh: '苏禾', en: 'Su He' },
    handle: 'suhe',
    line: { zh: '四十盆了，还想再添一盆', en: 'Forty pots at home, room for one more' },
    interests: ['garden/houseplants', 'garden/pots', 'home/decor', 'home/textile', 'home/fragrance'],
    material: 'plants',
    face: { ground: '#cfe0c3', skin: '#f3cdb0', hair: '#6b4330', cloth: '#3f7a55', style: 'long' },
  },
  {
    id: 'he-mo',
    subject: 'is_6d82f05c',
    name: { zh: '何默', en: 'He Mo' },
    handle: 'hemo',
    line: { zh: '拍胶片，听黑胶', en: 'Shoots film, plays vinyl' },
    interests: ['photo', 'music/records', 'music/audio', 'music/instruments'],
    material: 'photo',
    face: { ground: '#c9c2dd', skin: '#e3b48e', hair: '#2a2730', cloth: '#33323f', style: 'headphones' },
  },
  {
    id: 'fang-qi',
    subject: 'is_93e6d1b4',
    name: { zh: '方棋', en: 'Fang Qi' },
    handle: 'fangqi',
    line: { zh: '书、钢笔，和一桌朋友', en: 'Books, pens, a table full of friends' },
    interests: ['books', 'stationery', 'games/board', 'games/puzzles'],
    material: 'reading',
    face: { ground: '#f0d79a', skin: '#efc6a6', hair: '#1f1b22', cloth: '#7a3350', style: 'bob' },
  },
  {
    id: 'newcomer',
    subject: 'is_0a5f3e76',
    name: { zh: '新来的', en: 'Someone new' },
    handle: 'newcomer',
    line: { zh: '刚上岛，还没留下什么', en: 'Just arrived, nothing here yet' },
    interests: [],
    material: null,
    face: { ground: '#d5dde2', skin: '#f4f7f8', hair: '#8fa3af', cloth: '#8fa3af', style: 'plain' },
  },
]

/** The persona with this id or subject. */
export function personaBy(key: 'id' | 'subject', value: string): Persona | undefined {
  return PERSONAS.find((persona) => persona[key] === value)
}

/**
 * A persona's face as SVG, square, without outside references.
 * @throws TypeError when nobody has this id
 */
export function avatarOf(id: string): string {
  const persona = personaBy('id', id)
  if (persona === undefined) throw new TypeError(`no persona is called ${id}`)
  return drawFace(persona.face)
}
