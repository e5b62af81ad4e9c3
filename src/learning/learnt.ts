/** What was learnt of a site, as decisions ask it: a model, and what its numbers stand for. */
import { Names } from './growing.ts'
import { Model, UNKNOWN } from './model.ts'
import { decodeModel, encodeModel } from './model-file.ts'

/** A model with the names of its candidates and categories. Read by decisions, taught by one process at a time. */
export class Learnt {
  readonly model: Model
  /** Candidates by campaign and SKU: nothing is put together to look one up. */
  readonly #candidates = new Map<string, Map<string, number>>()
  readonly #names: string[] = []
  readonly #categories: Names

  /** @param names of candidates, as {@link Learnt.encode} keeps them, in the order of their numbers */
  constructor(model: Model = Model.fresh(), names: readonly string[] = [], categories = new Names()) {
    this.model = model
    this.#categories = categories
    for (const name of names) {
      const end = name.indexOf(' ')
      this.#candidate(name.slice(0, end), name.slice(end + 1))
    }
  }

  /** The number of a campaign's product; {@link UNKNOWN} when nothing was learnt of it. The same goods in two campaigns are two things. */
  candidate(campaignId: string, sku: string): number {
    return this.#candidates.get(campaignId)?.get(sku) ?? UNKNOWN
  }

  /** The number of a category; {@link UNKNOWN} when nothing was learnt of it. */
  category(name: string): number {
    return this.#categories.find(name) ?? UNKNOWN
  }

  /** The numbers of what is to be learnt of; what was never met gets the next ones. */
  numbersOf(
    { campaignId, sku }: { readonly campaignId: string; readonly sku: string },
    category: string,
  ): { campaign: number; category: number } {
    const known = this.candidate(campaignId, sku)
    const campaign = known === UNKNOWN ? this.#candidate(campaignId, sku) : known
    return { campaign, category: this.#categories.of(category) }
  }

  /** As bytes ({@link decodeLearnt} brings them back). */
  encode(modelVersion: number, madeAt: number): Uint8Array {
    const names = { candidates: this.#names, categories: this.#categories.list }
    return encodeModel(this.model, { modelVersion, madeAt, names })
  }

  /** Ids of campaigns have no spaces. */
  #candidate(campaignId: string, sku: string): number {
    const number = this.#names.length
    this.#names.push(`${campaignId} ${sku}`)
    const ofCampaign = this.#candidates.get(campaignId)
    if (ofCampaign === undefined) this.#candidates.set(campaignId, new Map([[sku, number]]))
    else ofCampaign.set(sku, number)
    return number
  }
}

/** Brings kept bytes back. @throws learning/bad-model */
export function decodeLearnt(bytes: Uint8Array): Learnt {
  const { model, meta } = decodeModel(bytes)
  return new Learnt(model, meta.names.candidates, Names.from(meta.names.categories))
}
