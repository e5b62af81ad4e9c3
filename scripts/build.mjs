// Makes dist/: JavaScript and .d.ts of everything a start needs, with the files that lie beside it. Node strips no types
// under node_modules, so this is what `npm pack` ships. In a clone nothing needs it: there the .ts runs as written.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const DIST = join(ROOT, 'dist')
const env = { ...process.env, PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter) }

function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status === 0) return
  console.error(`${command} ${args.join(' ')}: ${error?.message ?? `ended with code ${status}`}`)
  process.exit(1)
}

/** Every file below `folder`, as paths from ROOT. */
function filesBelow(folder) {
  if (!existsSync(join(ROOT, folder))) return []
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

rmSync(DIST, { recursive: true, force: true })
mkdirSync(DIST)
if (existsSync(join(ROOT, 'scripts', 'web.mjs'))) run('node', ['scripts/web.mjs'])
run('tsc', ['-p', 'tsconfig.build.json'])

// Migrations, pictures, tables: whatever lies between the sources and is not a source.
for (const path of ['src', 'demo'].flatMap(filesBelow)) {
  if (/\.(ts|tsx|map)$/.test(path) || /\.fixture\./.test(path)) continue
  cpSync(join(ROOT, path), join(DIST, path))
}
if (existsSync(join(ROOT, 'web-dist'))) cpSync(join(ROOT, 'web-dist'), join(DIST, 'web-dist'), { recursive: true })

// The compiler rewrites imports, but not the files named for a thread or a process: new URL('./plan-thread.ts', import.meta.url).
for (const path of ['dist/src', 'dist/demo'].flatMap(filesBelow)) {
  if (!path.endsWith('.js')) continue
  const text = readFileSync(join(ROOT, path), 'utf8')
  const rewritten = text.replace(/(new URL\(\s*(['"])\.{1,2}\/[^'"]+)\.ts(\2,\s*import\.meta\.url)/g, '$1.js$3')
  if (rewritten !== text) writeFileSync(join(ROOT, path), rewritten)
}

// The code looks for its version beside `src`, and Node for the kind of its modules.
const { name, version, type } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
writeFileSync(join(DIST, 'package.json'), `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`)
console.log(`dist: ${filesBelow('dist').length} files`)
