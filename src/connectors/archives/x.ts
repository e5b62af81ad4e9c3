import { listOf, recordOf, textOf } from '../answer.ts'
import { type ArchiveOf, jsonOf } from '../archive.ts'
import type { Raw } from '../connector.ts'

/** Its files are scripts that assign a list: `window.YTD.like.part0 = [ { "like": { … } } ]`. */
const partsOf = (text: string, member: string): readonly Raw[] =>
  listOf(jsonOf(text.slice(text.indexOf('[', text.indexOf('='))))).map((one) => recordOf(recordOf(one)[member]))

/**
 * X: https://help.x.com/en/managing-your-account/how-to-download-your-x-archive. Whom somebody follows is in it as numbers alone,
 * which say nothing.
 */
export const x: ArchiveOf = {
  likes: [
    {
      path: /(^|\/)data\/like(-part\d+)?\.js$/,
      // Of a like the archive tells no time.
      things: (text) => partsOf(text, 'like').map(({ tweetId, fullText }) => ({ id: tweetId, name: fullText })),
    },
  ],
  posts: [
    {
      path: /(^|\/)data\/tweets?(-part\d+)?\.js$/,
      things: (text) =>
        partsOf(text, 'tweet').map((tweet) => ({
          id: tweet.id_str,
          at: tweet.created_at,
          name: tweet.full_text,
          // The words of a post that was passed on begin like this.
          verb: /^RT @\w+:/.test(textOf(tweet.full_text)) ? 'share' : 'post',
        })),
    },
  ],
}
