import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isWithin } from '../../../src/catalog/categories.ts'
import { sayRule } from '../../../src/matching/rule-said.ts'
import type { SaidHindrance } from '../../../src/offers/explain.ts'
import { ApiProblem, api } from '../../kit/api.ts'
import { Icon } from '../../kit/icons.tsx'
import { Note, type Trouble, troubleOf } from '../../kit/parts.tsx'
import { number } from '../../kit/time.ts'
import { inLang, lang, words } from '../../kit/words.ts'
import { drawOffer, type Offer } from '../../tag/offer.ts'
import { type bodyOf, type Draft, firstGap, placeOf } from './campaign-draft.ts'
import { faultText } from './campaign-faults.ts'
import { RuleReach } from './campaign-reach.tsx'
import { CategoryPick, findGoods, type Goods, GoodsPick } from './picks.tsx'
import { money } from './shop-kit.tsx'

const t = words({
  title: { zh: '看看样子', en: 'Preview' },
  phone: { zh: '手机', en: 'Phone' },
  desktop: { zh: '桌面', en: 'Desktop' },
  on: { zh: '在哪页看', en: 'On the page of' },
  as: { zh: '谁在看', en: 'Seen by' },
  stranger: { zh: '没登录的人', en: 'Somebody not signed in' },
  fan: { zh: '喜欢这些的人', en: 'Somebody who likes' },
  addLike: { zh: '加一样喜好', en: 'Add an interest' },
  rank: { zh: '在这页能出的 {of} 个里排第 {rank}', en: 'Place {rank} of {of} that can stand on this page' },
  alone: { zh: '在这页没有对手', en: 'No rival on this page' },
  canShow: { zh: '这里能出', en: 'Can stand here' },
  inStock: { zh: '能卖', en: 'To sell' },
  products: { zh: '{n} 件商品', en: '{n} products' },
  product: { zh: '{n} 件商品', en: '{n} product' },
  pieces: { zh: '{n} 个', en: '{n} pieces' },
  piece: { zh: '{n} 个', en: '{n} piece' },
  never: { zh: '永远不推给', en: 'Never shown to' },
  neverInterests: { zh: '没同意读取、关了个性化的人', en: 'who did not consent, or switched personal offers off' },
  neverOut: { zh: '没货的商品不推给任何人', en: 'nobody sees goods that are out of stock' },
  fill: { zh: '填好这一项，样子就出来：{what}', en: 'The preview comes when this is filled in: {what}' },
  notStranger: {
    zh: '只投给有喜好的人：没登录的人看不到。',
    en: 'Only for interests: somebody not signed in sees none.',
  },
  notInterest: { zh: '这个人的喜好不在名单里，看不到。', en: 'The interests of this person are not in your list.' },
  notPage: { zh: '这一页不讲你选的类目，不出。', en: 'This page is not about the categories you chose.' },
  noStock: { zh: '选的商品都没货，发不了就不推。', en: 'All goods are out of stock; what cannot ship is not offered.' },
  noGoods: { zh: '这一类里没有在卖的商品。', en: 'Nothing of this category is on sale.' },
  notRule: { zh: '这一次不符合条件：{rule}', en: 'This does not meet: {rule}' },
  noBudget: { zh: '每天的预算不够付一次。', en: 'The daily budget does not pay for one.' },
  notHere: { zh: '这一页卖的就是它，不重复推。', en: 'This page sells it already.' },
  bag: { zh: '放进购物袋', en: 'Add to bag' },
  shopPage: { zh: '你店里的一页', en: 'A page of your shop' },
})

interface Answer {
  readonly offer: Offer | null
  readonly rank: number | null
  readonly rivals: number
  readonly reach: number
  readonly stock: { readonly products: number; readonly of: number; readonly pieces: number }
  readonly why: SaidHindrance | null
}

/** What the tag would send of this product's page. */
function pageOf(goods: Goods) {
  const title = inLang(goods.title)
  const text = inLang(goods.text)
  return {
    url: `${location.origin}/p/${encodeURIComponent(goods.sku)}`,
    title,
    lang: lang.value,
    headings: [title],
    text,
    jsonLd: [
      {
        '@type': 'Product',
        sku: goods.sku,
        name: title,
        description: text,
        category: inLang(goods.category.label),
      },
    ],
  }
}

/** Why nothing stands on this page for this person, in words. */
function whyNot(draft: Draft, interests: readonly string[], page: Goods, answer: Answer): string {
  const hits = (have: readonly string[], wanted: readonly string[]) =>
    wanted.some((w) => have.some((h) => isWithin(h, w)))
  if (draft.who === 'interests' && interests.length === 0) return t('notStranger')
  if (draft.who === 'interests' && !hits(interests, draft.interests)) return t('notInterest')
  if (answer.stock.of === 0) return t('noGoods')
  if (answer.stock.pieces === 0) return t('noStock')
  if (draft.goods.length === 1 && draft.goods[0]!.sku === page.sku) return t('notHere')
  if (draft.where === 'pages' && !hits([page.category.id], draft.pageCategories)) return t('notPage')
  const rule = answer.why?.conditions.find((one) => one.rule !== null)?.rule
  return rule ? t('notRule', { rule: sayRule(rule, lang.value) }) : t('noBudget')
}

/** The server's answer for this page and person, asked again a moment after the last change. */
function useAnswer(
  id: string | null,
  draft: Draft,
  body: ReturnType<typeof bodyOf>,
  page: Goods | null,
  interests: readonly string[],
  at: number,
  device: 'phone' | 'desktop',
) {
  const answer = useSignal<Answer | null>(null)
  /** The paragraph of the editor that is not filled in yet. */
  const missing = useSignal<string | null>(null)
  const trouble = useSignal<Trouble | null>(null)
  const asked = JSON.stringify({
    campaign: { ...body, name: body.name || '·' },
    ...(id === null ? {} : { id }),
    interests,
    context: { device, language: lang.value },
    creative: Math.min(at, body.creatives.length - 1),
    page: page === null ? {} : pageOf(page),
  })
  useEffect(() => {
    if (page === null) return
    const gap = firstGap({ ...draft, name: draft.name || '·' }, body)
    missing.value = gap
    trouble.value = null
    if (gap !== null) return
    const timer = setTimeout(async () => {
      try {
        answer.value = await api<Answer>('POST', '/v1/console/campaigns/preview', JSON.parse(asked))
      } catch (error) {
        const place =
          error instanceof ApiProblem && error.code === 'offers/bad-campaign' ? placeOf(error.field, body) : null
        missing.value = place
        trouble.value = place === null ? troubleOf(error) : null
      }
    }, 250)
    return () => clearTimeout(timer)
  }, [asked, lang.value])
  return { answer: answer.value, missing: missing.value, trouble }
}

/** The campaign's card on a page of the shop, for somebody with chosen interests, as the tag draws it. */
export function Preview(props: {
  id: string | null
  draft: Draft
  body: ReturnType<typeof bodyOf>
  /** Which creative. */
  at: number
}) {
  const { id, draft, body, at } = props
  const width = useSignal<'phone' | 'desktop'>('phone')
  const chosenPage = useSignal<Goods | null>(null)
  const some = useSignal<readonly Goods[]>([])
  // Until somebody chooses one: a page that does not sell what the campaign offers.
  const page = chosenPage.value ?? some.value.find(({ sku }) => !body.skus.includes(sku)) ?? some.value[0] ?? null
  const interests = useSignal<readonly string[]>(draft.interests)
  const isKnown = useSignal(draft.who === 'interests')
  const chosen = isKnown.value ? interests.value : []
  const { answer, missing, trouble } = useAnswer(id, draft, body, page, chosen, at, width.value)
  useEffect(() => {
    findGoods('').then(
      (goods) => {
        some.value = goods
      },
      (error) => {
        trouble.value = troubleOf(error)
      },
    )
  }, [])
  const instead = (on: Goods): string => {
    if (missing !== null) return t('fill', { what: faultText(missing) ?? '' })
    return answer === null ? '' : whyNot(draft, chosen, on, answer)
  }
  return (
    <aside class="card preview" aria-label={t('title')}>
      <header>
        <h2>{t('title')}</h2>
        <div class="tabs" role="tablist">
          {(['phone', 'desktop'] as const).map((w) => (
            <button
              key={w}
              type="button"
              role="tab"
              aria-selected={width.value === w}
              onClick={() => {
                width.value = w
              }}
            >
              {t(w)}
            </button>
          ))}
        </div>
      </header>
      <Asks
        page={page}
        onPage={(goods) => {
          chosenPage.value = goods
        }}
        interests={interests}
        isKnown={isKnown}
      />
      <Note trouble={trouble.value} />
      {page !== null && (
        <Frame
          page={page}
          width={width.value}
          offer={missing === null ? (answer?.offer ?? null) : null}
          instead={instead(page)}
        />
      )}
      {answer !== null && missing === null && <Reach answer={answer} draft={draft} />}
      <RuleReach body={body} />
    </aside>
  )
}

/** On which page, and for whom. */
function Asks(props: {
  page: Goods | null
  onPage: (page: Goods | null) => void
  interests: Signal<readonly string[]>
  isKnown: Signal<boolean>
}) {
  const { page, interests, isKnown } = props
  return (
    <div class="asks">
      <div>
        <span class="label">{t('on')}</span>
        <GoodsPick value={page === null ? [] : [page]} most={1} onChange={(goods) => props.onPage(goods[0] ?? null)} />
      </div>
      <div>
        <span class="label">{t('as')}</span>
        <select
          class="inline"
          aria-label={t('as')}
          value={isKnown.value ? 'fan' : 'stranger'}
          onChange={(e) => {
            isKnown.value = e.currentTarget.value === 'fan'
          }}
        >
          <option value="stranger">{t('stranger')}</option>
          <option value="fan">{t('fan')}</option>
        </select>
        {isKnown.value && (
          <CategoryPick
            label={t('addLike')}
            value={interests.value}
            most={16}
            onChange={(ids) => {
              interests.value = ids
            }}
          />
        )}
      </div>
    </div>
  )
}

function Frame(props: { page: Goods; width: 'phone' | 'desktop'; offer: Offer | null; instead: string }) {
  const { page } = props
  return (
    <figure class={`frame-${props.width}`} aria-label={t('shopPage')}>
      <div class="shopmock">
        <div class="hero">
          {page.picture !== null ? <img src={page.picture} alt={inLang(page.title)} /> : <Icon name="bag" size={40} />}
        </div>
        <div class="about">
          <b>{inLang(page.title)}</b>
          <span class="price">{money(page.price)}</span>
          <span class="fake">{t('bag')}</span>
          {props.offer !== null ? (
            <Drawn offer={props.offer} />
          ) : (
            props.instead !== '' && <p class="nothing">{props.instead}</p>
          )}
        </div>
      </div>
    </figure>
  )
}

function Drawn({ offer }: { offer: Offer }) {
  const slot = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const root = slot.current!.shadowRoot ?? slot.current!.attachShadow({ mode: 'open' })
    root.replaceChildren()
    const { card } = drawOffer(root, offer, lang.value === 'zh')
    // A picture of the card: it leads nowhere and takes no focus.
    card.inert = true
  }, [offer])
  return <div ref={slot} class="slot" />
}

function Reach({ answer, draft }: { answer: Answer; draft: Draft }) {
  return (
    <dl class="facts">
      <div>
        <dt>{t('canShow')}</dt>
        <dd>
          {t(answer.reach === 1 ? 'product' : 'products', { n: number(answer.reach) })}
          {answer.rank !== null && (
            <small>
              {answer.rivals === 0
                ? t('alone')
                : t('rank', { rank: number(answer.rank), of: number(answer.rivals + answer.reach) })}
            </small>
          )}
        </dd>
      </div>
      <div>
        <dt>{t('inStock')}</dt>
        <dd>
          {t(answer.stock.pieces === 1 ? 'piece' : 'pieces', { n: number(answer.stock.pieces) })}
          <small>{t('neverOut')}</small>
        </dd>
      </div>
      {draft.who === 'interests' && (
        <div>
          <dt>{t('never')}</dt>
          <dd>
            <small>{t('neverInterests')}</small>
          </dd>
        </div>
      )}
    </dl>
  )
}
