import { type PageContent, readPage } from '../catalog/page.ts'
import { PageCache } from '../catalog/page-cache.ts'
import type { Goods } from './goods.ts'
import { type PageView, viewOf } from './page-view.ts'

const LIMITS = { pages: 2_000, bytes: 32_000_000 }

/** The pages met lately, read once for all who look at them, and worked out once for the goods of each site. */
export class Pages {
  readonly #read: PageCache<PageContent>
  /** They go with their goods, or with their page. */
  readonly #views = new WeakMap<Goods, WeakMap<PageContent, PageView>>()

  /** @param seed a secret number of this process, below 2^32: who does not know it cannot make two pages that are taken for one */
  constructor(seed: number) {
    this.#read = new PageCache({ ...LIMITS, seed })
  }

  /** What decisions need of a page as the tag sends it; whatever it is, see {@link readPage}. */
  viewOf(input: unknown, goods: Goods): PageView {
    const content = this.#read.of(input, readPage)
    let views = this.#views.get(goods)
    if (views === undefined) {
      views = new WeakMap()
      this.#views.set(goods, views)
    }
    let view = views.get(content)
    if (view === undefined) {
      view = viewOf(content, goods)
      views.set(content, view)
    }
    return view
  }
}
