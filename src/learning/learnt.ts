/** What was learnt of a site, as decisions ask it: a model, and what its numbers stand for. */
import { Names } from './growing.ts'
import { Model, UNKNOWN } from './model.ts'
import { decodeModel, encodeModel } from './model-file.ts'

/** A model with the names of its candidates and categories. Read by decisions, taught by one process at a time. */
export class Learnt {
  readonly model: Model
  readonly #candidates: Names
  readonly #categories: Names

  constructor(model: Model = Model.fresh(), candidates = new Names(), categories = new Names()) {
    this.model = model
    this.#candidates = candidates
    this.#categories = categories
  }

  /** The number of a candidate; {@link UNKNOWN} when nothing was learnt of it. */
  candidate(name: string): number {
    return this.#candidates.find(name) ?? UNKNOWN
  }

  /** The number of a category; {@link UNKNOWN} when nothing was learnt of it. */
  category(name: string): number {
    return this.#categories.find(name) ?? UNKNOWN
  }

  /** The numbers of what is to be learnt of; names never met get the next ones. */
  numbersOf(candidate: string, category: string): { campaign: number; category: number } {
    return { campaign: this.#candidates.of(candidate), category: this.#categories.of(category) }
  }

  /** As bytes ({@link decodeLearnt} brings them back). */
  encode(modelVersion: number, madeAt: number): Uint8Array {
    const names = { candidates: this.#candidates.list, categories: this.#categories.list }
    return encodeModel(this.model, { modelVersion, madeAt, names })
  }
}

/** Brings kept bytes back. @throws learning/bad-model */
export function decodeLearnt(bytes: Uint8Array): Learnt {
  const { model, meta } = decodeModel(bytes)
  return new Learnt(model, Names.from(meta.names.candidates), Names.from(meta.names.categories))
}
