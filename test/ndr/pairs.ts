/** How mail systems tell in one report of two recipients, kim and sam, whom the same server refused in different words. */

const head = (from: string, subject: string): string =>
  `From: ${from}\nTo: lee@fabrikam.example\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nSubject: ${subject}\n\n`

const [KIM, SAM] = ['kim@contoso.example', 'sam@contoso.example']

export const PAIRS: Readonly<Record<string, (kim: string, sam: string) => string>> = {
  Postfix: (kim, sam) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'Undelivered Mail Returned to Sender')}This is the mail system at host mail.fabrikam.example.

<${KIM}>: host mx.contoso.example[203.0.113.7] said: ${kim} (in reply to RCPT TO command)

<${SAM}>: host mx.contoso.example[203.0.113.7] said: ${sam} (in reply to RCPT TO command)
`,
  Exim: (kim, sam) =>
    `${head('Mail Delivery System <Mailer-Daemon@fabrikam.example>', 'Mail delivery failed: returning message to sender')}A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${KIM}
    host mx.contoso.example [203.0.113.7]
    SMTP error from remote mail server after RCPT TO:<${KIM}>:
    ${kim}
  ${SAM}
    host mx.contoso.example [203.0.113.7]
    SMTP error from remote mail server after RCPT TO:<${SAM}>:
    ${sam}
`,
  qmail: (kim, sam) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'failure notice')}Hi. This is the qmail-send program at fabrikam.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<${KIM}>:
203.0.113.7 does not like recipient.
Remote host said: ${kim}
Giving up on 203.0.113.7.

<${SAM}>:
203.0.113.7 does not like recipient.
Remote host said: ${sam}
Giving up on 203.0.113.7.
`,
  Courier: (kim, sam) =>
    `${head('"Courier mail server at fabrikam.example" <@>', 'NOTICE: mail delivery status.')}Your message to the following recipients cannot be delivered:

<${KIM}>:
    mx.contoso.example [203.0.113.7]:
>>> RCPT TO:<${KIM}>
<<< ${kim}

<${SAM}>:
    mx.contoso.example [203.0.113.7]:
>>> RCPT TO:<${SAM}>
<<< ${sam}
`,
  'old sendmail': (kim, sam) =>
    `${head('Mail Delivery Subsystem <MAILER-DAEMON@fabrikam.example>', 'Returned mail: User unknown')}   ----- Transcript of session follows -----
While talking to mx.contoso.example:
>>> RCPT To:<${KIM}>
<<< ${kim}
>>> RCPT To:<${SAM}>
<<< ${sam}

   ----- Unsent message follows -----
From: lee@fabrikam.example
`,
  Exchange: (kim, sam) =>
    `${head('postmaster@contoso.example', 'Undeliverable: Figures')}Delivery has failed to these recipients or groups:

Kim (${KIM})<mailto:${KIM}>
Your message wasn't delivered.

Sam (${SAM})<mailto:${SAM}>
Your message wasn't delivered.

Diagnostic information for administrators:

Generating server: EX1.contoso.example

${KIM}
Remote Server returned '${kim}'

${SAM}
Remote Server returned '${sam}'
`,
  DSN: (kim, sam) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'Delivery report')}Reporting-MTA: dns; mail.fabrikam.example

Final-Recipient: rfc822; ${KIM}
Action: failed
Diagnostic-Code: smtp; ${kim}

Final-Recipient: rfc822; ${SAM}
Action: failed
Diagnostic-Code: smtp; ${sam}
`,
}
