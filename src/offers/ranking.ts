/** Things in the order of their scores, the best first, brought into order only as far as somebody asks. */
export class Ranking<T> {
  readonly #scores: Float64Array
  readonly #isBefore: (a: number, b: number) => boolean
  readonly #make: (place: number) => T
  /** A binary heap of places, the best at its top; the first `#left` are in it. */
  readonly #heap: Uint32Array
  #left: number
  readonly #sorted: T[] = []

  /**
   * @param scores of the first `count` places
   * @param isBefore tells of two places with the same score which is first
   * @param make gives the thing at a place
   */
  constructor(
    { scores, count }: { readonly scores: Float64Array; readonly count: number },
    isBefore: (a: number, b: number) => boolean,
    make: (place: number) => T,
  ) {
    this.#scores = scores
    this.#isBefore = isBefore
    this.#make = make
    this.#heap = new Uint32Array(count)
    for (let i = 0; i < count; i++) this.#heap[i] = i
    this.#left = count
    for (let i = (count >> 1) - 1; i >= 0; i--) this.#sink(i)
  }

  /** The one at a rank, the best at 0; undefined behind the last. */
  at(rank: number): T | undefined {
    while (rank >= this.#sorted.length && this.#left > 0) this.#sortOne()
    return this.#sorted[rank]
  }

  /** All of them; stop when you have enough. */
  *all(): Generator<T, void, undefined> {
    for (let i = 0; ; i++) {
      const one = this.at(i)
      if (one === undefined) return
      yield one
    }
  }

  #sortOne(): void {
    const best = this.#heap[0]!
    this.#heap[0] = this.#heap[--this.#left]!
    this.#sink(0)
    this.#sorted.push(this.#make(best))
  }

  #sink(from: number): void {
    const heap = this.#heap
    const left = this.#left
    const scores = this.#scores
    const isBefore = this.#isBefore
    const place = heap[from]!
    const score = scores[place]!
    let at = from
    for (let child = 2 * at + 1; child < left; child = 2 * at + 1) {
      let best = heap[child]!
      let bestScore = scores[best]!
      if (child + 1 < left) {
        const right = heap[child + 1]!
        const rightScore = scores[right]!
        if (rightScore > bestScore || (rightScore === bestScore && isBefore(right, best))) {
          child++
          best = right
          bestScore = rightScore
        }
      }
      if (bestScore < score || (bestScore === score && !isBefore(best, place))) break
      heap[at] = best
      at = child
    }
    heap[at] = place
  }
}
