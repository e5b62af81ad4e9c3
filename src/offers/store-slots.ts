import type { Sql } from '../storage/db.ts'
import type { Format } from './creative.ts'

/** A place on the merchant's pages, and what may be drawn there. */
export interface NamedSlot {
  readonly id: string
  readonly name: string
  readonly formats: readonly Format[]
}

/** The slots that the console names. */
export async function listSlots(sql: Sql, siteId: string): Promise<NamedSlot[]> {
  return await sql.named<NamedSlot>('slots', 'select id, name, formats from slot where site_id = $1 order by id', [
    siteId,
  ])
}

/** Names a slot, or changes it. */
export async function saveSlot(sql: Sql, siteId: string, slot: NamedSlot, at: number): Promise<void> {
  await sql.run(
    `insert into slot (site_id, id, name, formats, created_at) values ($1, $2, $3, $4, $5)
     on conflict (site_id, id) do update set name = excluded.name, formats = excluded.formats`,
    [siteId, slot.id, slot.name, slot.formats, new Date(at)],
  )
}

/** @returns whether it was there */
export async function dropSlot(sql: Sql, siteId: string, id: string): Promise<boolean> {
  return (await sql.run('delete from slot where site_id = $1 and id = $2', [siteId, id])) === 1
}
