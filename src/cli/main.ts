import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { say, type Text } from '../base/i18n.ts'
import { Problem } from '../base/problem.ts'
import { nearest, readConfig } from '../config.ts'
import { makeFolder } from '../storage/folder.ts'
import { VERSION } from '../version.ts'
import { bold, terminalLang } from './print.ts'
import { MORE, USAGE } from './usage.ts'

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
  connector: {
    about: { zh: '检查自己写的一种账号', en: 'Checks a kind of account of your own' },
    run: async (args) => (await import('./connector.ts')).connector(args),
  },
  replay: {
    about: {
      zh: '把真实店铺的订单记录走一遍，最后核账',
      en: "Plays a real shop's orders through the system and proves the books",
    },
    run: async (args) => (await import('./replay.ts')).replay(args),
  },
  evaluate: {
    about: {
      zh: '从一份日志估出另一种策略会得多少，带区间；看不出来就说看不出来',
      en: 'Reads from a log what another policy would have earned, with ranges, or says that it cannot tell',
    },
    run: async (args) => (await import('./evaluate.ts')).evaluate(args),
  },
  learn: {
    about: {
      zh: '把一张奖励表当多臂老虎机回放，比较随机、Beta-Thompson、热门和我们的学习器',
      en: 'Plays a table of rewards as a bandit: random, Beta-Thompson, popularity and our learner side by side',
    },
    run: async (args) => (await import('./learn.ts')).learn(args),
  },
  backup: {
    about: { zh: '把一切连同钥匙存进一个文件', en: 'Saves everything, keys included, in one file' },
    run: async (args) => (await import('./backup.ts')).backup(args),
  },
  restore: {
    about: { zh: '从备份恢复到一个空的地方', en: 'Brings a backup back into an empty place' },
    run: async (args) => (await import('./backup.ts')).restore(args),
  },
  keys: {
    about: {
      zh: '列出封存用的钥匙，换新的，停用旧的',
      en: 'Lists the keys that seal, makes a new one, retires an old one',
    },
    run: async (args) => (await import('./keys.ts')).keys(args),
  },
}

const WORDS = {
  head: {
    zh: '推单 Tuidan：登录、了解、推荐、下单、推单、发货',
    en: 'Tuidan 推单: sign in, know, offer, order, push, ship',
  },
  unknown: {
    zh: '没有命令 {word}。你是想用 {nearest} 吗？tuidan help 列出全部命令。',
    en: 'There is no command {word}. Did you mean {nearest}? tuidan help lists them all.',
  },
  more: {
    zh: '一个命令的用法：tuidan help 命令。版本：tuidan --version。',
    en: 'How one command is used: tuidan help COMMAND. The version: tuidan --version.',
  },
  ourFault: {
    zh: '这是推单自己的错，命令没有做完：{reason}',
    en: 'This is a fault in Tuidan, and the command did not end: {reason}',
  },
  ourFaultNext: {
    zh: '再试一次；还是这样，请带上 TUIDAN_LOG=debug 运行，把打印出来的告诉我们。',
    en: 'Try once more; if it stays, run it with TUIDAN_LOG=debug and tell us what it prints.',
  },
  database: {
    zh: '地址在 DATABASE_URL；tuidan check 会试着连一次。',
    en: 'Its address is in DATABASE_URL; tuidan check tries to reach it.',
  },
} satisfies Record<string, Text>

type Word = keyof typeof COMMANDS

/** What a start compiles is kept for the next one, which then reads it: a sixth of the start. It may be thrown away at any time. */
function keepCompiled(): void {
  try {
    const folder = join(readConfig().config.cache, 'compiled')
    // Made by us: where none can be, Node would try for ever.
    makeFolder(folder, 0o755)
    enableCompileCache(folder)
  } catch {
    // A setting is wrong, or the folder of no use: a command that needs it says so.
  }
}

async function main(args: readonly string[]): Promise<number> {
  const lang = terminalLang(process.env)
  const [first = 'help', ...others] = args
  if (['--version', '-v', 'version'].includes(first)) {
    console.log(VERSION)
    return 0
  }
  const asksHelp = ['help', '--help', '-h'].includes(first)
  const word = asksHelp ? others[0] : first
  const words = Object.keys(COMMANDS) as Word[]
  const known = words.find((w) => w === word)
  if (word !== undefined && known === undefined) {
    console.error(say(WORDS.unknown, lang, { word, nearest: nearest(word, words) }))
    return 2
  }
  if (known !== undefined && !asksHelp && !others.some((w) => w === '--help' || w === '-h'))
    return (await COMMANDS[known].run(others)) ?? 0
  if (known === undefined) console.log(`${bold(say(WORDS.head, lang))}\n`)
  for (const w of known === undefined ? words : [known])
    console.log(`  ${bold(`tuidan ${USAGE[w]}`)}\n      ${say(COMMANDS[w].about, lang)}`)
  const more = known === undefined ? undefined : MORE[known]
  if (more !== undefined) console.log(`      ${say(more, lang)}`)
  if (known === undefined) console.log(`\n${say(WORDS.more, lang)}`)
  return 0
}

/** What ended a command, in words. @returns the exit code: 2 for a command typed wrongly, 70 for a fault of ours */
function tell(error: unknown): number {
  const lang = terminalLang(process.env)
  if (error instanceof Problem) {
    const { spec, params, code } = error
    console.error(`${say(spec.title, lang, params)}\n${say(spec.next, lang, params)}  (${code})`)
    if (code === 'storage/unreachable' && process.env.DATABASE_URL) console.error(say(WORDS.database, lang))
    return code === 'cli/bad-option' ? 2 : 1
  }
  // Who asks for the log wants the trace; anybody else a sentence.
  if (/^(debug|trace)$/.test(process.env.TUIDAN_LOG ?? '')) console.error(error)
  const reason = error instanceof Error ? error.message : String(error)
  console.error(`${say(WORDS.ourFault, lang, { reason })}\n${say(WORDS.ourFaultNext, lang)}`)
  return 70
}

try {
  keepCompiled()
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.exitCode = tell(error)
}
