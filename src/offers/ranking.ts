/** Things in the order of their scores, the best first, brought into order only as far as somebody asks. */
export class Ranking<T> {
  readonly #scores: readonly number[]
  readonly #isBefore: (a: number, b: number) => boolean
  readonly #make: (place: number) => T
  /** A binary heap of places, the best at its top. */
  readonly #heap: number[]
  readonly #sorted: T[] = []

  /**
   * @param isBefore tells of two places with the same score which is first
   * @param make gives the thing at a place
   */
  constructor(scores: readonly number[], isBefore: (a: number, b: number) => boolean, make: (place: number) => T) {
    this.#scores = scores
    this.#isBefore = isBefore
    this.#make = make
    this.#heap = scores.map((_, place) => place)
    for (let i = (scores.length >> 1) - 1; i >= 0; i--) this.#sink(i)
  }

  /** All of them; stop when you have enough. */
  *all(): Generator<T, void, undefined> {
    for (let i = 0; ; i++) {
      if (i === this.#sorted.length && !this.#sortOne()) return
      yield this.#sorted[i]!
    }
  }

  #sortOne(): boolean {
    const best = this.#heap[0]
    if (best === undefined) return false
    const last = this.#heap.pop()!
    if (this.#heap.length > 0) {
      this.#heap[0] = last
      this.#sink(0)
    }
    this.#sorted.push(this.#make(best))
    return true
  }

  #sink(from: number): void {
    const heap = this.#heap
    for (let i = from; ; ) {
      const left = 2 * i + 1
      if (left >= heap.length) return
      const better = left + 1 < heap.length && this.#leads(heap[left + 1]!, heap[left]!) ? left + 1 : left
      if (!this.#leads(heap[better]!, heap[i]!)) return
      const place = heap[i]!
      heap[i] = heap[better]!
      heap[better] = place
      i = better
    }
  }

  #leads(a: number, b: number): boolean {
    const [scoreA, scoreB] = [this.#scores[a]!, this.#scores[b]!]
    return scoreA > scoreB || (scoreA === scoreB && this.#isBefore(a, b))
  }
}
