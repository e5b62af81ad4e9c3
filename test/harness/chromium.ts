import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import packed from '../../node_modules/@sparticuz/chromium/package.json' with { type: 'json' }

const run = promisify(execFile)
const MODULES = join(import.meta.dirname, '../../node_modules')

/** How a browser is started. */
export interface LaunchOptions {
  /** False needs a display and a Chromium of your own; the packed one is headless only. */
  readonly headless?: boolean
  /** More switches, for example `--use-fake-device-for-media-stream`. */
  readonly args?: readonly string[]
}

/** A page's world: language, colours and what it may do. */
export interface PageOptions {
  readonly lang?: 'zh' | 'en'
  readonly theme?: 'light' | 'dark'
  /** For example `['notifications', 'camera']`. */
  readonly permissions?: readonly string[]
  /** True where the page is served with a certificate of our own making. */
  readonly ignoreHTTPSErrors?: boolean
  /** So that `page.goto('/phone/')` is enough. */
  readonly baseURL?: string
}

/** A program to run and what it needs around it. */
interface Program {
  readonly path: string
  readonly env?: Record<string, string>
}

/**
 * Starts a Chromium: `$CHROMIUM_PATH`, one on PATH, else the one packed in `@sparticuz/chromium`. Whoever launches closes.
 * @throws Error with the reason when none can start
 */
export async function launch({ headless = true, args = [] }: LaunchOptions = {}): Promise<Browser> {
  const program = await findChromium()
  return chromium.launch({
    executablePath: program.path,
    headless,
    // /dev/shm is 64 MB in many containers: too small for a page.
    args: ['--disable-dev-shm-usage', '--font-render-hinting=none', ...args],
    env: { ...process.env, ...program.env },
    timeout: 30_000,
  })
}

/**
 * Starts a Chromium or says why there is none, so that a test can skip by name:
 * `if (!started.browser) return ctx.skip(started.reason)`.
 */
export async function tryLaunch(
  options?: LaunchOptions,
): Promise<{ browser: Browser; reason?: undefined } | { browser: null; reason: string }> {
  try {
    return { browser: await launch(options) }
  } catch (error) {
    const [firstLine] = String((error as Error).message).split('\n')
    return { browser: null, reason: `no Chromium can start here: ${firstLine}` }
  }
}

/** A page as on a phone: 390 × 844, touch, in a context (cookies, storage) of its own. Close `page.context()`. */
export async function phonePage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  return newPage(browser, options, {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  })
}

/** A page as on a desk: 1440 × 900, in a context (cookies, storage) of its own. Close `page.context()`. */
export async function desktopPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  return newPage(browser, options, { viewport: { width: 1440, height: 900 } })
}

/** Collects what goes wrong inside a page from now on: uncaught errors and `console.error`. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
  })
  return errors
}

async function newPage(
  browser: Browser,
  { lang = 'zh', theme = 'light', permissions = [], ignoreHTTPSErrors = false, baseURL }: PageOptions,
  device: NonNullable<Parameters<Browser['newContext']>[0]>,
): Promise<Page> {
  const context = await browser.newContext({
    ...device,
    locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    permissions: [...permissions],
    ignoreHTTPSErrors,
    ...(baseURL === undefined ? {} : { baseURL }),
  })
  context.setDefaultTimeout(10_000)
  return context.newPage()
}

async function findChromium(): Promise<Program> {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return { path: named }
    throw new Error(`CHROMIUM_PATH names ${named}, which does not exist`)
  }
  for (const name of ['chromium', 'google-chrome', 'chromium-browser']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (folder && existsSync(join(folder, name))) return { path: join(folder, name) }
    }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `none on PATH, and the packed one is for linux-x64, not ${process.platform}-${process.arch}; install one or set CHROMIUM_PATH`,
    )
  }
  return surround(await unpack())
}

/** Unpacks once (some 200 MB, 4 s) beside the packages, into a temporary name first: two test files may come at once. */
async function unpack(): Promise<string> {
  const name = `chromium-${packed.version}`
  for (const parent of [join(MODULES, '.cache'), tmpdir()]) {
    const folder = join(parent, name)
    if (existsSync(join(folder, 'chromium'))) return folder
    try {
      await mkdir(parent, { recursive: true })
      await access(parent, constants.W_OK)
    } catch {
      // The packages belong to somebody else: the system's temporary folder will do.
      continue
    }
    const unfinished = await mkdtemp(join(parent, 'chromium-unpacking-'))
    try {
      await inflateInto(unfinished)
      await rename(unfinished, folder)
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true })
      if (!existsSync(join(folder, 'chromium'))) throw error
    }
    return folder
  }
  throw new Error(`neither node_modules/.cache nor ${tmpdir()} can be written to`)
}

/** The package writes into the temporary folder of its process, so it gets a process whose temporary folder is ours. */
async function inflateInto(folder: string): Promise<void> {
  const packedFolder = join(MODULES, '@sparticuz/chromium')
  const script = `
    import { default as Chromium, inflate } from ${JSON.stringify(join(packedFolder, 'build/index.js'))}
    await Chromium.executablePath()
    await inflate(${JSON.stringify(join(packedFolder, 'bin/al2023.tar.br'))})`
  await run(process.execPath, ['--input-type=module', '-e', script], { env: { ...process.env, TMPDIR: folder } })
  // mkdtemp made it for us alone; the packages may be shared by several users.
  await run('chmod', ['-R', 'a+rX', folder])
}

/** A bare Debian has neither NSS nor fonts: then those that came in the package are used. */
async function surround(folder: string): Promise<Program> {
  const path = join(folder, 'chromium')
  const env: Record<string, string> = {}
  const linked = await run('ldd', [path]).catch(() => ({ stdout: 'not found' }))
  if (linked.stdout.includes('not found')) {
    env.LD_LIBRARY_PATH = [join(folder, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':')
  }
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_PATH = join(folder, 'fonts')
  return { path, env }
}
