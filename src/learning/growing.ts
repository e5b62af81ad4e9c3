/** Columns of numbers that grow while a file is read: a quarter of what an array of JavaScript numbers would take. */

type Kind = Float64Array | Float32Array | Uint32Array

/** One column. */
export class Growing<T extends Kind> {
  readonly #make: (size: number) => T
  #values: T
  length = 0

  /** @param make makes an empty array of this size */
  constructor(make: (size: number) => T) {
    this.#make = make
    this.#values = make(1024)
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const wider = this.#make(this.length * 2)
      wider.set(this.#values)
      this.#values = wider
    }
    this.#values[this.length++] = value
  }

  /** What was pushed; the column is not to be used any more. */
  done(): T {
    return this.#values.slice(0, this.length) as T
  }
}

/** The names behind numbers: the first name is 0, the next new one 1. */
export class Names {
  readonly #numbers = new Map<string, number>()
  readonly list: string[] = []

  /** Names in the order of their numbers. */
  static from(list: readonly string[]): Names {
    const made = new Names()
    for (const name of list) made.of(name)
    return made
  }

  /** The number of a name that was met before. */
  find(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  /** The number of a name; a new one gets the next. */
  of(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.list.length
    this.#numbers.set(name, number)
    this.list.push(name)
    return number
  }
}
