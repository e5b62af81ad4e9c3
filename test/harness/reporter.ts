import { writeFileSync } from 'node:fs'
import type { Reporter, TestCase, TestModule, TestRunEndReason } from 'vitest/node'

/** What one run of vitest comes to; `scripts/test.mjs` reads it from the file named in TEST_RESULT_FILE. */
export interface RunResult {
  passed: number
  failed: number
  skipped: { name: string; reason: string }[]
  /** Names of what failed, for the last lines. */
  failures: string[]
  /** False when the run was cut short: then no count is to be trusted. */
  complete: boolean
}

/** Counts honestly and collects every skip with the reason given to `ctx.skip('reason')`. */
export default class HonestReporter implements Reporter {
  readonly #result: RunResult = { passed: 0, failed: 0, skipped: [], failures: [], complete: false }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const result = this.#result
    for (const module of modules) {
      for (const test of module.children.allTests()) this.#count(module, test)
      // A file that cannot be loaded, or a hook that throws, has no failed test to show for it.
      const suites = [...module.children.allSuites()].flatMap((suite) => suite.errors())
      for (const error of [...module.errors(), ...suites]) {
        this.#fail(`${module.relativeModuleId}: ${firstLine(error.message)}`)
      }
    }
    for (const error of errors) {
      this.#fail(`outside any test: ${firstLine(String((error as Error).message ?? error))}`)
    }
    result.complete = reason !== 'interrupted'
    const file = process.env.TEST_RESULT_FILE
    if (file) writeFileSync(file, JSON.stringify(result))
    else for (const skip of result.skipped) console.log(`skipped: ${skip.name}: ${skip.reason}`)
  }

  #count(module: TestModule, test: TestCase): void {
    const outcome = test.result()
    const name = `${module.relativeModuleId} > ${test.fullName}`
    if (outcome.state === 'passed') this.#result.passed++
    else if (outcome.state === 'failed') this.#fail(name)
    else if (outcome.state === 'skipped') {
      this.#result.skipped.push({ name, reason: outcome.note ?? whyNever(test) })
    } else this.#fail(`${name} (never finished)`)
  }

  #fail(name: string): void {
    this.#result.failed++
    this.#result.failures.push(name)
  }
}

/** A test without a note of its own: something around it failed, or whoever skipped it kept the reason to himself. */
function whyNever(test: TestCase): string {
  for (let at: TestCase['parent'] | null = test.parent; at; at = at.type === 'suite' ? at.parent : null) {
    if (at.errors().length > 0) return 'what comes before it failed'
  }
  return 'no reason was given'
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? ''
}
