// Builds the web apps and the tag into web-dist/, only when something they are made of changed. Runs on the pinned Node.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const OUT = join(ROOT, 'web-dist')
const MARK = join(OUT, '.made-of')
const APPS = ['shop', 'phone', 'console', 'demo'].filter((app) => existsSync(join(ROOT, 'web', app, 'index.html')))

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** Everything the apps are made of: their own files, the rules they share with the server, the lock, this script. */
function madeOf() {
  const hash = createHash('sha256')
  const sources = [
    ...filesIn(join(ROOT, 'web')),
    ...filesIn(join(ROOT, 'src')),
    join(ROOT, 'package-lock.json'),
    fileURLToPath(import.meta.url),
  ]
  for (const file of sources.filter((f) => !f.endsWith('.test.ts')))
    hash.update(file.slice(ROOT.length)).update(readFileSync(file))
  return hash.digest('hex')
}

const mark = madeOf()
if (existsSync(MARK) && readFileSync(MARK, 'utf8') === mark) process.exit(0)

const { build } = await import('vite')
const shared = {
  root: join(ROOT, 'web'),
  configFile: false,
  logLevel: 'warn',
  cacheDir: join(ROOT, 'node_modules/.cache/vite'),
}
rmSync(OUT, { recursive: true, force: true })
mkdirSync(join(OUT, 'assets'), { recursive: true })
if (APPS.length > 0) {
  await build({
    ...shared,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir: OUT,
      emptyOutDir: false,
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: { input: Object.fromEntries(APPS.map((app) => [app, join(ROOT, 'web', app, 'index.html')])) },
    },
  })
}
/** Files that stand alone under a fixed name: the tag in foreign pages, and the service workers. */
const ALONE = [
  { entry: 'web/tag/tag.ts', file: 'tag.js' },
  { entry: 'web/tag/why.ts', file: 'why.js', format: 'es' },
  { entry: 'web/tag/sign-in.ts', file: 'sign-in.js' },
  { entry: 'web/worker/shop.ts', file: 'shop/sw.js' },
  { entry: 'web/worker/phone.ts', file: 'phone/sw.js' },
]
for (const { entry, file, format = 'iife' } of ALONE) {
  await build({
    ...shared,
    publicDir: false,
    build: {
      outDir: OUT,
      emptyOutDir: false,
      lib: { entry: join(ROOT, entry), formats: [format], name: 'tuidan', fileName: () => file },
    },
  })
}
writeFileSync(MARK, mark)
console.error(
  `web: ${[...APPS, 'tag'].join(', ')}; tag ${gzipSync(readFileSync(join(OUT, 'tag.js'))).length} bytes gzip`,
)
