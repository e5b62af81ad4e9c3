import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type Bench, type Figures, found } from '../measure.ts'

/**
 * Which tests are about a provider that lies, fails or sleeps: by file, the beginning of a test's whole name. Tests of browsers, thieves
 * and shoppers who misbehave stand in the same files and are not counted.
 */
export const BAD: Readonly<Record<string, readonly RegExp[]>> = {
  'test/sign-in.test.ts': [
    /^a provider that lies, fails or sleeps callback: /,
    /^a provider that lies, fails or sleeps .* is refused$/,
    /^a provider that lies, fails or sleeps a provider that never answers/,
    /^a provider that lies, fails or sleeps keys that answer with /,
    /^a provider that lies, fails or sleeps a discovery /,
    /^a provider that lies, fails or sleeps a provider that is not there/,
    /^a provider that lies, fails or sleeps the same subject at two issuers/,
  ],
  'test/china-sign-in.test.ts': [/ a token endpoint that answers /],
  'test/accounts.test.ts': [
    / a provider that answers wrongly signs nobody in; /,
    / an error of status 200 in a form /,
    / an account that nobody stands behind is refused/,
    / an account whose record names another server /,
    / a search that never ends is ended$/,
    / a server that speaks for another issuer /,
  ],
}

/** The parts of vitest's JSON report that are looked at. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[]
      readonly title: string
      readonly status: string
    }[]
  }[]
}

/** Runs the project's own tests of bad providers, and counts the cases. */
export async function badProviders(bench: Bench): Promise<Figures> {
  const report = await run(bench, Object.keys(BAD))
  let cases = 0
  let passed = 0
  for (const [file, patterns] of Object.entries(BAD)) {
    const tests = report.testResults
      .filter(({ name }) => name.replaceAll('\\', '/').endsWith(file))
      .flatMap(({ assertionResults }) => assertionResults)
      .map(({ ancestorTitles, title, status }) => ({ name: [...ancestorTitles, title].join(' '), status }))
    const counted = new Set<(typeof tests)[number]>()
    for (const pattern of patterns) {
      const hits = tests.filter(({ name }) => pattern.test(name))
      // A test that was given another name must not go missing here without a word.
      if (hits.length === 0) throw new Error(`${file} has no test like ${pattern.source}`)
      for (const hit of hits) counted.add(hit)
    }
    const good = [...counted].filter(({ status }) => status === 'passed')
    for (const { name, status } of counted) if (status !== 'passed') bench.say(`  ${status}: ${name}`)
    bench.say(`  ${file}: ${good.length} of ${counted.size}`)
    cases += counted.size
    passed += good.length
  }
  return found({ bad_provider_cases: cases, bad_provider_passed: passed })
}

async function run({ root, scratch }: Bench, files: readonly string[]): Promise<Report> {
  const to = join(scratch, 'bad-providers.json')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--reporter=json', `--outputFile=${to}`, ...files]
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  // What a test prints is no line of ours.
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 2, 2],
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  try {
    return JSON.parse(await readFile(to, 'utf8')) as Report
  } catch (cause) {
    throw new Error(`vitest ended with ${code} and reported nothing`, { cause })
  }
}
