import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { say } from './base/i18n.ts'
import { Problem } from './base/problem.ts'
import { lookAtConfig, nearest, publicUrlOf, readConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'tuidan-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const file = (content: unknown): string => {
  const path = join(folder, `${++files}.json`)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const NONE = join(folder, 'none.json')

/** The problem that reading gives, as it is printed. */
function problemOf(read: () => unknown): { code: string; zh: string; en: string } {
  try {
    read()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { code, spec, params } = error
    const both = (lang: 'zh' | 'en') => `${say(spec.title, lang, params)} ${say(spec.next, lang, params)}`
    return { code, zh: both('zh'), en: both('en') }
  }
  throw new Error('it was read')
}

const oidc = { issuer: 'https://id.example', clientId: 'shop', clientSecret: 'hush-hush' }

describe('an unknown key stops the start and names the nearest', () => {
  test.each([
    ['TUIDAN_PROT', 'TUIDAN_PORT'],
    ['TUIDAN_PUSH_HOST', 'TUIDAN_PUSH_HOSTS'],
    ['TUIDAN_HMOE', 'TUIDAN_HOME'],
    ['TUIDAN_TLSKEY', 'TUIDAN_TLS_KEY'],
  ])('%s in the environment: %s', (key, meant) => {
    const { code, zh, en } = problemOf(() => readConfig({ [key]: '1' }, {}, NONE))
    expect(code).toBe('config/unknown-key')
    for (const text of [zh, en]) expect(text).toContain(meant)
    expect(en).toContain(key)
  })

  test('in tuidan.json, with the file; in a connector, with its place', () => {
    const path = file({ prot: 4400 })
    expect(problemOf(() => readConfig({}, {}, path)).en).toMatch(new RegExp(`prot .*${path}.*Did you mean port`))
    const nested = file({ connectors: { islet: { ...oidc, clientSecrte: 'x' } } })
    expect(problemOf(() => readConfig({}, {}, nested)).en).toMatch(/connectors\.islet\.clientSecrte.*clientSecret/)
  })

  test('what others put into the environment is none of our business', () => {
    expect(() => readConfig({ PATH: '/bin', TUIDAN_DATA: '/data', LANG: 'C' }, {}, NONE)).not.toThrow()
  })

  test('nearest counts a swapped pair as one edit', () => {
    expect(nearest('prot', ['part', 'port'])).toBe('port')
  })
})

describe('where a value comes from', () => {
  test('the command line wins over the environment, that over the file, that over the default', () => {
    const path = file({ port: 1, poolSize: 2, host: '0.0.0.0' })
    const { config, settings } = readConfig({ TUIDAN_PORT: '3', TUIDAN_POOL: '4' }, { port: 5 }, path)
    const origin = Object.fromEntries(settings.map((s) => [s.name, s.origin]))
    expect(config).toMatchObject({ port: 5, poolSize: 4, host: '0.0.0.0', logLevel: 'warn' })
    expect(origin).toMatchObject({
      port: 'command line',
      poolSize: 'environment',
      host: 'tuidan.json',
      logLevel: 'default',
    })
  })

  test('every field has its source, its sentence in both languages and a name in the environment', () => {
    const { config, settings } = readConfig({}, {}, file({ connectors: { islet: oidc } }))
    const fields = Object.keys(config).filter((name) => name !== 'connectors')
    expect(settings.map((s) => s.name)).toEqual([...fields, 'connectors.islet'])
    for (const { name, env, about, origin } of settings) {
      expect([name, about.zh]).toEqual([name, expect.stringMatching(/[\u4e00-\u9fff]/)])
      expect([name, about.en]).toEqual([name, expect.stringMatching(/^[^\u4e00-\u9fff]+$/)])
      if (name === 'connectors.islet') expect(origin).toBe('tuidan.json')
      else expect([name, env]).toEqual([name, expect.stringMatching(/^(TUIDAN_[A-Z_]+|DATABASE_URL)$/)])
    }
    expect(new Set(settings.map((s) => s.env)).size).toBe(settings.length)
  })

  test('each of them can be set by its name in the environment', () => {
    const values: Record<string, string> = {
      TUIDAN_HOME: '/srv/tuidan',
      TUIDAN_CACHE: '~/cache',
      DATABASE_URL: 'postgres://u:p@db/x',
      TUIDAN_POOL: '5',
      TUIDAN_HOST: '::1',
      TUIDAN_PORT: '0',
      TUIDAN_URL: 'https://shop.example/',
      TUIDAN_TLS_CERT: '/c.pem',
      TUIDAN_TLS_KEY: '/k.pem',
      TUIDAN_TRUST_PROXY: '10.0.0.1, 10.0.0.2',
      TUIDAN_LIMITS: '2',
      TUIDAN_LAN: 'on',
      TUIDAN_DEMO: 'off',
      TUIDAN_KEYS: '1:abc',
      TUIDAN_PUSH_CONTACT: 'mailto:owner@shop.example',
      TUIDAN_PUSH_HOSTS: 'push.shop.example',
      TUIDAN_CONNECTORS: '/own',
      TUIDAN_LOG: 'debug',
    }
    const { config, settings } = readConfig(values, {}, NONE)
    expect(settings.every((s) => s.origin === 'environment')).toBe(true)
    expect(settings.map((s) => s.env)).toEqual(Object.keys(values))
    expect(config).toMatchObject({
      url: 'https://shop.example',
      trustProxy: ['10.0.0.1', '10.0.0.2'],
      lan: true,
      pushHosts: ['push.shop.example'],
    })
    expect(config.cache).toMatch(/^\/.+\/cache$/)
  })

  test('an empty variable is not set', () => {
    expect(readConfig({ TUIDAN_PORT: '' }, {}, NONE).config.port).toBe(4400)
    expect(readConfig({ TUIDAN_HOME: '' }, {}, NONE).config.home).toBe(readConfig({}, {}, NONE).config.home)
  })
})

describe('a wrong value stops the start and says what is expected, in both languages', () => {
  test.each<[Record<string, string>, string, string]>([
    [{ TUIDAN_PORT: '70000' }, 'TUIDAN_PORT', 'a whole number from 0 to 65535'],
    [{ TUIDAN_PORT: '4400.5' }, 'TUIDAN_PORT', 'a whole number'],
    [{ TUIDAN_POOL: 'many' }, 'TUIDAN_POOL', 'a whole number from 2 to 90'],
    [{ TUIDAN_URL: 'shop.example' }, 'TUIDAN_URL', 'https://shop.example'],
    [{ TUIDAN_URL: 'https://shop.example/a' }, 'TUIDAN_URL', 'without a path'],
    [{ TUIDAN_URL: 'javascript:alert(1)' }, 'TUIDAN_URL', 'https://shop.example'],
    [{ TUIDAN_LAN: 'maybe' }, 'TUIDAN_LAN', 'on or off'],
    [{ TUIDAN_DEMO: 'yes' }, 'TUIDAN_DEMO', 'auto, on, off'],
    [{ TUIDAN_LOG: 'loud' }, 'TUIDAN_LOG', 'silent, error, warn, info, debug'],
    [{ TUIDAN_PUSH_CONTACT: 'owner' }, 'TUIDAN_PUSH_CONTACT', 'mailto:'],
    [{ DATABASE_URL: 'mysql://u:topsecret@db/x' }, 'DATABASE_URL', 'postgres://'],
  ])('%j', (env, key, expected) => {
    const { code, zh, en } = problemOf(() => readConfig(env, {}, NONE))
    expect(code).toBe('config/bad-value')
    expect(en).toContain(key)
    expect(en).toContain(expected)
    expect(zh).toMatch(new RegExp(`${key} 的值不对：应该是`))
    // A wrong value may be a secret in the wrong place: it is never repeated.
    expect(zh + en).not.toMatch(/topsecret|undefined|\{/)
  })

  test.each<[string, unknown, string]>([
    ['a list of connectors', { connectors: [] }, 'connectors'],
    ['a connector that is null', { connectors: { islet: null } }, 'connectors.islet'],
    ['an id with a capital', { connectors: { Islet: oidc } }, 'connectors.Islet'],
    ['no issuer', { connectors: { islet: { ...oidc, issuer: '' } } }, 'connectors.islet.issuer'],
    ['no secret', { connectors: { islet: { ...oidc, clientSecret: undefined } } }, 'connectors.islet.clientSecret'],
    ['a kind that is no id', { connectors: { islet: { ...oidc, kind: 'SAML 2' } } }, 'connectors.islet.kind'],
    ['a way to show the secret', { connectors: { islet: { ...oidc, tokenAuth: 'x' } } }, 'connectors.islet.tokenAuth'],
    ['a name in one language', { connectors: { islet: { ...oidc, name: { zh: '小岛' } } } }, 'connectors.islet.name'],
    ['a source that is a number', { connectors: { islet: { ...oidc, source: 5 } } }, 'connectors.islet.source'],
    ['sites that are a text', { connectors: { islet: { ...oidc, sites: 'hill' } } }, 'connectors.islet.sites'],
    ['a port that is an object', { port: {} }, 'port'],
  ])('in tuidan.json: %s', (_name, json, key) => {
    const { code, zh, en } = problemOf(() => readConfig({}, {}, file(json)))
    expect(code).toBe('config/bad-value')
    for (const text of [zh, en]) expect(text).toContain(key)
    expect(zh + en).not.toContain('hush-hush')
  })

  test.each(['{ "port": 4400', '[]', 'null', '"x"'])('a file that is %s is said to be none', (text) => {
    const path = file(text)
    const { code, en } = problemOf(() => readConfig({}, {}, path))
    expect(code).toBe('config/unreadable')
    expect(en).toContain(path)
  })
})

test('secrets are hidden in what is shown, and only they', () => {
  const env = {
    DATABASE_URL: 'postgres://u:topsecret@db/x',
    TUIDAN_KEYS: '1:c2VjcmV0',
    TUIDAN_URL: 'https://shop.example',
  }
  const { settings } = readConfig(env, {}, file({ connectors: { islet: oidc } }))
  const shown = JSON.stringify(settings)
  for (const secret of ['topsecret', 'c2VjcmV0', 'hush-hush']) expect(shown).not.toContain(secret)
  expect(settings.find((s) => s.name === 'databaseUrl')?.value).toBe('••••••')
  expect(settings.find((s) => s.name === 'url')?.value).toBe('https://shop.example')
  expect(settings.find((s) => s.name === 'connectors.islet')?.value).toBe('https://id.example')
})

test('the address that people use: the public one, else localhost with the port', () => {
  const of = (env: Record<string, string>) => publicUrlOf(readConfig(env, {}, NONE).config)
  expect(of({})).toBe('http://localhost:4400')
  expect(of({ TUIDAN_PORT: '81', TUIDAN_TLS_CERT: '/c', TUIDAN_TLS_KEY: '/k' })).toBe('https://localhost:81')
  expect(of({ TUIDAN_URL: 'https://shop.example' })).toBe('https://shop.example')
})

test('looked at, every fault is there, and what is right is read all the same', () => {
  const path = file({ prot: 1, poolSize: 'many', host: '0.0.0.0', connectors: { islet: oidc, Bad: oidc } })
  const { config, settings, faults } = lookAtConfig({ TUIDAN_LOG: 'loud' }, {}, path)
  expect(faults.map((f) => [f.code, f.params.key])).toEqual([
    ['config/unknown-key', 'prot'],
    ['config/bad-value', 'poolSize'],
    ['config/bad-value', 'TUIDAN_LOG'],
    ['config/bad-value', 'connectors.Bad'],
  ])
  expect(config).toMatchObject({ host: '0.0.0.0', poolSize: 10, logLevel: 'warn' })
  expect(Object.keys(config.connectors)).toEqual(['islet'])
  expect(settings.find((s) => s.name === 'poolSize')?.value).toBe('✗')
})
