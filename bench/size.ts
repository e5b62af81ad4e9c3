import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bench, Figures } from './measure.ts'

/** gzip's level 9, as a server that compresses once would do. */
const gzipped = (bytes: Buffer): number => gzipSync(bytes, { level: 9 }).length

/** Bytes of script that each app loads at its start: its entry and everything that is preloaded with it, each compressed alone. */
export async function sizes({ root }: Bench): Promise<Figures> {
  const built = join(root, 'web-dist')
  const figures: Record<string, number | null> = {}
  const skipped: Record<string, string> = {}
  for (const app of ['phone', 'console']) {
    const key = `${app}_js_gzip`
    const page = join(built, app, 'index.html')
    figures[key] = existsSync(page) ? await atStart(built, await readFile(page, 'utf8')) : null
    if (figures[key] === null) skipped[key] = `web/${app} is not built`
  }
  const tag = await tagBytes(built)
  figures.tag_js_gzip = tag
  if (tag === null) skipped.tag_js_gzip = NO_TAG
  return { figures, skipped }
}

const NO_TAG = 'the tag is not built'

/** Bytes of the tag alone. */
export async function tagSize({ root }: Bench): Promise<Figures> {
  const bytes = await tagBytes(join(root, 'web-dist'))
  return { figures: { tag_gzip: bytes }, skipped: bytes === null ? { tag_gzip: NO_TAG } : {} }
}

async function tagBytes(built: string): Promise<number | null> {
  const tag = join(built, 'tag.js')
  return existsSync(tag) ? gzipped(await readFile(tag)) : null
}

async function atStart(built: string, html: string): Promise<number> {
  const scripts = [
    ...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g),
    ...html.matchAll(/<link[^>]*rel="modulepreload"[^>]*href="([^"]+)"/g),
  ]
  let sum = 0
  for (const address of new Set(scripts.map((m) => m[1]!))) sum += gzipped(await readFile(join(built, address)))
  return sum
}
