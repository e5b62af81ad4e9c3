import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkBooks } from '../src/orders/flow-view.ts'
import { type Answer, type FloorSite, FloorWorld } from './warehouse-world.ts'

let world: FloorWorld

beforeAll(async () => {
  world = await FloorWorld.open()
})

afterAll(async () => {
  await world?.close()
})

const bins = (at: FloorSite, file: string | Uint8Array, query = ''): Promise<Answer> =>
  world.call('POST', `/v1/console/bins/import${query}`, file, at.boss)
const goods = (at: FloorSite, file: string | Uint8Array, query = ''): Promise<Answer> =>
  world.call('POST', `/v1/console/stock/receive/import${query}`, file, at.boss)
const onHand = async (at: FloorSite, sku: string): Promise<number> =>
  (
    await world.app.core.db.one<{ n: number }>('select on_hand as n from stock_sku where site_id = $1 and sku = $2', [
      at.site.id,
      sku,
    ])
  ).n

describe('a floor by CSV', () => {
  test('comes with a BOM and quotes, makes its bins with what lies in them, and is counted once', async () => {
    const at = await world.site('csv')
    const file = '\uFEFFcode,zone,sku,qty\r\n"C01-01",C,MUG,7\r\nC01-02,C,"KETTLE",2\r\nC01-03,,,\r\nA01-05,A,,\r\n'
    const first = await bins(at, file)
    expect(first.status).toBe(201)
    expect(first.json).toEqual({ bins: 4, added: 3, lines: 2, pieces: 9, repeated: 0 })
    expect(await onHand(at, 'MUG')).toBe(57)
    expect((await bins(at, file)).json).toEqual({ bins: 4, added: 0, lines: 0, pieces: 0, repeated: 2 })
    expect((await bins(at, file, '?again=true')).json.pieces).toBe(9)
    expect(await onHand(at, 'MUG')).toBe(64)
    expect(await checkBooks(world.app.core.db, at.site.id)).toEqual([])
  })

  test('is taken whole or not at all, and each wrong line is named', async () => {
    const at = await world.site('csv-wrong')
    const answer = await bins(
      at,
      'code,zone,sku,qty\nC01-01,C,MUG,7\nB7-1,,,\nC01-02,A,,\nC01-03,C,GHOST,1\nC01-04,C,MUG,-2\n',
    )
    expect(answer.status).toBe(422)
    expect(answer.type).toContain('application/problem+json')
    expect(answer.json).toMatchObject({
      code: 'warehouse/wrong-lines',
      title: '4 lines are wrong, and nothing was imported.',
      lines: [
        { line: 3, cause: 'bad-bin', value: 'B7-1', text: 'not a bin code such as B07-32' },
        { line: 4, cause: 'zone', value: 'A' },
        { line: 5, cause: 'unknown-sku', value: 'GHOST' },
        { line: 6, cause: 'qty', value: '-2' },
      ],
    })
    expect(await onHand(at, 'MUG')).toBe(50)
    const list = (await world.call('GET', '/v1/console/bins', undefined, at.boss)).json.items
    expect(list).toHaveLength(3)
  })

  test('in GBK or UTF-16 is read; rubbish, nothing and missing columns are said', async () => {
    const at = await world.site('csv-encoding')
    // 货位,货号,数量 and one line, as Excel on a Chinese Windows writes them.
    const gbk = Uint8Array.from(
      Buffer.from('bbf5cebb2cbbf5bac52cca fdc1bf0a4330312d30312c4d55472c330a'.replace(' ', ''), 'hex'),
    )
    expect((await bins(at, gbk)).json).toMatchObject({ added: 1, pieces: 3 })
    const utf16 = Uint8Array.from(Buffer.from('\uFEFFcode\nC01-02\n', 'utf16le'))
    expect((await bins(at, utf16)).json).toMatchObject({ added: 1 })
    const columns = await bins(at, 'place,amount\nC01-03,1\n')
    expect(columns.json).toMatchObject({
      code: 'warehouse/missing-column',
      params: { missing: 'bin', seen: 'place, amount' },
    })
    expect((await bins(at, '')).status).toBe(422)
    const rubbish = await bins(at, Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 255, 254]))
    expect(rubbish.status).toBe(422)
  })
})

describe('goods received by CSV', () => {
  test('go into bins that are there, the same file once', async () => {
    const at = await world.site('goods')
    const file = 'sku,bin,qty\nMUG,A01-09,5\nMUG,A01-09,5\nKETTLE,B02-10,1\n'
    expect((await goods(at, file)).json).toMatchObject({ lines: 3, pieces: 11, added: 0 })
    expect((await goods(at, file)).json).toMatchObject({ pieces: 0, repeated: 3 })
    const wrong = await goods(at, 'sku,bin,qty\nMUG,Z09-09,5\nGHOST,A01-09,1\n')
    expect(wrong.json.lines.map((l: { cause: string }) => l.cause)).toEqual(['unknown-bin', 'unknown-sku'])
    expect((await goods(at, 'sku,qty\nMUG,5\n')).json.code).toBe('warehouse/missing-column')
    expect(await onHand(at, 'MUG')).toBe(60)
  })
})

describe('one site', () => {
  test('sees nothing of another’s tasks, parcels and cells', async () => {
    const [mine, theirs] = [await world.site('mine'), await world.site('theirs')]
    const a = await world.phoneOf(theirs, '阿青', ['picker', 'packer'])
    const me = await world.phoneOf(mine, '小白', ['picker', 'packer'])
    const order = await world.order(theirs, [{ sku: 'MUG', qty: 1 }])
    const task = await a.take('pick')
    const reason = 'x'
    for (const [method, path, body] of [
      ['POST', `/v1/console/tasks/${task.id}/take-back`, { reason }],
      ['POST', `/v1/console/tasks/${task.id}/assign`, { staffId: me.id, reason }],
      ['POST', `/v1/console/orders/${order.id}/resume`, {}],
      ['POST', '/v1/console/put-wall/W-01/clear', {}],
    ] as const)
      expect((await world.call(method, path, body, mine.boss)).status, path).toBe(404)
    expect((await me.act(task.id, 'accept', { epoch: task.epoch })).status).toBe(404)
    expect((await me.act(task.id, 'done', { epoch: task.epoch, cell: 'W-01' })).status).toBe(404)
    expect((await me.scan(task, 'MUG')).verdict).toBe('stale')
    await a.scanAll(task)
    await a.act(task.id, 'done', { epoch: task.epoch, cell: task.cell })
    const pack = await a.take('pack')
    await a.scanAll(pack)
    const { parcel } = (await a.act(pack.id, 'done', { epoch: pack.epoch })).json.task
    expect((await me.get(parcel.labelUrl)).status).toBe(404)
    const label = `/v1/console/parcels/${parcel.id}/label.pdf`
    expect((await world.call('GET', label, undefined, mine.boss)).status).toBe(404)
    expect((await a.get(parcel.labelUrl)).status).toBe(200)
  })
})
