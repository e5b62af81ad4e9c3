import { say, type Text } from '../base/i18n.ts'
import { type KeyView, retireKey, rotateKeys, viewKeys } from '../engine/rotation.ts'
import { auditCommand, openCore } from './open.ts'
import { badOption, readOptions } from './options.ts'
import { Progress, printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  onTheWay: {
    zh: '上次轮换没有做完：tuidan keys rotate 接着做。',
    en: 'The last rotation did not end: tuidan keys rotate goes on with it.',
  },
  values: { zh: '重新封存', en: 'sealed anew' },
  done: {
    zh: '{n} 项已改用 {id} 号钥匙；运行中的推单也改用它。旧钥匙 31 天后可以停用：tuidan keys retire',
    en: '{n} {n|value|values} sealed anew; key {id} seals now, in running servers too. The old key may go in 31 days: tuidan keys retire',
  },
  busy: {
    zh: '还有 {n} 项一直被占用。再运行一次 tuidan keys rotate。',
    en: '{n} {n|value was|values were} in use all the time. Run tuidan keys rotate once more.',
  },
  broken: {
    zh: '有 {n} 项用哪把钥匙都打不开，没有动它们；tuidan keys 看是哪几号。',
    en: '{n} {n|value opens|values open} with no key there is and {n|was|were} left alone; tuidan keys shows of which key.',
  },
  prepared: {
    zh: '{id} 号钥匙写在 {file}（只有你能读），还没有用它。',
    en: 'Key {id} is written to {file}, which only you can read; nothing is sealed with it yet.',
  },
  nextFile: {
    zh: '让每台机器都有这个文件，再运行 tuidan keys rotate。',
    en: 'Give this file to every machine, then run tuidan keys rotate.',
  },
  nextEnv: {
    zh: '把文件内容设为每个进程的 TUIDAN_KEYS 并重启它们，再运行 tuidan keys rotate。',
    en: 'Set TUIDAN_KEYS of every process to what the file holds and restart them, then run tuidan keys rotate.',
  },
  retired: { zh: '{id} 号钥匙停用了，已从 {file} 去掉。', en: 'Key {id} is retired and no longer in {file}.' },
  retiredEnv: {
    zh: '没有东西靠 {id} 号钥匙了。不含它的 TUIDAN_KEYS 写在 {file}（只有你能读）：设好以后删掉那个文件。',
    en: 'Nothing hangs on key {id}. TUIDAN_KEYS without it is in {file}, which only you can read: set it, then delete the file.',
  },
} satisfies Record<string, Text>

const HEADS: readonly Text[] = [
  { zh: '钥匙', en: 'Key' },
  { zh: '状态', en: 'State' },
  { zh: '靠它的', en: 'Values' },
  { zh: '可停用', en: 'May go' },
]

const STATES: Readonly<Record<KeyView['state'], Text>> = {
  seals: { zh: '封存', en: 'seals' },
  opens: { zh: '只打开', en: 'opens' },
  prepared: { zh: '备好，未用', en: 'prepared' },
  lost: { zh: '不在这里', en: 'not here' },
}

const REASONS = {
  verb: { zh: '不会“{given}”，只会 list、rotate 和 retire', en: 'there is no "{given}", only list, rotate and retire' },
  id: { zh: 'retire 后面写钥匙编号，如 1', en: 'the number of a key is expected behind retire, such as 1' },
  more: { zh: '“{given}” 多余', en: '"{given}" is too much' },
  prepare: { zh: '--prepare 只跟 rotate', en: '--prepare goes with rotate only' },
} satisfies Record<string, Text>

/** What is wrong with what was typed, or null. */
function faultOf(verb: string, id: string | undefined, prepare: boolean): Text | null {
  if (!['list', 'rotate', 'retire'].includes(verb)) return REASONS.verb
  if (prepare && verb !== 'rotate') return REASONS.prepare
  if (verb === 'retire') return id !== undefined && /^\d{1,3}$/.test(id) ? null : REASONS.id
  return id === undefined ? null : REASONS.more
}

/** `tuidan keys`: which keys there are and what hangs on them; makes a new one, lets an old one go. Never prints a key. */
export async function keys(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions(args, USAGE.keys, { prepare: { type: 'boolean' } }, { most: 2 })
  const [verb = 'list', id] = positionals
  const prepare = values.prepare === true
  const fault = faultOf(verb, id, prepare)
  if (fault !== null) throw badOption(fault, USAGE.keys, { given: (fault === REASONS.more ? id : verb) ?? '' })
  const { core, config, close } = await openCore()
  const place = { home: config.home, fromEnv: config.keys }
  const lang = terminalLang(process.env)
  const tell = (word: keyof typeof WORDS, params = {}) => console.log(say(WORDS[word], lang, params))
  try {
    if (verb === 'retire') {
      const file = await retireKey(core, place, Number(id))
      await auditCommand(core, 'keys.retired', undefined, `key=${Number(id)}`)
      tell(config.keys === null ? 'retired' : 'retiredEnv', { id: Number(id), file })
      return 0
    }
    if (verb === 'list') {
      const view = await viewKeys(core, place)
      const rows = view.keys.map((one) => [
        String(one.id),
        say(STATES[one.state], lang),
        String(one.values),
        one.retireAt === null ? '' : new Date(one.retireAt).toISOString().slice(0, 10),
      ])
      printTable([HEADS.map((head) => say(head, lang)), ...rows])
      if (view.isOnTheWay) tell('onTheWay')
      return view.keys.some((one) => one.state === 'lost') ? 1 : 0
    }
    let bar: Progress | undefined
    const rotated = await rotateKeys(core, place, {
      prepare,
      show: (done, all) => {
        bar ??= new Progress(WORDS.values, lang, all)
        bar.show(done)
      },
    })
    if (rotated.how === 'prepared') {
      tell('prepared', { id: rotated.key, file: rotated.file })
      tell(config.keys === null ? 'nextFile' : 'nextEnv')
      return 0
    }
    const { key, sealed, left } = rotated
    await auditCommand(core, 'keys.rotated', undefined, `key=${key}`)
    tell('done', { n: sealed, id: key })
    if (left.busy > 0) tell('busy', { n: left.busy })
    if (left.broken > 0) tell('broken', { n: left.broken })
    return left.busy + left.broken > 0 ? 1 : 0
  } finally {
    await close()
  }
}
