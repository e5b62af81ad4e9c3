import { isPlain, listOf, type Plain, readOpenGraph, textOf } from './page-data.ts'
import { PAGE_LIMITS } from './page-limits.ts'
import { partsHash } from './text-hash.ts'

/** How much a cache of pages holds. */
export interface PageCacheLimits {
  /** Pages at most. */
  readonly pages: number
  /** Bytes at most, of all values together and as {@link PageCacheLimits.weigh} counts them. */
  readonly bytes: number
  /** What one value takes, in bytes; by default what {@link roughBytes} guesses. */
  readonly weigh?: (value: unknown) => number
  /**
   * The hash of a page. Pages come from strangers' browsers: one who can make two pages meet can have one page read as the other.
   * By default a fast hash that is safe as long as nobody knows the `seed`; a cryptographic one costs some microseconds more.
   */
  readonly hash?: (text: string) => string
  /** A secret number; the caller draws it anew with each start. */
  readonly seed?: number
}

interface Entry<V> {
  readonly value: V
  readonly bytes: number
}

/**
 * What was read out of pages, by what they say: the same content is one page wherever it stands, another content under the same
 * address is another. The page used longest ago goes first. The answer for the same content is the very same value, so that what
 * depends on it can hang on it.
 */
export class PageCache<V> {
  readonly #limits: PageCacheLimits
  readonly #seed: number
  readonly #entries = new Map<string, Entry<V>>()
  #bytes = 0
  #hits = 0
  #misses = 0

  constructor(limits: PageCacheLimits) {
    this.#limits = limits
    this.#seed = limits.seed ?? 0
  }

  /** The value of a page: known, or made just now. Takes anything for a page, as `make` does; what `make` throws is thrown. */
  of<P>(page: P, make: (page: P) => V): V {
    const parts = pageParts(page)
    if (parts === null) return make(page)
    const key = this.#limits.hash?.(joined(parts)) ?? partsHash(parts, this.#seed)
    const known = this.#entries.get(key)
    if (known !== undefined) {
      this.#hits++
      this.#entries.delete(key)
      this.#entries.set(key, known)
      return known.value
    }
    this.#misses++
    const value = make(page)
    this.#keep(key, value)
    return value
  }

  /** How it does: pages and bytes held, answers found and not found since it was made. */
  get state(): { readonly pages: number; readonly bytes: number; readonly hits: number; readonly misses: number } {
    return { pages: this.#entries.size, bytes: this.#bytes, hits: this.#hits, misses: this.#misses }
  }

  #keep(key: string, value: V): void {
    const bytes = (this.#limits.weigh ?? roughBytes)(value) + 2 * key.length + ENTRY_BYTES
    if (bytes > this.#limits.bytes || this.#limits.pages < 1) return
    this.#entries.set(key, { value, bytes })
    this.#bytes += bytes
    for (const [oldest, { bytes: freed }] of this.#entries) {
      if (this.#entries.size <= this.#limits.pages && this.#bytes <= this.#limits.bytes) return
      this.#entries.delete(oldest)
      this.#bytes -= freed
    }
  }
}

/** What a map and its entry take beside the value; measured roughly. */
const ENTRY_BYTES = 120

/**
 * All that {@link readPage} would look at, as one text; cut before anything else, so that ten megabytes cost no more than a page.
 * Null: structured data that no text can be made of (a circle) or too much of it; such a page is read anew each time.
 * The address counts only beside structured data, where it tells which product is the page's own; without its query.
 */
export function pageText(input: unknown): string | null {
  const parts = pageParts(input)
  return parts && joined(parts)
}

/** With its length before it no part can pretend to be two. */
const joined = (parts: readonly string[]): string => parts.map((part) => `${part.length}:${part}`).join('')

function pageParts(input: unknown): readonly string[] | null {
  const page: Plain = isPlain(input) ? input : {}
  const blocks = listOf(page.jsonLd).slice(0, PAGE_LIMITS.jsonLd)
  const parts = [
    blocks.length === 0 ? '' : textOf(page.url, PAGE_LIMITS.url).replace(/[?#].*$/s, ''),
    textOf(page.lang, 20),
    textOf(page.title, PAGE_LIMITS.title),
    textOf(page.text, PAGE_LIMITS.text),
  ]
  const headings = listOf(page.headings)
  const count = Math.min(headings.length, PAGE_LIMITS.headings)
  for (let i = 0; i < count; i++) parts.push(textOf(headings[i], PAGE_LIMITS.heading))
  parts.push('\u0001')
  for (const block of blocks) {
    const text = blockText(block)
    if (text === null) return null
    parts.push(text)
  }
  parts.push('\u0001')
  if (page.openGraph !== undefined) for (const [name, value] of readOpenGraph(page.openGraph)) parts.push(name, value)
  return parts
}

function blockText(block: unknown): string | null {
  if (typeof block === 'string') return block.slice(0, PAGE_LIMITS.jsonLdBlock)
  try {
    const text = JSON.stringify(block) ?? ''
    return text.length > PAGE_LIMITS.jsonLdBlock ? null : `\u0002${text}`
  } catch {
    return null // a circle, or too deep
  }
}

/** What a value of texts, numbers, lists, maps and objects takes in memory, guessed: two bytes a character, some for each thing. */
export function roughBytes(value: unknown, depth = 6): number {
  if (typeof value === 'string') return 24 + 2 * value.length
  if (typeof value !== 'object' || value === null || depth === 0) return 8
  if (ArrayBuffer.isView(value)) return 100 + value.byteLength
  const inner = value instanceof Map ? [...value].flat() : Array.isArray(value) ? value : Object.values(value)
  return inner.reduce((sum: number, one: unknown) => sum + 8 + roughBytes(one, depth - 1), 40)
}
