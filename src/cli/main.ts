import { say, type Text } from '../base/i18n.ts'
import { Problem } from '../base/problem.ts'
import { nearest } from '../config.ts'
import { bold, printTable, terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

/** One command: what it does, in a line, and the code behind it, loaded when it is asked for. */
interface Command {
  readonly about: Text
  readonly run: (args: readonly string[]) => Promise<number | undefined>
}

const COMMANDS: Readonly<Record<keyof typeof USAGE, Command>> = {
  start: {
    about: { zh: '启动一切，打印可以点开的链接', en: 'Starts everything and prints the links to open' },
    run: async (args) => (await import('./start.ts')).start(args),
  },
  check: {
    about: {
      zh: '列出每个设置的值、来源和问题',
      en: 'Prints every setting, where it came from and what is wrong with it',
    },
    run: async (args) => (await import('./check.ts')).check(args),
  },
  link: {
    about: {
      zh: '给员工一个 15 分钟内有效、用一次的链接',
      en: 'A fresh single-use link for somebody on the staff (15 minutes)',
    },
    run: async (args) => (await import('./link.ts')).link(args),
  },
  staff: {
    about: { zh: '列出或添加员工', en: 'Lists or adds staff' },
    run: async (args) => (await import('./staff.ts')).staff(args),
  },
  site: {
    about: { zh: '列出或添加网站，换新密钥', en: 'Lists or adds sites, renews a secret key' },
    run: async (args) => (await import('./site.ts')).site(args),
  },
  import: {
    about: { zh: '导入商品（CSV、JSON，也可压缩）', en: 'Imports products (CSV or JSON, also gzipped)' },
    run: async (args) => (await import('./import.ts')).importFile(args),
  },
  replay: {
    about: {
      zh: '把真实店铺的订单记录走一遍，最后核账',
      en: "Plays a real shop's orders through the system and proves the books",
    },
    run: async (args) => (await import('./replay.ts')).replay(args),
  },
  backup: {
    about: { zh: '把一切连同钥匙存进一个文件', en: 'Saves everything, keys included, in one file' },
    run: async (args) => (await import('./backup.ts')).backup(args),
  },
  restore: {
    about: { zh: '从备份恢复到一个空的地方', en: 'Brings a backup back into an empty place' },
    run: async (args) => (await import('./backup.ts')).restore(args),
  },
}

const WORDS = {
  head: {
    zh: '推单 Tuidan：登录、了解、推荐、下单、推单、发货',
    en: 'Tuidan 推单: sign in, know, offer, order, push, ship',
  },
  unknown: {
    zh: '没有命令 {word}。你是想用 {nearest} 吗？',
    en: 'There is no command {word}. Did you mean {nearest}?',
  },
} satisfies Record<string, Text>

type Word = keyof typeof COMMANDS

async function main(args: readonly string[]): Promise<number> {
  const lang = terminalLang(process.env)
  const [word = 'help', ...rest] = args
  const words = Object.keys(COMMANDS) as Word[]
  const known = words.find((w) => w === word)
  if (known !== undefined && !rest.includes('--help')) return (await COMMANDS[known].run(rest)) ?? 0
  if (known === undefined && !['help', '--help', '-h'].includes(word)) {
    console.error(say(WORDS.unknown, lang, { word, nearest: nearest(word, words) }))
    return 2
  }
  if (known === undefined) console.log(`${bold(say(WORDS.head, lang))}\n`)
  printTable((known === undefined ? words : [known]).map((w) => [`tuidan ${USAGE[w]}`, say(COMMANDS[w].about, lang)]))
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const lang = terminalLang(process.env)
  if (error instanceof Problem) {
    console.error(
      `${say(error.spec.title, lang, error.params)}\n${say(error.spec.next, lang, error.params)}  (${error.code})`,
    )
    process.exitCode = 1
  } else {
    console.error(error)
    process.exitCode = 70
  }
}
