import { DAY, HOUR, iso, MINUTE, SECOND } from '../base/clock.ts'
import { type Lang, say } from '../base/i18n.ts'
import type { Core } from '../engine/core.ts'
import { Lit } from '../learning/block.ts'
import { GUARD_START, type GuardRow, type GuardState, guard } from '../learning/guard.ts'
import { decodeLearnt, Learnt } from '../learning/learnt.ts'
import { lessonsBetween, type Told } from '../learning/lessons.ts'
import type { Logged } from '../learning/model.ts'
import { type OutcomeKind, PATIENCE } from '../learning/outcomes.ts'
import { hashText } from '../learning/random.ts'
import type { Sql } from '../storage/db.ts'
import { within } from '../storage/scope.ts'
import type { Learning } from './choice.ts'
import { offersFail } from './problems.ts'
import {
  beginLearner,
  decisionsTold,
  decisionsWatched,
  type KeptModel,
  type LearnerRow,
  lastVersion,
  listModels,
  loadLearner,
  loadModel,
  lockLearner,
  saveLearner,
  saveModel,
  type ToldRow,
  type WatchedRow,
} from './store-learning.ts'

/** How often each process looks whether there is something to learn. */
const LEARN_MS = 10 * SECOND
/** What was written down so late that it belongs to a span that was read already is not learnt: few transactions last that long. */
const LATE_MS = 5 * SECOND
/** The longest span that is read at once: after a long pause the learner catches up span by span. */
const MOST_SPAN_MS = DAY
/** A site begins with what happened within this time before. */
const BEFORE_MS = HOUR
/** How often both policies are compared, over how long, and by how many decisions at most. */
const GUARD_MS = 10 * MINUTE
const GUARD_OVER_MS = 14 * DAY
const GUARD_ROWS = 20_000

/** Learns for every site that offers are made for here, one process at a time for each. */
export class Learner {
  readonly #core: Core
  readonly #timer: NodeJS.Timeout
  #turn: Promise<void> | undefined

  /** @param sites whose offers this process makes */
  constructor(core: Core, sites: () => readonly string[]) {
    this.#core = core
    this.#timer = setInterval(() => {
      this.#turn ??= this.#learn(sites()).finally(() => {
        this.#turn = undefined
      })
    }, LEARN_MS)
  }

  /** Ends after the turn in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#turn
  }

  async #learn(sites: readonly string[]): Promise<void> {
    for (const siteId of sites) {
      try {
        while (await within(siteId, () => learnOn(this.#core, siteId)));
      } catch (error) {
        this.#core.log.warn({ err: error }, 'what offers brought will be learnt later')
      }
    }
  }
}

/**
 * Learns what the log says of the next span, and keeps the model if that taught anything: model and span in one transaction, so that
 * a process that is killed has learnt either all of it or nothing.
 * @returns whether there is more to read
 */
export async function learnOn(core: Core, siteId: string): Promise<boolean> {
  const now = core.clock.now()
  const last = now - LATE_MS
  await beginLearner(core.db, siteId, last - BEFORE_MS)
  return await core.db.tx(async (tx) => {
    const row = await lockLearner(tx, siteId)
    if (row === null || row.learntUntil >= last) return false
    const to = Math.min(last, row.learntUntil + MOST_SPAN_MS)
    const told = await decisionsTold(tx, siteId, { from: row.learntUntil, to, patience: PATIENCE })
    const { learnt } = told.length === 0 ? { learnt: null } : await modelOf(core, tx, siteId, row.version)
    const isTaught = learnt !== null && teach(learnt, told, row.learntUntil, to)
    const version = isTaught ? await keep(tx, siteId, { learnt, now }) : row.version
    const watched = await compare(core, tx, siteId, row, now)
    await saveLearner(tx, siteId, { ...row, ...watched, version, learntUntil: to })
    // Every process looks for a new model each second: nobody has to be woken.
    return to < last
  })
}

/** @returns whether there was anything to learn */
function teach(learnt: Learnt, rows: readonly ToldRow[], from: number, to: number): boolean {
  const lessons = lessonsBetween(
    rows.map((row) => toldOf(learnt, row)),
    from,
    to,
  )
  learnt.model.learn(lessons)
  return lessons.length > 0
}

function toldOf(learnt: Learnt, row: ToldRow): Told<Logged> {
  const { slots, values, fit, category } = row.features
  const lit = new Lit()
  for (const [i, slot] of slots.entries()) lit.add(slot, values[i])
  const [interest, page, words] = fit
  const happened: Readonly<Partial<Record<OutcomeKind, number | null>>> = {
    viewable: row.seenAt,
    click: row.clickedAt,
    order: row.orderedAt,
    shipped: row.shippedAt,
    cancelled: row.cancelledAt,
  }
  return {
    id: row.id,
    at: row.at,
    decision: {
      ...learnt.numbersOf(row, category),
      affinity: { interest, page, words },
      lit,
      // Only what was seen is learnt from: whoever saw it has looked.
      exposure: 1,
    },
    outcomes: Object.entries(happened).flatMap(([kind, at]) =>
      at === null || at === undefined ? [] : [{ kind: kind as OutcomeKind, at }],
    ),
  }
}

async function keep(
  tx: Sql,
  siteId: string,
  { learnt, now, fromVersion = null }: { learnt: Learnt; now: number; fromVersion?: number | null },
): Promise<number> {
  const version = (await lastVersion(tx, siteId)) + 1
  const bytes = learnt.encode(version, now)
  await saveModel(tx, siteId, { version, madeAt: now, lessons: learnt.model.lessons, fromVersion, bytes })
  return version
}

/** The model of a version; of one that is damaged the youngest whole one before it, and the log says so. */
async function modelOf(
  core: Pick<Core, 'log'>,
  sql: Sql,
  siteId: string,
  version: number,
): Promise<{ learnt: Learnt; version: number }> {
  for (let upTo = version; upTo > 0; ) {
    const kept = await loadModel(sql, siteId, upTo)
    if (kept === null) break
    try {
      return { learnt: decodeLearnt(kept.bytes), version: kept.version }
    } catch (error) {
      core.log.error(
        { err: error, siteId, version: kept.version },
        'a kept model is damaged: the one before it is used',
      )
      upTo = kept.version - 1
    }
  }
  return { learnt: new Learnt(), version: 0 }
}

/** Both policies side by side, when it is time again. */
async function compare(
  core: Core,
  tx: Sql,
  siteId: string,
  row: LearnerRow,
  now: number,
): Promise<Pick<LearnerRow, 'guard' | 'guardedAt'> | null> {
  if (row.guardedAt !== null && now - row.guardedAt < GUARD_MS) return null
  const to = now - PATIENCE.clickMs
  const rows = await decisionsWatched(tx, siteId, { from: to - GUARD_OVER_MS, to, limit: GUARD_ROWS })
  const before = row.guard ?? GUARD_START
  const after = guard(rows.map(guardRow), before, now)
  if (after.isFallenBack !== before.isFallenBack)
    core.log[after.isFallenBack ? 'warn' : 'info']({ siteId, lift: after.lift }, `offers: ${say(after.reason, 'en')}`)
  return { guard: after, guardedAt: now }
}

function guardRow({ who, watched, clicked }: WatchedRow): GuardRow {
  const { value, ...rest } = watched
  return { ...rest, person: hashText(who), reward: clicked ? value : 0 }
}

/**
 * What decisions of a site are to be made by, if that is not what they are made by now.
 * @returns null when nothing changed
 */
export async function learningNow(core: Core, siteId: string, before: Learning): Promise<Learning | null> {
  const row = await loadLearner(core.db, siteId)
  if (row === null) return null
  const isFallenBack = row.guard?.isFallenBack ?? false
  if (row.version === before.version) return isFallenBack === before.isFallenBack ? null : { ...before, isFallenBack }
  const { learnt } = await modelOf(core, core.db, siteId, row.version)
  return { version: row.version, learnt, isFallenBack }
}

/** What a site has learnt, for the console. */
export interface LearningView {
  /** Decisions are made by this model; 0: by none yet. */
  readonly version: number
  readonly learntUntil: string | null
  readonly isFallenBack: boolean
  readonly since: string | null
  /** Context over popularity, as a share with its range; null: too little to tell. */
  readonly lift: GuardState['lift']
  readonly effectiveSample: number
  readonly reason: string
  readonly models: readonly (Omit<KeptModel, 'madeAt'> & { readonly madeAt: string })[]
}

/** What a site has learnt, whether it is heeded and why, and the models it may go back to. */
export async function learningView(core: Core, siteId: string, lang: Lang): Promise<LearningView> {
  const [row, models] = await Promise.all([loadLearner(core.db, siteId), listModels(core.db, siteId)])
  const state = row?.guard ?? GUARD_START
  return {
    version: row?.version ?? 0,
    learntUntil: row === null ? null : iso(row.learntUntil),
    isFallenBack: state.isFallenBack,
    since: state.since === null ? null : iso(state.since),
    lift: state.lift,
    effectiveSample: Math.floor(state.ess),
    reason: say(state.reason, lang),
    models: models.map((model) => ({ ...model, madeAt: iso(model.madeAt) })),
  }
}

/**
 * Goes back to a kept model, or to none (0). It is kept anew under the next number, and what happened until now is not learnt again:
 * it is what one goes back from.
 * @throws offers/no-such-model, learning/bad-model
 */
export async function rollBack(core: Core, siteId: string, to: number): Promise<void> {
  const now = core.clock.now()
  await beginLearner(core.db, siteId, now)
  await core.db.tx(async (tx) => {
    const row = await lockLearner(tx, siteId, true)
    const kept = to === 0 ? null : await loadModel(tx, siteId, to)
    if (to !== 0 && kept?.version !== to) throw offersFail('offers/no-such-model')
    const learnt = kept === null ? new Learnt() : decodeLearnt(kept.bytes)
    const version = await keep(tx, siteId, { learnt, now, fromVersion: to })
    await saveLearner(tx, siteId, { ...row!, version, learntUntil: now })
  })
  core.bus.emit('offers', siteId)
}
