import { DAY, HOUR, MINUTE } from '../base/clock.ts'
import type { Lang } from '../base/i18n.ts'
import { newId, newSecret } from '../base/id.ts'
import { leaveFloor, returned } from '../dispatch/flow-return.ts'
import { audit } from '../engine/audit.ts'
import type { Core } from '../engine/core.ts'
import { record } from '../engine/event-log.ts'
import { hashOf } from '../engine/secret-hash.ts'
import { forgetDeviceSubscriptions } from '../push/store.ts'
import type { Sql } from '../storage/db.ts'
import { acrossSites, narrowTo, within } from '../storage/scope.ts'
import {
  ABSOLUTE_DAYS,
  deviceName,
  FLOOR_ROLES,
  IDLE_HOURS,
  LINK_MINUTES,
  PHONE_DAYS,
  type Role,
  type Staff,
  staffFail,
} from './staff.ts'
import {
  countDevices,
  countOwners,
  deleteSession,
  deleteSessionsOf,
  loadSession,
  loadStaff,
  loadStaffByName,
  removeDevice,
  saveDevice,
  saveLink,
  saveSession,
  saveStaff,
  siteOfLink,
  takeLink,
  touchSession,
  updateStaff,
} from './store.ts'

/** A session's last use is written at most this often, so that a busy phone does not write a row a call. */
const TOUCH_MS = 30_000

/** Takes somebody on. @throws staff/name-taken */
export async function addStaff(
  core: Core,
  input: { siteId: string; name: string; roles: readonly Role[]; zones?: readonly string[]; lang?: Lang; by?: string },
): Promise<Staff> {
  const at = core.clock.now()
  const staff: Staff = {
    siteId: input.siteId,
    id: newId(),
    name: input.name.trim(),
    roles: input.roles,
    zones: input.zones ?? [],
    lang: input.lang ?? 'zh',
    state: 'active',
  }
  await core.db.tx(async (tx) => {
    if ((await loadStaffByName(tx, input.siteId, staff.name)) !== null)
      throw staffFail('staff/name-taken', { params: { name: staff.name }, field: 'name' })
    await saveStaff(tx, staff, at)
    await record(tx, {
      siteId: input.siteId,
      name: 'staff.invited',
      at,
      payload: { staffId: staff.id, by: input.by ?? 'system' },
    })
  })
  core.bus.emit('floor', input.siteId)
  return staff
}

/** Changes somebody; disabling ends their sessions at once. @throws staff/unknown, staff/last-owner, staff/name-taken */
export async function changeStaff(
  core: Core,
  input: { siteId: string; id: string; change: Partial<Pick<Staff, 'name' | 'roles' | 'zones' | 'lang' | 'state'>> },
): Promise<Staff> {
  const changed = await core.db.tx(async (tx) => {
    const owners = await countOwners(tx, input.siteId)
    const staff = await loadStaff(tx, input.siteId, input.id)
    if (staff === null) throw staffFail('staff/unknown')
    const next: Staff = { ...staff, ...input.change, name: (input.change.name ?? staff.name).trim() }
    // Links are asked for by name: nobody takes that of somebody else.
    const namesake = next.name === staff.name ? null : await loadStaffByName(tx, input.siteId, next.name)
    if (namesake !== null && namesake.id !== staff.id)
      throw staffFail('staff/name-taken', { params: { name: next.name }, field: 'name' })
    const isOwner = (s: Staff) => s.state === 'active' && s.roles.includes('owner')
    if (isOwner(staff) && !isOwner(next) && owners <= 1) throw staffFail('staff/last-owner')
    await updateStaff(tx, next)
    if (next.state === 'disabled') {
      await leaveFloor(core, tx, { siteId: input.siteId, staffId: input.id, at: core.clock.now(), reason: 'disabled' })
      await deleteSessionsOf(tx, input.siteId, input.id)
    }
    return next
  })
  core.bus.emit('session', input.siteId, input.id)
  returned(core, input.siteId, input.id)
  return changed
}

/** A fresh single-use link's secret for somebody; the address is `${publicUrl}/console/link#…` or `/phone/join#…`. */
export async function makeLink(
  core: Core,
  input: { siteId: string; staffId: string; opens: 'console' | 'phone' },
): Promise<{ url: string; expiresAt: number }> {
  const staff = await loadStaff(core.db, input.siteId, input.staffId)
  if (staff === null) throw staffFail('staff/unknown')
  if (input.opens === 'phone' && !staff.roles.some((role) => FLOOR_ROLES.includes(role)))
    throw staffFail('staff/no-floor-role', { params: { name: staff.name } })
  const at = core.clock.now()
  const token = newSecret(24)
  const expiresAt = at + LINK_MINUTES * MINUTE
  await saveLink(core.db, { ...input, tokenHash: hashOf(token), at, expiresAt })
  // Behind the hash, so that the secret reaches no server log and no Referer.
  const path = input.opens === 'console' ? '/console/link' : '/phone/join'
  return { url: `${core.publicUrl}${path}#${token}`, expiresAt }
}

/** A transaction of the site that a link is of. @throws staff/link-unknown */
async function inSiteOfLink<T>(core: Core, token: string, work: (tx: Sql) => Promise<T>): Promise<T> {
  const siteId = await acrossSites('a link says which site', () => siteOfLink(core.db, hashOf(token)))
  if (siteId === null) throw staffFail('staff/link-unknown')
  narrowTo(siteId)
  return await within(siteId, () => core.db.tx(work))
}

/** Opens a console session with a link's secret. @throws staff/link-unknown */
export async function signInStaff(
  core: Core,
  token: string,
): Promise<{ session: string; siteId: string; staff: Staff }> {
  const at = core.clock.now()
  return await inSiteOfLink(core, token, async (tx) => {
    const link = await takeLink(tx, hashOf(token), 'console', at)
    if (link === null) throw staffFail('staff/link-unknown')
    const session = newSecret(32)
    await saveSession(tx, {
      ...link,
      tokenHash: hashOf(session),
      deviceId: null,
      at,
      expiresAt: at + ABSOLUTE_DAYS * DAY,
    })
    await record(tx, {
      siteId: link.siteId,
      name: 'staff.signed-in',
      at,
      payload: { staffId: link.staffId, opens: 'console' },
    })
    const who = { kind: 'staff', id: link.staffId } as const
    await audit(tx, { siteId: link.siteId, at, who, action: 'staff.signed-in', outcome: 'done' })
    return { session, siteId: link.siteId, staff: (await loadStaff(tx, link.siteId, link.staffId))! }
  })
}

/** Joins a phone with a link's secret. @throws staff/link-unknown */
export async function joinPhone(
  core: Core,
  token: string,
  userAgent: string,
): Promise<{ session: string; siteId: string; staff: Staff; deviceId: string }> {
  const at = core.clock.now()
  return await inSiteOfLink(core, token, async (tx) => {
    const link = await takeLink(tx, hashOf(token), 'phone', at)
    if (link === null) throw staffFail('staff/link-unknown')
    const deviceId = newId()
    const session = newSecret(32)
    await saveDevice(tx, { ...link, id: deviceId, name: deviceName(userAgent), userAgent: userAgent.slice(0, 300), at })
    await saveSession(tx, { ...link, tokenHash: hashOf(session), deviceId, at, expiresAt: at + PHONE_DAYS * DAY })
    await record(tx, {
      siteId: link.siteId,
      name: 'staff.signed-in',
      at,
      payload: { staffId: link.staffId, opens: 'phone' },
    })
    const who = { kind: 'staff', id: link.staffId } as const
    await audit(tx, {
      siteId: link.siteId,
      at,
      who,
      action: 'staff.joined',
      about: `device=${deviceId}`,
      outcome: 'done',
    })
    return { session, siteId: link.siteId, staff: (await loadStaff(tx, link.siteId, link.staffId))!, deviceId }
  })
}

/** Who holds this session, or null. */
export async function staffOfSession(
  core: Core,
  session: string,
): Promise<(Staff & { deviceId: string | null }) | null> {
  const at = core.clock.now()
  const tokenHash = hashOf(session)
  const load = () => loadSession(core.db, tokenHash, at, IDLE_HOURS * HOUR)
  const found = await acrossSites('a session says which site', load)
  if (found !== null && at - found.seenAt > TOUCH_MS)
    await within(found.siteId, () => touchSession(core.db, found.siteId, tokenHash, found.deviceId, at))
  return found
}

/** Ends a session. */
export async function signOutStaff(core: Core, siteId: string, session: string): Promise<void> {
  await deleteSession(core.db, siteId, hashOf(session))
}

/** Removes a device; its stream ends, and with a worker's last phone their work goes back at once. @throws staff/device-unknown */
export async function forgetDevice(core: Core, input: { siteId: string; deviceId: string; by: string }): Promise<void> {
  const at = core.clock.now()
  const staffId = await core.db.tx(async (tx) => {
    const removed = await removeDevice(tx, input.siteId, input.deviceId, at)
    if (removed === null) throw staffFail('staff/device-unknown')
    await forgetDeviceSubscriptions(tx, input.siteId, input.deviceId)
    await record(tx, {
      siteId: input.siteId,
      name: 'device.removed',
      at,
      payload: { deviceId: input.deviceId, by: input.by },
    })
    const { siteId, by } = input
    const { staffId } = removed
    if ((await countDevices(tx, siteId, staffId)) === 0)
      await leaveFloor(core, tx, { siteId, staffId, at, reason: 'device-removed', by })
    return staffId
  })
  core.bus.emit('session', input.siteId, staffId)
  returned(core, input.siteId, staffId)
}
