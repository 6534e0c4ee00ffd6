import { expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import { boxOf } from '../../src/cards/blocks.ts'
import { plain } from '../../src/cards/text.ts'

test('a long row of characters is broken where it may be, and nothing of it is lost', () => {
  expect(plain('450 4.7.320 [Message=CertificateExpired][LastAttemptedServerName=hybrid.contoso.com]')).toBe(
    '450 4.7.320 [Message=CertificateExpired] [LastAttemptedServerName= hybrid.contoso.com]',
  )
  const row = fc.stringMatching(/^[a-z0-9.=&?;,|@[\]()/-]{30,90}$/)
  fc.assert(
    fc.property(row, (text) => {
      expect(plain(text).replaceAll(' ', '')).toBe(text)
    }),
  )
})

test('an address is never broken, because people copy it', () => {
  const address = 'a.long.name.of.somebody@department.of.contoso.example'
  expect(plain(address)).toBe(address)
})

test('a page of a portal is a link, and a command is code', () => {
  const box = boxOf({
    title: 'Do this',
    commands: [
      { where: 'Admin center', run: 'https://admin.cloud.microsoft/#/servicehealth/:/alerts/EX1268312' },
      { run: 'Get-MessageTraceV2' },
    ],
  })
  const [, page, command] = box['items'] as { readonly items: readonly unknown[] }[]
  expect(page?.items.slice(1)).toEqual([
    {
      type: 'RichTextBlock',
      spacing: 'None',
      inlines: [
        {
          type: 'TextRun',
          text: 'admin.cloud.microsoft › servicehealth › alerts › EX1268312',
          selectAction: {
            type: 'Action.OpenUrl',
            url: 'https://admin.cloud.microsoft/#/servicehealth/:/alerts/EX1268312',
            title: 'admin.cloud.microsoft › servicehealth › alerts › EX1268312',
          },
        },
      ],
    },
  ])
  expect(command?.items).toEqual([
    expect.objectContaining({ type: 'CodeBlock', codeSnippet: 'Get-MessageTraceV2', language: 'PowerShell' }),
  ])
})
