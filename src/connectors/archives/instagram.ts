import { listOf, recordOf, textOf } from '../answer.ts'
import { type ArchiveFile, type ArchiveOf, objectsIn, secondsOf } from '../archive.ts'

/** Its JSON writes each byte of a text in UTF-8 as a letter of its own: `å°å²` is 小岛. */
function mended(value: unknown): string {
  const text = textOf(value, 2000)
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
  } catch {
    // These letters were meant: café.
    return text
  }
}

/** A file of accounts, each with the one thing it is about in a list; which of the two members has the name depends on the year. */
const listed = (path: RegExp): ArchiveFile => ({
  path,
  things: (text) =>
    objectsIn(text).map(({ title, string_list_data }) => {
      const { href, value, timestamp } = recordOf(listOf(string_list_data)[0])
      return { id: href, at: secondsOf(timestamp), name: mended(title) || mended(value) }
    }),
})

/** Instagram, as JSON: https://help.instagram.com/181231772500920. Of a post that was liked only whose it is, is told. */
export const instagram: ArchiveOf = {
  likes: [listed(/(^|\/)liked_posts\.json$/)],
  follows: [listed(/(^|\/)following\.json$/)],
}
