import { expect, test } from 'vitest'
import { objectsOf, triplesOf } from './rdf.ts'

const CARD = 'https://lin.pod.example/profile/card'
const ISSUER = 'http://www.w3.org/ns/solid/terms#oidcIssuer'
const issuers = (body: unknown) => objectsOf(triplesOf(body, CARD), `${CARD}#me`, ISSUER)

test('a profile in Turtle says its issuer, in every way Turtle can be written', () => {
  const head = '@prefix solid: <http://www.w3.org/ns/solid/terms#>.\n@prefix foaf: <http://xmlns.com/foaf/0.1/>.\n'
  for (const text of [
    `${head}<#me> a foaf:Person; foaf:name "林晚"@zh-Hans; solid:oidcIssuer <https://id.example/>.`,
    `${head}<> a foaf:PersonalProfileDocument; foaf:maker <#me>. <#me> solid:oidcIssuer <https://id.example/>; .`,
    `PREFIX s: <http://www.w3.org/ns/solid/terms#>\nBASE <${CARD}>\n<#me> s:oidcIssuer # a comment <https://evil.example/>\n <https://id.example/> .`,
    `<${CARD}#me> <${ISSUER}> <https://id.example/> ; <x:y> [ <x:z> "1"^^<x:int>, 2.5 ] , ( 1 2 ), """a "quoted" <${ISSUER}> text""" .`,
  ])
    expect(issuers(text)).toEqual(['https://id.example/'])
})

test('what is said of somebody else is not said of this person', () => {
  const text = `<#friend> <${ISSUER}> <https://evil.example/>. <#me> <x:note> "<#me> <${ISSUER}> <https://evil.example/>."@en .`
  expect(issuers(text)).toEqual([])
})

test('a profile in JSON-LD says its issuer, expanded, in a graph, or with prefixes', () => {
  for (const body of [
    [{ '@id': `${CARD}#me`, [ISSUER]: [{ '@id': 'https://id.example/' }] }],
    { '@graph': [{ '@id': '#me', [ISSUER]: { '@id': 'https://id.example/' } }] },
    {
      '@context': { solid: 'http://www.w3.org/ns/solid/terms#' },
      '@id': '#me',
      'solid:oidcIssuer': { '@id': 'https://id.example/' },
    },
  ])
    expect(issuers(body)).toEqual(['https://id.example/'])
})

test.each(['<html>', '<#me> <x:y> "torn', '<#me> <x:y>', '"', '[[', `<#me> <x:y> ${'('.repeat(50)}`, null, 7])(
  '%j is refused',
  (body) => {
    expect(() => triplesOf(body, CARD)).toThrow()
  },
)

test('a document made to take long holds up nobody', () => {
  const startedAt = performance.now()
  expect(() => triplesOf('['.repeat(200_000), CARD)).toThrow()
  expect(() => triplesOf(`<#me> <x:y> ${'"\\'.repeat(100_000)}`, CARD)).toThrow()
  const context = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`p${i}`, 'https://x.example/']))
  triplesOf({ '@context': context, '@graph': Array.from({ length: 5000 }, () => ({ '@id': 'x' })) }, CARD)
  // A quotation that never ends, begun anew by whatever stands in it.
  expect(() => triplesOf('a\\"""b" '.repeat(60_000), CARD)).toThrow()
  // An address that every other one is read from, or begins with.
  const long = `https://x.example/${'a'.repeat(250_000)}/`
  expect(() => triplesOf(`@base <${long}> .\n${'<a> <b> <c> .\n'.repeat(6_000)}`, CARD)).toThrow()
  expect(() => triplesOf(`@prefix p: <${long}> .\n${'p:a p:b p:c .\n'.repeat(6_000)}`, CARD)).toThrow()
  // Contexts that every word is looked for in, or that are handed on to every node.
  const contexts = Array.from({ length: 50_000 }, () => ({}))
  const words = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`t${i}`, 1]))
  expect(() => triplesOf({ '@context': contexts, ...words }, CARD)).toThrow()
  const nodes = Array.from({ length: 20_000 }, () => ({ '@context': {} }))
  expect(() => triplesOf({ '@context': contexts, '@graph': nodes }, CARD)).toThrow()
  expect(performance.now() - startedAt).toBeLessThan(2000)
})
