import { describe, expect, test } from '@jest/globals'
import { bareDomain, certificateFits, takesInAll } from '../../src/probes/names.ts'

test.each([
  ['smtp:*;1', '*'],
  ['SMTP:*.Contoso.com;10', '*.contoso.com'],
  ['contoso.com', 'contoso.com'],
])('the domain in %s is %s', (text, domain) => {
  expect(bareDomain(text)).toBe(domain)
})

test.each([
  [['*'], ['contoso.com', '*.fabrikam.com'], true],
  [['*.contoso.com'], ['contoso.com', 'eu.contoso.com'], true],
  [['contoso.com'], ['eu.contoso.com'], false],
  [['*.contoso.com'], ['notcontoso.com'], false],
  [['contoso.com'], ['contoso.com', 'fabrikam.com'], false],
  [[], [], true],
])('%j take in %j: %s', (patterns, domains, expected) => {
  expect(takesInAll(patterns, domains)).toBe(expected)
})

describe('a certificate', () => {
  const certificate = {
    subject: 'C=DE\nO=Contoso\nCN=mail.contoso.com',
    issuer: 'C=DE\nCN=Example CA',
    names: ['autodiscover.contoso.com', '*.hybrid.contoso.com'],
    notAfter: '2027-01-01T00:00:00.000Z',
  }
  test.each([
    ['mail.contoso.com', true],
    ['AUTODISCOVER.contoso.com', true],
    ['*.contoso.com', true],
    ['a.hybrid.contoso.com', true],
    ['other.contoso.com', false],
    ['*.fabrikam.com', false],
    ['<I>CN=Example CA, C=DE<S>CN=mail.contoso.com, O=Contoso, C=DE', true],
    ['<i>cn = example ca,c = de<s>cn=mail.contoso.com,o=contoso,c=de', true],
    ['<I>CN=Other CA, C=DE<S>CN=mail.contoso.com, O=Contoso, C=DE', false],
    ['<I>CN=Example CA, C=DE<S>CN=mail.contoso.com', false],
  ])('named %s is this one: %s', (named, expected) => {
    expect(certificateFits(named, certificate)).toBe(expected)
  })
})
