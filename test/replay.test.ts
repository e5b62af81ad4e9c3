import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTable } from '../src/catalog/table.ts'
import type { ReplayReport } from '../src/cli/replay.ts'
import { type History, isHistoryHeader, type PastOrder, readHistory, readMoment } from '../src/replay/history.ts'
import { firstOrders, layOut, Matcher, stockFor } from '../src/replay/plan.ts'
import { readBin } from '../src/warehouse/floor.ts'
import { freshDatabase } from './harness/database.ts'

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const GOODS = [
  '85123A,"HEART, WHITE"',
  '71053,METAL LANTERN',
  '84406B,COAT HANGER',
  '22752,NESTING BOXES',
  '21730,T-LIGHT',
]

const row = (invoice: string, goods: string, qty: number, minute: number, price = '2.55', customer = '17850.0') =>
  `${invoice},${goods},${qty},2010-12-01 08:${String(minute).padStart(2, '0')}:00,${price},${customer},United Kingdom`

/** Twelve orders of one to three lines, three cancellations, and every kind of dirty row once. */
function pastOfAShop(): string {
  const orders = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 1 + (i % 3) }, (_, l) =>
      row(
        String(536365 + i),
        GOODS[(i + l) % GOODS.length]!,
        2 + ((i + l) % 4),
        i,
        '2.55',
        i === 4 ? '' : `${17850 + i}.0`,
      ),
    ),
  ).flat()
  return [
    HEADER,
    ...orders,
    row('C536380', GOODS[1]!, -3, 13, '2.55', '17861.0'), // part of the last order
    row('C536381', GOODS[3]!, -1, 14, '2.55', '12345.0'), // of an order before the file
    row('C536382', GOODS[1]!, -1, 15, '2.55', ''),
    row('536390', 'POST,POSTAGE', 1, 16, '18.00'),
    row('536391', GOODS[2]!, -5, 17, '0.00'), // stock written off
    row('A536392', 'B,Adjust bad debt', 1, 18, '11062.06'),
    row('536393', GOODS[2]!, 4, 19, '0.00'),
    row('536394', GOODS[2]!, 0, 20),
    row('536395', ',NO CODE', 1, 21),
    row('', GOODS[2]!, 1, 22),
    `536397,${GOODS[2]},1,yesterday,2.55,17850.0,France`,
  ].join('\n')
}

const past = (csv: string): History => readHistory(readTable(Buffer.from(csv), 'past.csv'))

describe('a shop’s past', () => {
  const history = past(pastOfAShop())

  test('is told by its header, whatever the file is called', () => {
    expect(isHistoryHeader(HEADER.split(','))).toBe(true)
    expect(isHistoryHeader(['Invoice', 'StockCode', 'Quantity', 'InvoiceDate', 'Price', 'Customer ID'])).toBe(true)
    expect(isHistoryHeader(['sku', 'title', 'price'])).toBe(false)
  })

  test('every row is in an order, in a cancellation, or counted under one cause', () => {
    expect(Object.fromEntries(history.dirty)).toEqual({
      'not-goods': 1,
      adjustment: 2,
      'bad-price': 1,
      'bad-quantity': 1,
      'no-sku': 1,
      'no-invoice': 1,
      'bad-date': 1,
    })
    const inEvents = history.events.reduce((n, e) => n + e.rows, 0)
    const dirty = [...history.dirty.values()].reduce((a, b) => a + b, 0)
    expect(inEvents + dirty).toBe(history.rows)
    expect(history.events.filter((e) => e.kind === 'order')).toHaveLength(12)
  })

  test('an invoice of more lines than an order may have becomes several orders', () => {
    const lines = Array.from({ length: 450 }, (_, i) => row('1', `S${i},THING`, 1, 0))
    const long = past([HEADER, ...lines].join('\n'))
    const orders = long.events as PastOrder[]
    expect(orders.map((o) => [o.id, o.lines.length])).toEqual([
      ['1', 200],
      ['1-2', 200],
      ['1-3', 50],
    ])
    expect(long.longInvoices).toBe(1)
  })

  test('both ways of writing a moment are read, and no others', () => {
    expect(readMoment('12/1/2010 8:26')).toBe(readMoment('2010-12-01 08:26:00'))
    expect(readMoment('2010-02-30 08:26:00')).toBeNull()
    expect(readMoment('soon')).toBeNull()
  })

  test('tight stock is 95 % of what was sold net of what came back', () => {
    const sold = stockFor(history.events, 'full').get('71053')!
    expect(stockFor(history.events, 'tight').get('71053')).toBe(Math.floor((sold - 4) * 0.95))
  })

  test('the first orders bring the cancellations that came until then', () => {
    expect(firstOrders(history, 12)).toEqual(history.events)
    expect(firstOrders(history, 11)).toHaveLength(11)
  })

  test('every SKU has a bin of its own', () => {
    const skus = Array.from({ length: 5_000 }, (_, i) => `S${i}`)
    const bins = [...layOut(skus).values()]
    expect(new Set(bins).size).toBe(5_000)
    expect(bins.every((code) => readBin(code) !== null)).toBe(true)
    expect(new Set(bins.map((code) => code[0]))).toEqual(new Set(['A', 'B', 'C']))
  })

  test('a cancellation finds the latest order with exactly its goods, once', () => {
    const two = [
      row('1', GOODS[0]!, 2, 0),
      row('2', GOODS[0]!, 2, 1),
      row('C3', GOODS[0]!, -2, 2),
      row('C4', GOODS[0]!, -1, 3),
    ]
    const { events } = past([HEADER, ...two].join('\n'))
    const matcher = new Matcher()
    for (const e of events) if (e.kind === 'order') matcher.add(e)
    const [whole, part] = events.filter((e) => e.kind === 'cancellation')
    expect((matcher.find(whole!) as PastOrder[]).map((o) => o.id)).toEqual(['2'])
    expect((matcher.find(whole!) as PastOrder[]).map((o) => o.id)).toEqual(['1'])
    expect(matcher.find(whole!)).toBe('no-order')
    matcher.add(events.find((e) => e.kind === 'order')!)
    expect(matcher.find(part!)).toBe('part')
  })
})

describe('tuidan replay', () => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'tuidan-replay-'))
  })
  afterAll(async () => {
    await rm(home, { recursive: true, force: true })
  })

  async function replay(
    name: string,
    bytes: Uint8Array,
    ...options: string[]
  ): Promise<{ code: number | null; report: ReplayReport }> {
    const database = await freshDatabase()
    try {
      const file = join(home, name)
      await writeFile(file, bytes)
      const args = ['src/cli/main.ts', 'replay', file, '--workers', '6', '--json', ...options]
      const env = { ...process.env, DATABASE_URL: database.url, TUIDAN_HOME: home }
      const child = spawn(process.execPath, args, {
        cwd: join(import.meta.dirname, '..'),
        env,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let said = ''
      child.stdout.on('data', (part: Buffer) => {
        said += part.toString('utf8')
      })
      const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
      return { code, report: JSON.parse(said.trim().split('\n').at(-1) ?? 'null') }
    } finally {
      await database.drop()
    }
  }

  test('ships every order of the file and proves its books', async () => {
    const { code, report } = await replay('past.csv.gz', gzipSync(pastOfAShop()))
    expect(report).toMatchObject({
      orders: 12,
      shipped: 12,
      cancelled: 0,
      refused: {},
      cancellations: { part: 1, 'no-order': 1, 'no-customer': 1 },
      violations: 0,
    })
    expect(report.dirty).toMatchObject({ 'not-goods': 1, adjustment: 2 })
    expect(code).toBe(0)
  }, 120_000)

  test('with tight stock what cannot be had is refused, and a cancelled order’s goods can be sold again', async () => {
    const whole = row('C536383', GOODS[0]!, -2, 9, '2.55', '17850.0')
    const { code, report } = await replay('tight.csv', Buffer.from(`${pastOfAShop()}\n${whole}`), '--stock', 'tight')
    expect(report.orders).toBe(12)
    expect(report.refused['orders/out-of-stock']).toBeGreaterThan(0)
    const { cancelled = 0, 'after-shipping': late = 0, 'order-refused': refused = 0 } = report.cancellations
    expect(cancelled + late + refused).toBe(1)
    expect(report.shipped + report.cancelled + report.refused['orders/out-of-stock']!).toBe(12)
    expect([code, report.violations]).toEqual([0, 0])
  }, 120_000)
})
