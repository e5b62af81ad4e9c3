import { describe, expect, test } from 'vitest'
import { changeFault, DEFAULT_SETTINGS, type SiteChange } from './site.ts'

const change: SiteChange = { name: { zh: '山货', en: 'Hillside' }, origins: [], settings: DEFAULT_SETTINGS }
const withSetting = (settings: Partial<SiteChange['settings']>): SiteChange => ({
  ...change,
  settings: { ...DEFAULT_SETTINGS, ...settings },
})

describe('what an owner may set', () => {
  test('the defaults are fine', () => expect(changeFault(change)).toBeNull())
  test.each([
    [{ gs1Prefix: '12345' }, 'settings/gs1Prefix'],
    [{ gs1Prefix: '69012345x' }, 'settings/gs1Prefix'],
    [{ cutOff: '24:00' }, 'settings/cutOff'],
    [{ cutOff: '4pm' }, 'settings/cutOff'],
    [{ timeZone: 'Mars/Olympus' }, 'settings/timeZone'],
    [{ unpaidHoldMinutes: 0 }, 'settings/unpaidHoldMinutes'],
    [{ unpaidHoldMinutes: 1441 }, 'settings/unpaidHoldMinutes'],
  ])('%o is refused at its field', (settings, field) => {
    expect(changeFault(withSetting(settings))?.field).toBe(field)
  })
  test.each(['https://shop.example', 'http://localhost:3000'])('%s is an origin', (origin) => {
    expect(changeFault({ ...change, origins: [origin] })).toBeNull()
  })
  test.each(['https://shop.example/', 'shop.example', 'javascript:alert(1)', ''])('%s is none', (origin) => {
    expect(changeFault({ ...change, origins: [origin] })?.field).toBe('origins/0')
  })
  test('a name of spaces only is no name', () => {
    expect(changeFault({ ...change, name: { zh: ' ', en: 'x' } })?.field).toBe('name/zh')
  })
})
