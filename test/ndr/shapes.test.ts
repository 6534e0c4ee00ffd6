import { describe, expect, test } from '@jest/globals'
import { decode } from '../../src/ndr/decode.ts'

/** Reports of Exchange in the languages of its readers, as the words of a mail. */
const REPORTS = {
  German: [
    `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:

kim@contoso.example<mailto:kim@contoso.example>
Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.

Diagnoseinformationen für Administratoren:

Generierender Server: EX1.contoso.example

kim@contoso.example
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient kim@contoso.example not found by SMTP address lookup'

Ursprüngliche Nachrichtenkopfzeilen:

Received: from a by b
Subject: Spam
`,
    'kim@contoso.example 5.1.10 userunknown',
  ],
  French: [
    `Échec de la remise aux destinataires ou groupes suivants :

kim@contoso.example
La boîte aux lettres du destinataire est pleine.

Informations de diagnostic pour les administrateurs :

Serveur de génération : EX1.contoso.example

kim@contoso.example
#554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded ##

En-têtes de message d'origine :

Received: from a by b
`,
    'kim@contoso.example 5.2.2 mailboxfull',
  ],
  Spanish: [
    `No se pudo entregar el mensaje a los siguientes destinatarios o grupos:

kim@contoso.example
El mensaje no se entregó.

Información de diagnóstico para los administradores:

Servidor de generación: EX1.contoso.example

kim@contoso.example
Remote Server returned '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy'
`,
    'kim@contoso.example 5.7.1 policyviolation',
  ],
  Japanese: [
    `次の受信者またはグループへの配信に失敗しました:

kim@contoso.example
入力した電子メール アドレスが見つかりませんでした。

管理者向けの診断情報:

生成サーバー: EX1.contoso.example

kim@contoso.example
Remote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'
`,
    'kim@contoso.example 5.1.1 userunknown',
  ],
} as const

const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll(/(.{76})/g, '$1\r\n')

const quotedPrintable = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte === 10
        ? '\n'
        : byte < 33 || byte > 126 || byte === 61
          ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
          : String.fromCodePoint(byte),
    )
    .join('')
    .replaceAll(/([^\n]{70}(?=[^\n]{3})(?<!=.?))/g, '$1=\n')

const HEAD = 'From: postmaster@contoso.example\nTo: lee@fabrikam.example\nSubject: Undeliverable: Figures\n'

const mail = (charset: string, encoding: string, body: string): string =>
  `${HEAD}MIME-Version: 1.0\nContent-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: ${encoding}\n\n${body}`

const withMark = (mark: readonly number[], bytes: Buffer): Buffer => Buffer.concat([Buffer.from(mark), bytes])

const forwarded = (subject: string, body: string): string =>
  `From: Lee <lee@fabrikam.example>\nTo: help@fabrikam.example\nSubject: ${subject}\nContent-Type: text/plain; charset=utf-8\n\nWhat does this mean?\n\n${body}`

const block = (text: string): string =>
  `From: Microsoft Outlook <postmaster@contoso.example>\nSent: Monday, November 23, 2026 10:00 AM\nTo: Lee <lee@fabrikam.example>\nSubject: Undeliverable: Figures\n\n${text}`

const attached = (type: string, text: string): string =>
  `From: Lee <lee@fabrikam.example>\nTo: help@fabrikam.example\nSubject: a question\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: text/plain\n\nWhat does this mean?\n--m\n${type}\n\n${base64(Buffer.from(mail('utf-8', '8bit', text)))}\n--m--\n`

const SHAPES: Readonly<Record<string, (text: string) => string | Uint8Array>> = {
  'pasted without headers': (text) => text,
  'pasted with the line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'saved as UTF-8 with a mark': (text) => withMark([0xef, 0xbb, 0xbf], Buffer.from(text)),
  'saved as UTF-16, little end first': (text) => withMark([0xff, 0xfe], Buffer.from(text, 'utf16le')),
  'saved as UTF-16, big end first': (text) => withMark([0xfe, 0xff], Buffer.from(text, 'utf16le').swap16()),
  'as a mail in UTF-8': (text) => mail('utf-8', '8bit', text),
  'as a mail in base64': (text) => mail('utf-8', 'base64', base64(Buffer.from(text))),
  'as a mail in quoted-printable': (text) => mail('utf-8', 'quoted-printable', quotedPrintable(text)),
  'as a mail in UTF-16': (text) => mail('utf-16le', 'base64', base64(Buffer.from(text, 'utf16le'))),
  'quoted with marks': (text) => `I get this:\n\n${block(text).replaceAll(/^/gm, '> ')}`,
  'forwarded inline': (text) => forwarded('FW: Undeliverable: Figures', block(text)),
  'forwarded inline under another subject': (text) => forwarded('mail problem', block(text)),
  'quoted in an answer under another subject': (text) =>
    forwarded('Re: mail problem', block(text).replaceAll(/^/gm, '> ')),
  'forwarded inline by a German mail program': (text) =>
    forwarded(
      'Mailproblem',
      block(text)
        .replace('From:', 'Von:')
        .replace('Sent:', 'Gesendet:')
        .replace('\nTo:', '\nAn:')
        .replace('Subject:', 'Betreff:'),
    ),
  'attached as a message': (text) =>
    attached('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64', text),
  'attached as a file': (text) =>
    attached(
      'Content-Type: application/octet-stream; name="report.eml"\nContent-Disposition: attachment; filename="report.eml"\nContent-Transfer-Encoding: base64',
      text,
    ),
  'as HTML only': (text) =>
    `${HEAD}MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body><p>${text.replaceAll('<', '&lt;').replaceAll('\n\n', '</p><p>').replaceAll('\n', '<br>').replaceAll(' ', '&nbsp;')}</p></body></html>`,
}

const told = async (source: string | Uint8Array): Promise<readonly string[]> =>
  (await decode(source)).map(({ recipient, status, reason }) => `${recipient} ${status} ${reason}`.trim())

describe('a report', () => {
  test.each(Object.entries(SHAPES))('%s is decoded in every language', async (_, shape) => {
    for (const [language, [text, expected]] of Object.entries(REPORTS))
      expect([language, await told(shape(text))]).toEqual([language, [expected]])
  })

  test('of Exchange Online as a page with tables names the recipient, the code and the answer', async () => {
    const rows = [
      ['Sender Address:', 'lee@fabrikam.example'],
      ['Recipient Address:', 'kim@contoso.example'],
      ['Subject:', 'quota full'],
      ['Error:', '550 5.7.511 Access denied, banned sender[192.0.2.25]. AS(1410)'],
      ['Message rejected by:', 'AM0PR01MB1234.eurprd01.prod.exchangelabs.com'],
    ].map(([name, value]) => `<tr><td><b>${name}</b></td><td>${value}</td></tr>`)
    const page = `<html><head><style>td{color:red}</style></head><body><p><b>Your message to kim@contoso.example couldn't be delivered.</b></p><p>More Info for Email Admins</p><p>Status code: 550 5.7.511</p><table>${rows.join('')}</table><p>Original Message Headers</p><pre>Received: from a</pre></body></html>`
    const expected = ['kim@contoso.example 5.7.511 blocked']
    expect([
      await told(page),
      await told(`${HEAD}MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n${page}`),
    ]).toEqual([expected, expected])
  })

  test('of a delivery, of reading or of absence is no failure', async () => {
    const receipt = (subject: string, disposition: string): string =>
      `From: Kim <kim@contoso.example>\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=a\n\n--a\nContent-Type: text/plain\n\nYour message.\n--a\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; kim@contoso.example\nDisposition: ${disposition}\n--a--\n`
    const relayed = `${HEAD.replace('Undeliverable', 'Relayed')}MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.contoso.example\n\nFinal-Recipient: rfc822; kim@contoso.example\nAction: relayed\nStatus: 2.0.0\n--a--\n`
    const absent =
      'From: Kim <kim@contoso.example>\nSubject: =?utf-8?Q?Automatische_Antwort=3A_Zahlen?=\nAuto-Submitted: auto-generated\n\nIch bin nicht im Haus.\n'
    expect(
      await Promise.all(
        [
          receipt('Read: Figures', 'manual-action/MDN-sent-manually; displayed'),
          receipt('Not read: Figures', 'automatic-action/MDN-sent-automatically; deleted'),
          relayed,
          absent,
        ].map(told),
      ),
    ).toEqual([[], [], ['kim@contoso.example 2.0.0 delivered'], ['vacation']])
  })
})
