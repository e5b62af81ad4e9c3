import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { say, type Text } from '../base/i18n.ts'
import { conform, type Samples, untold } from '../connectors/conform.ts'
import type { Connector } from '../connectors/connector.ts'
import { loadConnector, wordsOf } from '../connectors/load.ts'
import { badOption, fileFail, readOptions } from './options.ts'
import { terminalLang } from './print.ts'
import { USAGE } from './usage.ts'

const WORDS = {
  noVerb: { zh: '没有“{given}”这个做法，只有 check', en: 'there is no "{given}", only check' },
  shape: { zh: '{id} 的样子对，数据流：{streams}', en: '{id} has the shape of a connector; streams: {streams}' },
  samples: { zh: '和样本一致：{file}', en: 'It does what its samples say: {file}' },
  noSamples: { zh: '旁边没有样本文件 {file}', en: 'There is no file of samples beside it: {file}' },
  noSamplesNext: {
    zh: '写上平台真实的回答和该得到的结果，样子见 examples/connector',
    en: 'Write down what the provider answers and what is to come of it, as in examples/connector',
  },
  badSamples: { zh: '{file} 不是样本：{reason}', en: '{file} holds no samples: {reason}' },
  badSamplesNext: {
    zh: '要是 JSON：{ "accounts": […], "streams": { 名字: { request, answer, page, facts } } }',
    en: 'JSON is expected: { "accounts": […], "streams": { name: { request, answer, page, facts } } }',
  },
  nothing: { zh: '没有', en: 'none' },
} satisfies Record<string, Text>

/** What the check found, a line each: ✓ fine, · nobody has seen it, ✗ wrong. */
interface Line {
  readonly mark: '✓' | '·' | '✗'
  readonly words: Text
}

/** `tuidan connector check FILE`: holds a kind of account of one's own to its shape and its samples. 1 if anything is wrong. */
export async function connector(args: readonly string[]): Promise<number> {
  const [verb = '', name = ''] = readOptions(args, USAGE.connector, {}, { least: 2 }).positionals
  if (verb !== 'check') throw badOption(WORDS.noVerb, USAGE.connector, { given: verb })
  const file = resolve(name)
  await readFile(file).catch((cause) => {
    throw fileFail(file, cause)
  })
  const lang = terminalLang(process.env)
  const lines = await checkFile(file)
  for (const { mark, words } of lines) console.log(`${mark} ${basename(file)}  ${words[lang]}`)
  return lines.some(({ mark }) => mark === '✗') ? 1 : 0
}

/** Everything that can be said of a descriptor and its samples without a network. */
export async function checkFile(file: string): Promise<Line[]> {
  let found: Connector
  try {
    found = await loadConnector(file)
  } catch (error) {
    return [{ mark: '✗', words: wordsOf(file, error).words }]
  }
  const streams = Object.keys(found.streams).join(', ')
  const shape = both(WORDS.shape, (lang) => ({ id: found.id, streams: streams || say(WORDS.nothing, lang) }))
  return [{ mark: '✓', words: shape }, ...(await checkSamples(found, file))]
}

async function checkSamples(found: Connector, file: string): Promise<Line[]> {
  const path = file.replace(/\.m?[jt]s$/, '.samples.json')
  const name = basename(path)
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return [wrong(WORDS.noSamples, WORDS.noSamplesNext, { file: name })]
  try {
    const samples = JSON.parse(text) as Samples
    const faults = conform(found, samples)
    if (faults.length > 0) return faults.map((words) => ({ mark: '✗', words }))
    const open = untold(found, samples).map((words): Line => ({ mark: '·', words }))
    return [{ mark: '✓', words: both(WORDS.samples, () => ({ file: name })) }, ...open]
  } catch (error) {
    return [wrong(WORDS.badSamples, WORDS.badSamplesNext, { file: name, reason: (error as Error).message })]
  }
}

const both = (text: Text, params: (lang: 'zh' | 'en') => Record<string, string>): Text => ({
  zh: say(text, 'zh', params('zh')),
  en: say(text, 'en', params('en')),
})

function wrong(what: Text, next: Text, params: Record<string, string>): Line {
  const [a, b] = [both(what, () => params), both(next, () => params)]
  return { mark: '✗', words: { zh: `${a.zh}\n    → ${b.zh}`, en: `${a.en}\n    → ${b.en}` } }
}
