import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Params, say, type Text } from '../base/i18n.ts'
import { type Problem, problems } from '../base/problem.ts'
import { type Config, nearest } from '../config.ts'

/** Expected problems of a typed command. */
export const cliFail = problems({
  'cli/bad-option': {
    status: 400,
    title: { zh: '命令写得不对：{reason_zh}。', en: 'The command is not right: {reason_en}.' },
    next: { zh: '用法：tuidan {usage}', en: 'Usage: tuidan {usage}' },
  },
  'cli/no-file': {
    status: 404,
    title: { zh: '读不到文件 {file}。', en: 'The file {file} cannot be read.' },
    next: { zh: '看看路径和权限。', en: 'Check the path and its permissions.' },
  },
  'cli/no-staff': {
    status: 404,
    title: { zh: '{site} 没有员工叫 {name}。', en: '{site} has no staff called {name}.' },
    next: { zh: '有这些人：{names}', en: 'There are: {names}' },
  },
  'cli/no-sites': {
    status: 404,
    title: { zh: '这里还没有网站。', en: 'There is no site here yet.' },
    next: {
      zh: '先启动一次（npm start），或用 tuidan site add 加一个。',
      en: 'Start Tuidan once (npm start), or add a site with tuidan site add.',
    },
  },
  'cli/is-folder': {
    status: 400,
    title: { zh: '{file} 是文件夹，不是文件。', en: '{file} is a folder, not a file.' },
    next: { zh: '写上文件名。', en: 'Add the name of the file.' },
  },
  'cli/no-site': {
    status: 404,
    title: { zh: '没有网站叫 {site}。', en: 'There is no site called {site}.' },
    next: { zh: '有这些：{sites}', en: 'There are: {sites}' },
  },
})

/** How many words a command takes beside its options. */
interface Words {
  readonly least?: number
  readonly most?: number
}

const REASONS = {
  unknownOption: {
    zh: '没有选项 {given}，也许是 {nearest}',
    en: 'there is no option {given}, perhaps {nearest} is meant',
  },
  noOptions: { zh: '这个命令没有选项，{given} 用不上', en: 'this command takes no options; {given} is one' },
  needsValue: { zh: '{given} 后面要写一个值', en: '{given} needs a value behind it' },
  noValue: { zh: '{given} 后面不写值', en: '{given} takes no value' },
  missing: { zh: '还缺一个词', en: 'a word is missing' },
  tooMany: {
    zh: '“{given}”是多出来的；带空格的名字要加引号',
    en: '"{given}" is too much; a name with blanks needs quotes',
  },
} satisfies Record<string, Text>

/** A command typed wrongly: what is wrong, in both languages, and the usage. */
export function badOption(reason: Text, usage: string, params: Params = {}): Problem {
  return cliFail('cli/bad-option', {
    params: { reason_zh: say(reason, 'zh', params), reason_en: say(reason, 'en', params), usage },
  })
}

/** Reads a command's options; a mistake names the usage. @throws cli/bad-option */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  usage: string,
  options: T,
  { least = 0, most = least }: Words = {},
) {
  // Looked at first without strictness: node's own sentences are English and speak of positional arguments.
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true })
  const names = Object.keys(options).map((name) => `--${name}`)
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { rawName: given, name, value } = token
    const type = Object.hasOwn(options, name) ? options[name]!.type : null
    if (type === null && names.length === 0) throw badOption(REASONS.noOptions, usage, { given })
    if (type === null) throw badOption(REASONS.unknownOption, usage, { given, nearest: nearest(given, names) })
    if (type === 'string' && (value === undefined || (!token.inlineValue && value.startsWith('--'))))
      throw badOption(REASONS.needsValue, usage, { given })
    if (type === 'boolean' && value !== undefined) throw badOption(REASONS.noValue, usage, { given })
  }
  const words = tokens.filter((token) => token.kind === 'positional')
  if (words.length < least) throw badOption(REASONS.missing, usage)
  if (words.length > most) throw badOption(REASONS.tooMany, usage, { given: words[most]!.value })
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
}

/** The options of `start` that overrule the configuration. */
export function overridesOf(values: {
  lan?: boolean
  demo?: boolean
  'no-demo'?: boolean
  port?: string
  host?: string
}): Partial<Config> {
  return {
    ...(values.lan ? { lan: true } : {}),
    ...(values.demo ? { demo: 'on' as const } : {}),
    ...(values['no-demo'] ? { demo: 'off' as const } : {}),
    ...(values.port === undefined ? {} : { port: values.port as unknown as number }),
    ...(values.host === undefined ? {} : { host: values.host }),
  }
}

/** A file that could not be read, in words: not there, a folder, or not ours to read. */
export function fileFail(file: string, cause: unknown): Problem {
  const isFolder = (cause as NodeJS.ErrnoException).code === 'EISDIR'
  return cliFail(isFolder ? 'cli/is-folder' : 'cli/no-file', { params: { file }, cause })
}
