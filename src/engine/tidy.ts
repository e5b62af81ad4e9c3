import { DAY, MINUTE, SECOND } from '../base/clock.ts'
import { newId } from '../base/id.ts'
import { acrossSites } from '../storage/scope.ts'
import { tidyAudit } from './audit.ts'
import type { Core } from './core.ts'
import type { OutboxItem } from './outbox.ts'

/** Outbox work: once a day everything goes whose time is over. */
export const TIDY = 'tidy'

/**
 * A room's part: lets at most `limit` things of each of its kinds go and says how many went, kind by kind. Small batches, so that
 * no row is locked for long; called again while a kind fills its batch. Done twice it does no harm.
 */
export type TidyStep = (core: Core, limit: number) => Promise<readonly number[]>

const BATCH = 1_000
/** The longest one turn takes: a program that stops waits for it. What is left goes a minute later. */
const MOST_MS = 10 * SECOND
/** How often it is looked whether the row is there: a database whose first site was made after the start gets it too. */
const LOOK_MS = 10 * MINUTE
/** Work that was given up stays this long for whoever looks into why. */
const DEAD_KEPT_MS = 30 * DAY
/** The row of a day as it is planted: of two programs that start together one plants it. */
const idOf = (at: number) =>
  `00000000-0000-7000-8000-${Math.floor(at / DAY)
    .toString(16)
    .padStart(12, '0')}`

/** Writes the row that comes back each day, if there is none: one a database, with its oldest site. */
export async function plantTidy({ db, clock }: Core): Promise<void> {
  const now = clock.now()
  await db.run(
    `insert into outbox (site_id, id, kind, ref, due_at)
     select s.id, $1, $2, 'daily', $3 from (select id from site order by created_at, id limit 1) s
     where not exists (select from outbox o where o.site_id = s.id and o.kind = $2 and o.dead_at is null)
     on conflict (site_id, id) do update set due_at = excluded.due_at, tries = 0, lease_until = null, dead_at = null`,
    [idOf(now), TIDY, new Date(now + MINUTE)],
  )
}

/** When the next turn is; null while none is planned. Its row is another site's for all sites but the oldest. */
export async function nextTidyAt({ db }: Pick<Core, 'db'>): Promise<number | null> {
  const ask = 'select min(due_at) as "dueAt" from outbox where kind = $1 and dead_at is null'
  const row = await acrossSites('one row a database', () => db.one<{ dueAt: number | null }>(ask, [TIDY]))
  return row.dueAt
}

/** Sees to it that the row is there, now and while the program runs. @returns what ends that */
export function keepTidy(core: Core): () => void {
  const plant = () => acrossSites('one row a database', () => plantTidy(core))
  const look = () => void plant().catch((err) => core.log.warn({ err }, 'the daily tidying was not planned'))
  const timer = setInterval(look, LOOK_MS)
  look()
  return () => clearInterval(timer)
}

/** One turn: every room's step, then the next turn is planned. A step that fails holds up no other; it is tried again. */
export async function tidy(core: Core, item: OutboxItem, steps: Readonly<Record<string, TidyStep>>): Promise<void> {
  const endAt = core.clock.now() + MOST_MS
  // First, so that a turn that is given up is still followed by another.
  await planNext(core, item, DAY)
  let isDone = true
  let failure: unknown
  for (const [room, step] of Object.entries({ ...steps, outbox: dropDead, audit: dropOldAudit })) {
    try {
      isDone = (await untilEmpty(core, room, step, endAt)) && isDone
    } catch (error) {
      failure = error
      core.log.warn({ err: error, room }, 'a room could not be tidied')
    }
  }
  if (failure !== undefined) throw failure
  if (!isDone) await planNext(core, item, MINUTE)
}

async function untilEmpty(core: Core, room: string, step: TidyStep, endAt: number): Promise<boolean> {
  let gone = 0
  let isFull = true
  while (isFull && core.clock.now() < endAt) {
    const counts = await step(core, BATCH)
    gone += counts.reduce((sum, n) => sum + n, 0)
    isFull = counts.some((n) => n >= BATCH)
  }
  if (gone > 0) core.log.info({ room, gone }, 'what was over its time is gone')
  return !isFull
}

/** One row follows, whatever happened before: a turn that is done twice leaves one too. */
async function planNext(core: Core, { siteId, id }: OutboxItem, inMs: number): Promise<void> {
  await core.db.tx(async (tx) => {
    await tx.run('delete from outbox where site_id = $1 and kind = $2 and id <> $3', [siteId, TIDY, id])
    await tx.run(`insert into outbox (site_id, id, kind, ref, due_at) values ($1, $2, $3, 'daily', $4)`, [
      siteId,
      newId(),
      TIDY,
      new Date(core.clock.now() + inMs),
    ])
  })
}

/** Work that was given up, with what it carried. */
async function dropDead({ db, clock }: Core, limit: number): Promise<number[]> {
  return [
    await db.run('delete from outbox where ctid = any(array(select ctid from outbox where dead_at < $1 limit $2))', [
      new Date(clock.now() - DEAD_KEPT_MS),
      limit,
    ]),
  ]
}

/** Entries of the audit that are over three years old. */
async function dropOldAudit({ db }: Core, limit: number): Promise<number[]> {
  return [await tidyAudit(db, limit)]
}
