import { listOf, recordOf, textOf } from '../answer.ts'
import { type ArchiveOf, objectsIn, rowsOf } from '../archive.ts'

/** `Watched …`, `观看了 …`, `… angesehen` around a title, which may stand in quotation marks. */
const titleOf = (said: unknown): string =>
  textOf(said, 500)
    .replace(/^Watched |^(已?观看了?|已?觀看了?) ?|[ \u00a0]angesehen$/gu, '')
    .replace(/^[„“"「](.*)[“”"」]$/u, '$1')

/** Google Takeout, YouTube: files and folders are named in the language of the account. https://support.google.com/accounts/answer/3024190 */
export const takeout: ArchiveOf = {
  follows: [
    {
      path: /(^|\/)(subscriptions|订阅内容|訂閱內容|Abos)\.csv$/,
      things: (text) => rowsOf(text).map(([id, , title]) => ({ id, name: title })),
    },
  ],
  watched: [
    {
      path: /(^|\/)(watch-history|观看记录|觀看記錄|Wiedergabeverlauf)\.json$/,
      things: (text) =>
        objectsIn(text)
          // What has details was shown as an advertisement; what has no address was taken away.
          .filter(({ details, titleUrl }) => details === undefined && /[?&]v=|\/shorts\//.test(textOf(titleUrl)))
          .map(({ title, titleUrl, time, subtitles }) => {
            const name = titleOf(title)
            const by = listOf(subtitles).map((one) => recordOf(one).name)
            return { id: `${textOf(titleUrl)} ${textOf(time)}`.trim(), at: time, name, about: [name, ...by] }
          }),
    },
  ],
}
