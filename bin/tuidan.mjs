#!/usr/bin/env node
// The command `tuidan`. In a clone the TypeScript runs as written; a package brings JavaScript. On a Node that is too old
// for us it goes on with the Node that was installed beside us, if there is one.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

/** The pinned Node that npm installed with us for this platform, or null. */
function pinnedNode() {
  const windows = process.platform === 'win32'
  const platform = `${windows ? 'win' : process.platform}-${process.arch}`
  const { resolve } = createRequire(import.meta.url)
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    try {
      const path = join(dirname(resolve(`${name}/package.json`)), 'bin', windows ? 'node.exe' : 'node')
      if (existsSync(path)) return path
    } catch {
      // Not for this platform, or installed without optional packages.
    }
  }
  return null
}

/** Runs the same command on another Node and ends as it ends; signals are handed on. */
function goOnWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; we only wait for it.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.once('close', (code, signal) => {
    process.exitCode = code ?? (signal ? 130 : 1)
  })
}

if (major > 22 || (major === 22 && minor >= 18)) {
  const source = join(ROOT, 'src', 'cli', 'main.ts')
  const main = existsSync(source) ? source : join(ROOT, 'dist', 'src', 'cli', 'main.js')
  await import(pathToFileURL(main).href)
} else {
  const node = pinnedNode()
  if (node) goOnWith(node)
  else {
    console.error(
      /^zh/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')
        ? `推单需要 Node 22.18 或更新的版本（现在是 ${process.version}）。请安装新的 Node，或不带 --omit=optional 重新安装推单：它会自带合适的 Node。`
        : `Tuidan needs Node 22.18 or later (this is ${process.version}). Install a newer Node, or install Tuidan again without --omit=optional: it then brings a fitting Node.`,
    )
    process.exitCode = 1
  }
}
