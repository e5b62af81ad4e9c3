import type { Sql } from '../storage/db.ts'
import type { Device, Staff } from './staff.ts'

const STAFF = `s.site_id as "siteId", s.id, s.name, s.roles, s.zones, s.lang, s.state`

/** All staff of a site by name. */
export async function listStaff(sql: Sql, siteId: string): Promise<Staff[]> {
  return await sql.query<Staff>(`select ${STAFF} from staff s where site_id = $1 order by created_at, name`, [siteId])
}

/** One member of staff, or null. */
export async function loadStaff(sql: Sql, siteId: string, id: string): Promise<Staff | null> {
  return await sql.maybe<Staff>(`select ${STAFF} from staff s where site_id = $1 and id = $2`, [siteId, id])
}

/** The first with this name, or null. */
export async function loadStaffByName(sql: Sql, siteId: string, name: string): Promise<Staff | null> {
  return await sql.maybe<Staff>(
    `select ${STAFF} from staff s where site_id = $1 and lower(name) = lower($2) order by created_at limit 1`,
    [siteId, name],
  )
}

/** Writes a new member of staff. */
export async function saveStaff(sql: Sql, staff: Staff, at: number): Promise<void> {
  await sql.run(
    'insert into staff (site_id, id, name, roles, zones, lang, state, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [staff.siteId, staff.id, staff.name, staff.roles, staff.zones, staff.lang, staff.state, new Date(at)],
  )
}

/** Changes name, roles, zones, language or state. */
export async function updateStaff(sql: Sql, staff: Staff): Promise<void> {
  await sql.run(
    'update staff set name = $3, roles = $4, zones = $5, lang = $6, state = $7 where site_id = $1 and id = $2',
    [staff.siteId, staff.id, staff.name, staff.roles, staff.zones, staff.lang, staff.state],
  )
}

/** How many active owners a site has, counted under lock so that two cannot leave at once. */
export async function countOwners(tx: Sql, siteId: string): Promise<number> {
  const rows = await tx.query(
    `select id from staff where site_id = $1 and state = 'active' and 'owner' = any(roles) for update`,
    [siteId],
  )
  return rows.length
}

/** Writes a single-use link. */
export async function saveLink(
  sql: Sql,
  link: {
    siteId: string
    tokenHash: Buffer
    staffId: string
    opens: 'console' | 'phone'
    at: number
    expiresAt: number
  },
): Promise<void> {
  await sql.run(
    `insert into staff_link (site_id, token_hash, staff_id, opens, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)`,
    [link.siteId, link.tokenHash, link.staffId, link.opens, new Date(link.at), new Date(link.expiresAt)],
  )
}

/** Which site a link is of, used up or not, or null. */
export async function siteOfLink(sql: Sql, tokenHash: Buffer): Promise<string | null> {
  const row = await sql.maybe<{ siteId: string }>('select site_id as "siteId" from staff_link where token_hash = $1', [
    tokenHash,
  ])
  return row?.siteId ?? null
}

/** Takes a link: marks it used and says whose it is; null when it was used, is old or was never made. */
export async function takeLink(
  tx: Sql,
  tokenHash: Buffer,
  opens: 'console' | 'phone',
  at: number,
): Promise<{ siteId: string; staffId: string } | null> {
  return await tx.maybe<{ siteId: string; staffId: string }>(
    `update staff_link l set used_at = $3 from staff s
     where l.token_hash = $1 and l.opens = $2 and l.used_at is null and l.expires_at > $3
       and s.site_id = l.site_id and s.id = l.staff_id and s.state = 'active'
     returning l.site_id as "siteId", l.staff_id as "staffId"`,
    [tokenHash, opens, new Date(at)],
  )
}

/** Writes a session; with a device it is a phone's. */
export async function saveSession(
  tx: Sql,
  session: {
    siteId: string
    tokenHash: Buffer
    staffId: string
    deviceId: string | null
    at: number
    expiresAt: number
  },
): Promise<void> {
  await tx.run(
    `insert into staff_session (site_id, token_hash, staff_id, device_id, created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $5, $6)`,
    [
      session.siteId,
      session.tokenHash,
      session.staffId,
      session.deviceId,
      new Date(session.at),
      new Date(session.expiresAt),
    ],
  )
}

/** The staff behind a session's token, if it stands: not expired, not disabled, its device not removed. */
export async function loadSession(
  sql: Sql,
  tokenHash: Buffer,
  at: number,
  idleMs: number,
): Promise<(Staff & { deviceId: string | null; seenAt: number }) | null> {
  const [row] = await sql.named<Staff & { deviceId: string | null; seenAt: number }>(
    'staff-session',
    `select ${STAFF}, t.device_id as "deviceId", t.seen_at as "seenAt"
     from staff_session t join staff s on s.site_id = t.site_id and s.id = t.staff_id
     left join device d on d.site_id = t.site_id and d.id = t.device_id
     where t.token_hash = $1 and t.expires_at > $2 and s.state = 'active' and d.removed_at is null
       and (t.device_id is not null or t.seen_at > $3)`,
    [tokenHash, new Date(at), new Date(at - idleMs)],
  )
  return row ?? null
}

/** Remembers that a session, and its device, are in use. */
export async function touchSession(
  sql: Sql,
  siteId: string,
  tokenHash: Buffer,
  deviceId: string | null,
  at: number,
): Promise<void> {
  await sql.run('update staff_session set seen_at = $3 where site_id = $1 and token_hash = $2', [
    siteId,
    tokenHash,
    new Date(at),
  ])
  if (deviceId !== null)
    await sql.run('update device set seen_at = $3 where site_id = $1 and id = $2', [siteId, deviceId, new Date(at)])
}

/** Ends one session. */
export async function deleteSession(sql: Sql, siteId: string, tokenHash: Buffer): Promise<void> {
  await sql.run('delete from staff_session where site_id = $1 and token_hash = $2', [siteId, tokenHash])
}

/** Ends all sessions of a member of staff. */
export async function deleteSessionsOf(tx: Sql, siteId: string, staffId: string): Promise<void> {
  await tx.run('delete from staff_session where site_id = $1 and staff_id = $2', [siteId, staffId])
}

/** Writes a new device. */
export async function saveDevice(
  tx: Sql,
  device: { siteId: string; id: string; staffId: string; name: string; userAgent: string; at: number },
): Promise<void> {
  await tx.run(
    `insert into device (site_id, id, staff_id, name, user_agent, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $6)`,
    [device.siteId, device.id, device.staffId, device.name, device.userAgent, new Date(device.at)],
  )
}

/** All devices of a site, the last seen first. */
export async function listDevices(sql: Sql, siteId: string): Promise<Device[]> {
  return await sql.query<Device>(
    `select d.id, d.staff_id as "staffId", s.name as "staffName", d.name, d.created_at as "createdAt", d.seen_at as "seenAt",
            d.removed_at as "removedAt"
     from device d join staff s on s.site_id = d.site_id and s.id = d.staff_id
     where d.site_id = $1 order by d.removed_at is not null, d.seen_at desc`,
    [siteId],
  )
}

/** Removes a device and ends its sessions; null when there is no such device in use. */
export async function removeDevice(
  tx: Sql,
  siteId: string,
  id: string,
  at: number,
): Promise<{ staffId: string } | null> {
  const row = await tx.maybe<{ staffId: string }>(
    `update device set removed_at = $3 where site_id = $1 and id = $2 and removed_at is null returning staff_id as "staffId"`,
    [siteId, id, new Date(at)],
  )
  if (row !== null) await tx.run('delete from staff_session where site_id = $1 and device_id = $2', [siteId, id])
  return row
}

/** How many phones somebody has joined with and still uses. */
export async function countDevices(sql: Sql, siteId: string, staffId: string): Promise<number> {
  const row = await sql.one<{ n: number }>(
    'select count(*) as n from device where site_id = $1 and staff_id = $2 and removed_at is null',
    [siteId, staffId],
  )
  return row.n
}
