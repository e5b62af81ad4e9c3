// Runs before `npm start`, `npm test` and `npm run bench`: installs the packages when package-lock.json changed, checks
// that the scripts will run on the pinned Node, builds the web apps. Plain JavaScript without dependencies, because the
// first time it runs on whatever Node (20 or later) the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const MODULES = join(ROOT, 'node_modules')
const MARK = join(MODULES, '.tuidan-lock')
const LOCK = join(ROOT, '.tuidan-setup.lock')
const WINDOWS = process.platform === 'win32'
const QUIET = process.env.TUIDAN_SETUP === 'quiet'
const CHINESE = /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')

/** The programs that the scripts in package.json call. */
const PROGRAMS = ['node', 'tsc', 'biome', 'vitest', 'vite']

const say = (zh, en) => (CHINESE ? zh : en)

/** Says what is wrong and what to do, and ends. */
function stop(zh, en) {
  console.error(`\n${say(zh, en)}`)
  process.exit(1)
}

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex')

/** The pinned Node of this platform, as package.json names it: `{ name, version }`, or null where npm has none. */
function pinnedNode() {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const platform = `${WINDOWS ? 'win' : process.platform}-${process.arch}`
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    if (optionalDependencies[name]) return { name, version: optionalDependencies[name] }
  }
  return null
}

/** The file that `node` means inside an npm script. On Windows `.bin` holds a shell script that calls this one. */
function runtimePath(pin) {
  if (!pin) return process.execPath
  return WINDOWS ? join(MODULES, pin.name, 'bin', 'node.exe') : join(MODULES, '.bin', 'node')
}

/** Why the packages must be installed, or null when all is well. */
function whyInstall(pin) {
  if (!existsSync(MARK)) return 'no finished install'
  if (readFileSync(MARK, 'utf8').trim() !== lockHash()) return 'package-lock.json changed'
  const bin = join(MODULES, '.bin')
  for (const program of PROGRAMS) {
    if (program === 'node' && !pin) continue
    if (!existsSync(join(bin, program))) return `${program} is missing`
  }
  if (WINDOWS) return null
  // A tree that was copied without its links has plain files here: they cannot find the package they belong to.
  for (const name of readdirSync(bin)) {
    if (!lstatSync(join(bin, name)).isSymbolicLink()) return `${name} is no link`
  }
  try {
    accessSync(runtimePath(pin), constants.X_OK)
  } catch {
    return 'node is not executable'
  }
  return null
}

function ownerName(path) {
  const { uid } = statSync(path)
  try {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(uid))
    return line ? line.split(':')[0] : `uid ${uid}`
  } catch {
    return `uid ${uid}`
  }
}

function checkWritable() {
  for (const path of existsSync(MODULES) ? [ROOT, MODULES] : [ROOT]) {
    try {
      accessSync(path, constants.W_OK)
    } catch {
      const owner = ownerName(path)
      stop(
        `需要安装依赖，但 ${path} 属于 ${owner}，当前用户不能写入。请以 ${owner} 身份运行一次，或把目录交给当前用户（chown）。`,
        `Packages must be installed, but ${path} belongs to ${owner} and you may not write to it. Run this once as ${owner}, or give the folder to yourself (chown).`,
      )
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One install at a time in one folder: the second waits, and then finds nothing left to do. */
async function takeLock() {
  let told = false
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
      process.once('exit', () => rmSync(LOCK, { force: true }))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    try {
      const ageMs = Date.now() - statSync(LOCK).mtimeMs
      const pid = Number(readFileSync(LOCK, 'utf8'))
      // Freshly made it may still be empty. After 20 minutes the number belongs to somebody else.
      if ((pid && !isAlive(pid)) || (!pid && ageMs > 5_000) || ageMs > 20 * 60_000) {
        rmSync(LOCK, { force: true })
        continue
      }
    } catch {
      // It went away while we looked at it: try again.
      continue
    }
    if (!told && !QUIET)
      console.log(
        say('另一个进程正在安装依赖，等它完成……', 'Another process is installing the packages; waiting for it …'),
      )
    told = true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** How npm is started here: as the npm that runs us was, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath
  // Never through our own pinned node: it is about to be replaced.
  if (script && /npm-cli\.js$/.test(script)) return [process.env.npm_node_execpath || process.execPath, [script]]
  return [WINDOWS ? 'npm.cmd' : 'npm', []]
}

/** Runs npm; resolves with `{ ok, output }`. Output is kept for the case that it fails. */
function npm(args) {
  const [command, before] = npmCommand()
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], shell: WINDOWS })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    const forward = (signal) => child.kill(signal)
    process.once('SIGINT', forward)
    process.once('SIGTERM', forward)
    child.once('error', (error) => resolve({ ok: false, output: String(error) }))
    child.once('close', (code, signal) => {
      process.off('SIGINT', forward)
      process.off('SIGTERM', forward)
      if (signal) process.exit(130)
      resolve({ ok: code === 0, output })
    })
  })
}

/** Installs; shows one sentence, and on a terminal how long it has been. */
async function install() {
  const startedAt = Date.now()
  const sentence = say(
    '正在安装依赖（只在第一次或更新后需要，通常一两分钟）',
    'Installing packages (only the first time or after an update, usually a minute or two)',
  )
  let ticker
  if (!QUIET && process.stdout.isTTY) {
    ticker = setInterval(
      () => process.stdout.write(`\r${sentence} ${Math.round((Date.now() - startedAt) / 1000)} s`),
      500,
    )
  } else if (!QUIET) console.log(sentence)
  // No package that we need has an install script, so none gets to run. Development packages build the web apps.
  const flags = [
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
  ]
  rmSync(MARK, { force: true })
  let result = await npm(['ci', ...flags])
  if (!result.ok) result = await npm(['install', ...flags])
  clearInterval(ticker)
  if (ticker) process.stdout.write('\r\x1b[K')
  if (!result.ok) {
    console.error(result.output.trim().split('\n').slice(-12).join('\n'))
    stop(
      '依赖没有装好，上面是 npm 的说明。请检查网络或代理（npm config get registry）后重新运行同一条命令。',
      'The packages could not be installed; what npm said is above. Check the network or proxy (npm config get registry), then run the same command again.',
    )
  }
  if (!QUIET) {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
    console.log(say(`依赖已装好，用时 ${seconds} 秒。`, `Packages installed in ${seconds} s.`))
  }
}

/** Every later script runs on the `node` that npm finds first; it must be the pinned one, or at least able to run us. */
function checkRuntime(pin) {
  const path = runtimePath(pin)
  const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  const version = (stdout ?? '').trim().replace(/^v/, '')
  if (pin && version === pin.version) return
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (pin) {
    stop(
      `脚本应当运行在 Node ${pin.version} 上，但 ${path} ${version ? `是 ${version}` : `无法运行（${error?.code ?? '没有输出'}）`}。请删除 node_modules 后重试；在 Alpine 等 musl 系统上请改用 glibc 发行版。`,
      `The scripts should run on Node ${pin.version}, but ${path} ${version ? `is ${version}` : `cannot run (${error?.code ?? 'no output'})`}. Delete node_modules and try again; on Alpine and other musl systems use a glibc distribution instead.`,
    )
  }
  if (major < 22 || (major === 22 && minor < 18)) {
    stop(
      `npm 上没有适用于 ${process.platform}-${process.arch} 的 Node，请先安装 Node 22.18 或更新的版本（现在是 ${version}）。`,
      `npm has no Node for ${process.platform}-${process.arch}: please install Node 22.18 or later yourself (this is ${version}).`,
    )
  }
}

function buildWeb(pin) {
  const script = join(ROOT, 'scripts', 'web.mjs')
  if (!existsSync(script)) return
  const { status } = spawnSync(runtimePath(pin), [script], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) stop('网页没有构建成功，原因见上。', 'The web apps could not be built; the reason is above.')
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  stop(
    `需要 Node 20 或更新的版本来安装（现在是 ${process.version}）。`,
    `Node 20 or later is needed to install (this is ${process.version}).`,
  )
}
const pin = pinnedNode()
if (whyInstall(pin)) {
  checkWritable()
  await takeLock()
  if (whyInstall(pin)) {
    await install()
    checkRuntime(pin)
    // Written last: an install that was cut off is no install.
    writeFileSync(MARK, `${lockHash()}\n`)
  }
}
checkRuntime(pin)
if (!process.argv.includes('--no-web')) buildWeb(pin)
