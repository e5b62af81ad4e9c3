import { EVERYTHING } from '../../src/consent/consent.ts'
import { Chip } from '../kit/parts.tsx'
import { fullDay, when } from '../kit/time.ts'
import { lang } from '../kit/words.ts'
import type { Consents } from './consent.tsx'
import { type Data, Section } from './my-data-parts.tsx'
import { t } from './words-data.ts'
import { t as say } from './words-duties.ts'

const ORDER = ['read', 'profile', 'offers', 'sensitive', 'abroad']
const HOW = {
  sheet: 'howSheet',
  'my-data': 'howMine',
  offer: 'howOffer',
  erase: 'howErase',
  merge: 'howMerge',
  unlink: 'howUnlink',
  age: 'howAge',
} as const

function purposeWord(purpose: Receipt['purpose']): string {
  if (purpose === 'sensitive') return say('purposeSensitive')
  if (purpose === 'abroad') return say('purposeAbroad')
  return t(({ read: 'purposeRead', profile: 'purposeProfile', offers: 'purposeOffers' } as const)[purpose])
}

/** The wording that was shown, by its day; what tells two wordings of one day apart is in the download. */
const shownIn = ({ textVersion, lang: shown }: Receipt) => ({
  version: fullDay(textVersion.split('/')[0]!),
  lang: { zh: '中文', en: 'English' }[shown],
})

/** Was what this receipt refuses in force until then? Receipts come youngest first. */
function wasGiven(receipts: Data['receipts'], at: number): boolean {
  const { connector, stream, purpose } = receipts[at]!
  const before = receipts
    .slice(at + 1)
    .find((r) => r.connector === connector && r.stream === stream && r.purpose === purpose)
  // The switch of personal offers is on by itself as soon as something was agreed to.
  return before?.given ?? (stream === EVERYTHING && receipts.slice(at + 1).some((r) => r.given))
}

type Receipt = Data['receipts'][number]
/** One answer leaves a receipt for each purpose; they are read as one. */
interface Answered {
  readonly of: Receipt
  readonly title: string
  readonly word: 'given' | 'withdrawn' | 'declined'
  readonly receipts: readonly Receipt[]
}

/** The receipts of one answer are written within this time. */
const SAME_ANSWER_MS = 2_000

/** Receipts that say the same of the same stream in the same breath, youngest first. */
function answersIn(receipts: Data['receipts'], titleOf: (r: Receipt) => string): Answered[] {
  const answers: (Answered & { receipts: Receipt[] })[] = []
  receipts.forEach((r, i) => {
    const word = r.given ? 'given' : wasGiven(receipts, i) ? 'withdrawn' : 'declined'
    const same = answers.find(
      (one) =>
        one.word === word &&
        one.of.connector === r.connector &&
        one.of.stream === r.stream &&
        Date.parse(one.of.at) - Date.parse(r.at) < SAME_ANSWER_MS &&
        one.receipts.every((other) => other.purpose !== r.purpose),
    )
    if (same === undefined) answers.push({ of: r, title: titleOf(r), word, receipts: [r] })
    else same.receipts.push(r)
  })
  return answers
}

/** Every answer, youngest first: what it was, in which words and language, when and where. */
export function Receipts({ data, consents }: { data: Data; consents: Consents }) {
  const answers = answersIn(
    data.receipts,
    ({ connector, stream }) =>
      [...consents.connectors, ...consents.sources]
        .find((c) => c.connector === connector)
        ?.streams.find((s) => s.stream === stream)?.title ?? t('personal'),
  )
  if (answers.length === 0) return null
  return (
    <Section title={t('receipts')}>
      <details>
        <summary>{t('seeReceipts', { n: answers.length })}</summary>
        <ul class="receipts">
          {answers.map(({ of, title, word, receipts }) => (
            <li key={of.id}>
              <Chip kind={of.given ? 'right' : 'off'}>{t(word)}</Chip>
              <span>
                {title}
                <small>
                  {of.stream !== EVERYTHING && `${say('shown', shownIn(of))}${lang.value === 'zh' ? '，' : ', '}`}
                  {say(HOW[of.how])}
                </small>
                {of.stream !== EVERYTHING && (
                  <small>
                    {[...receipts]
                      .sort((a, b) => ORDER.indexOf(a.purpose) - ORDER.indexOf(b.purpose))
                      .map((r, i) => (
                        <span key={r.id} id={`receipt-${r.id}`} tabIndex={-1}>
                          {i > 0 && (lang.value === 'zh' ? '、' : ', ')}
                          {purposeWord(r.purpose)}
                        </span>
                      ))}
                  </small>
                )}
              </span>
              <time class="num" dateTime={of.at}>
                {when(of.at)}
              </time>
            </li>
          ))}
        </ul>
      </details>
    </Section>
  )
}
