import { type ParseArgsConfig, parseArgs } from 'node:util'
import { problems } from '../base/problem.ts'
import type { Config } from '../config.ts'

/** Expected problems of a typed command. */
export const cliFail = problems({
  'cli/bad-option': {
    status: 400,
    title: { zh: '命令写得不对：{reason}', en: 'The command is not right: {reason}' },
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
  'cli/no-site': {
    status: 404,
    title: { zh: '没有网站叫 {site}。', en: 'There is no site called {site}.' },
    next: { zh: '有这些：{sites}', en: 'There are: {sites}' },
  },
})

/** Reads a command's options; a mistake names the usage. @throws cli/bad-option */
export function readOptions<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  usage: string,
  options: T,
  positionals = 0,
) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: positionals > 0, strict: true })
    if (parsed.positionals.length < positionals) throw new Error(`${positionals} argument(s) expected`)
    return parsed
  } catch (cause) {
    throw cliFail('cli/bad-option', { params: { reason: (cause as Error).message.split('\n')[0]!, usage }, cause })
  }
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
