import { describe, expect, test } from '@jest/globals'
import { asTranscript, sessionStart } from '../../src/ndr/transcript.ts'

describe('a session that a report quotes', () => {
  test('reads the same whoever wrote it down', () => {
    const postfix = ' In:  RCPT TO:<kim@contoso.example>\n Out: 550 5.1.1 User unknown'
    const interScan = 'Sent <<< RCPT TO:<kim@contoso.example>\nReceived >>> 550 5.1.1 User unknown'
    const turned = 'Sent >>> RCPT TO:<kim@contoso.example>\nReceived <<< 550 5.1.1 User unknown'
    const sendmail = '>>> RCPT TO:<kim@contoso.example>\n<<< 550 5.1.1 User unknown'
    expect([postfix, interScan, turned, sendmail].map(asTranscript)).toEqual([
      sendmail,
      sendmail,
      sendmail,
      sendmail,
    ])
  })

  test('leaves other words as they are', () => {
    const words = 'In: the office\nOut: of the office\nReceived: from mx.contoso.example'
    expect(asTranscript(words)).toBe(words)
  })

  test('belongs to the line below it that names the recipient', () => {
    const words = 'before\n\nWhile talking to mx:\n>>> MAIL From:<lee>\n<<< 501 no\n554 <kim>... failed\n'
    expect(words.slice(sessionStart(words, words.indexOf('554')))).toBe(words.slice(words.indexOf('While')))
    expect(sessionStart(words, 0)).toBe(0)
  })
})
