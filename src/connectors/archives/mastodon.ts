import { listOf, recordOf, textOf } from '../answer.ts'
import { type ArchiveOf, jsonOf, rowsOf } from '../archive.ts'
import type { Raw } from '../connector.ts'

/** https://www.w3.org/TR/activitypub/#public-addressing */
const EVERYBODY = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public']

/** What everybody may read and nobody has to be warned of: an outbox holds direct messages too. */
const isOpen = ({ to, cc, sensitive }: Raw): boolean =>
  sensitive !== true && [...listOf(to), ...listOf(cc)].some((one) => EVERYBODY.includes(textOf(one)))

/**
 * Mastodon: https://docs.joinmastodon.org/user/moving/#export. Its `likes.json` and `bookmarks.json` are addresses without words, and
 * so is what was passed on: there is nothing in them to recognise.
 */
export const mastodon: ArchiveOf = {
  follows: [
    {
      path: /(^|\/)following_accounts\.csv$/,
      things: (text) => rowsOf(text).map(([address]) => ({ id: address, name: address })),
    },
  ],
  posts: [
    {
      path: /(^|\/)outbox\.json$/,
      things: (text) =>
        listOf(recordOf(jsonOf(text)).orderedItems)
          .map((one) => recordOf(recordOf(one).object))
          .filter(isOpen)
          .map((note) => {
            const tags = listOf(note.tag).map((tag) => recordOf(tag).name)
            const about = [note.summary, note.content, ...tags]
            return { id: note.id, at: note.published, name: note.content, about }
          }),
    },
  ],
}
