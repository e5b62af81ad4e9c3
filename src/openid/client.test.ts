import { describe, expect, test } from 'vitest'
import { clientFault } from './client.ts'

const client = { name: 'Shop', redirectUris: ['https://shop.example/back'], signOutUris: [] }

describe('a client', () => {
  test.each([
    ['https://shop.example/back?x=1'],
    ['http://localhost:3000/back'],
    ['http://127.0.0.1:3000/back'],
    ['http://[::1]/back'],
  ])('may be led back to at %s', (address) => {
    expect(clientFault({ ...client, redirectUris: [address] })).toBeNull()
  })

  test.each([
    ['http://shop.example/back'],
    ['https://shop.example/back#x'],
    ['https://*.shop.example/back'],
    ['https://user@shop.example/'],
    ['https://shop.example\\@evil.example/'],
    ['javascript:alert(1)'],
    ['/back'],
    ['http://localhost.evil.example/'],
    [`https://shop.example/${'x'.repeat(2000)}`],
    ['https://shop.example/ back'],
  ])('may not at %s', (address) => {
    expect(clientFault({ ...client, redirectUris: ['https://shop.example/', address] })?.field).toBe('redirectUris/1')
    expect(clientFault({ ...client, signOutUris: [address] })?.field).toBe('signOutUris/0')
  })

  test('is told by what its fields are called, with what was given', () => {
    expect(clientFault({ ...client, redirectUris: ['/back'] })?.called).toEqual({
      zh: '登录后回去的地址 /back ',
      en: 'The address to come back to, /back,',
    })
  })

  test('has a name and an address', () => {
    expect(clientFault({ ...client, name: ' ' })?.field).toBe('name')
    expect(clientFault({ ...client, redirectUris: [] })?.field).toBe('redirectUris')
  })
})
