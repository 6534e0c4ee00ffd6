/** How mail systems tell that another server refused the recipient kim@contoso.example, in its own words. */

const head = (from: string, subject: string): string =>
  `From: ${from}\nTo: lee@fabrikam.example\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nSubject: ${subject}\n\n`

const returned = 'From: lee@fabrikam.example\nTo: pat@contoso.example\nSubject: spam, quota\n\nHello.\n'

export const LAYOUTS: Readonly<Record<string, (answer: string) => string>> = {
  Postfix: (answer) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'Undelivered Mail Returned to Sender')}This is the mail system at host mail.fabrikam.example.

<kim@contoso.example>: host mx.contoso.example[203.0.113.7] said: ${answer.replaceAll(/(.{50,60}) /g, '$1\n    ')}
    (in reply to RCPT TO command)
`,
  Exim: (answer) =>
    `${head('Mail Delivery System <Mailer-Daemon@fabrikam.example>', 'Mail delivery failed: returning message to sender')}This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  kim@contoso.example
    host mx.contoso.example [203.0.113.7]
    SMTP error from remote mail server after RCPT TO:<kim@contoso.example>:
    ${answer}

------ This is a copy of the message, including all the headers. ------

${returned}`,
  qmail: (answer) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'failure notice')}Hi. This is the qmail-send program at fabrikam.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<kim@contoso.example>:
203.0.113.7 does not like recipient.
Remote host said: ${answer}
Giving up on 203.0.113.7.

--- Below this line is a copy of the message.

${returned}`,
  sendmail: (answer) =>
    `${head('Mail Delivery Subsystem <MAILER-DAEMON@fabrikam.example>', 'Returned mail: see transcript for details')}The original message was received at Mon, 23 Nov 2026 10:00:00 GMT
from localhost [127.0.0.1]

   ----- The following addresses had permanent fatal errors -----
<kim@contoso.example>
    (reason: ${answer})

   ----- Transcript of session follows -----
... while talking to mx.contoso.example.:
>>> RCPT To:<kim@contoso.example>
<<< ${answer}

   ----- Original message follows -----
${returned}`,
  Exchange: (answer) =>
    `${head('postmaster@contoso.example', 'Undeliverable: Figures')}Delivery has failed to these recipients or groups:

Kim (kim@contoso.example)<mailto:kim@contoso.example>
Your message wasn't delivered.

Diagnostic information for administrators:

Generating server: EX1.contoso.example

kim@contoso.example
Remote Server returned '${answer}'

Original message headers:

Received: from mail.fabrikam.example
${returned}`,
  Gmail: (answer) =>
    `${head('Mail Delivery Subsystem <mailer-daemon@googlemail.com>', 'Delivery Status Notification (Failure)')}** Message blocked **

Your message to kim@contoso.example has been blocked. See technical details below for more information.

The response was:

${answer}
`,
  Courier: (answer) =>
    `${head('"Courier mail server at fabrikam.example" <@>', 'NOTICE: mail delivery status.')}This is a delivery status notification from fabrikam.example,
running the Courier mail server, version 0.65.2.

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<kim@contoso.example>:
    mx.contoso.example [203.0.113.7]:
>>> RCPT TO:<kim@contoso.example>
<<< ${answer}
`,
  DSN: (answer) =>
    `${head('MAILER-DAEMON@fabrikam.example', 'Delivery report')}Reporting-MTA: dns; mail.fabrikam.example

Final-Recipient: rfc822; kim@contoso.example
Action: failed
Remote-MTA: dns; mx.contoso.example
Diagnostic-Code: smtp; ${answer}
`,
}
