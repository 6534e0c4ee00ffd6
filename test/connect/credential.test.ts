import 'reflect-metadata'
import { createHash, webcrypto } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509'
import { CredentialFault, type Identity, tokenOf } from '../../src/connect/credential.ts'
import { createAuthority } from '../../src/lab/smtp/authority.ts'
import { serve } from '../support/http-service.ts'

const TENANT = '3f1a6c1e-5b7d-4c02-9d7e-2a41c0ffee01'
const CLIENT = '11111111-2222-4333-8444-555555555555'
const GRAPH = 'https://graph.microsoft.com/v1.0'

/** A login service that speaks OAuth 2.0 client credentials the way Entra ID does. */
interface Login {
  readonly url: string
  readonly forms: Record<string, string>[]
  refuse: boolean
  close(): Promise<void>
}

let login: Login
let folder: string
const trusted = getCACertificates('default')

const startLogin = async (): Promise<Login> => {
  const authority = await createAuthority()
  setDefaultCACertificates([...trusted, authority.certificate])
  const server = createServer(await authority.issue(['localhost'], 'valid'), (request, response) => {
    const say = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const base = `${started.url}/${TENANT}`
    if (request.url?.includes('openid-configuration') === true)
      return say(200, {
        issuer: `${base}/v2.0`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        end_session_endpoint: `${base}/oauth2/v2.0/logout`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      })
    void grant(request, say)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const grant = async (
    request: IncomingMessage,
    say: (status: number, body: object) => void,
  ): Promise<void> => {
    started.forms.push(Object.fromEntries(new URLSearchParams(await text(request))))
    if (started.refuse)
      say(401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000215: Invalid client secret provided.',
      })
    else say(200, { token_type: 'Bearer', expires_in: 3600, access_token: `token-${started.forms.length}` })
  }
  const started: Login = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    forms: [],
    refuse: false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return started
}

beforeAll(async () => {
  login = await startLogin()
  folder = mkdtempSync(join(tmpdir(), 'mailflow-credential-'))
})
afterAll(async () => {
  setDefaultCACertificates(trusted)
  rmSync(folder, { recursive: true })
  await login.close()
})
beforeEach(() => {
  login.forms.length = 0
  login.refuse = false
})

const secret: Identity = { kind: 'secret', tenant: TENANT, client: CLIENT, secret: 'hush' }

test('a token that was given is used as it is', async () => {
  expect(await tokenOf({ kind: 'token', token: 'given' }, GRAPH)()).toBe('given')
})

test('a secret brings a token for all permissions of the service, and once for many calls', async () => {
  const token = tokenOf(secret, GRAPH, login.url)

  expect([await token(), await token()]).toEqual(['token-1', 'token-1'])
  expect(login.forms).toHaveLength(1)
  expect(login.forms[0]).toMatchObject({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: 'hush',
  })
  expect(login.forms[0]?.['scope']).toContain('https://graph.microsoft.com/.default')
})

test('a certificate signs an assertion that names it', async () => {
  const { file, thumbprint } = await rsaCertificate()

  const token = await tokenOf(
    { kind: 'certificate', tenant: TENANT, client: CLIENT, file },
    GRAPH,
    login.url,
  )()

  expect(token).toBe('token-1')
  const [header = '', claims = ''] = (login.forms[0]?.['client_assertion'] ?? '').split('.')
  expect(fromBase64(claims)).toMatchObject({ iss: CLIENT, sub: CLIENT })
  expect(fromBase64(header)).toMatchObject({ 'x5t#S256': thumbprint })
})

test('a federated identity sends the token of its platform', async () => {
  const file = join(folder, 'platform-token')
  writeFileSync(file, 'platform.jwt.signature')

  await tokenOf({ kind: 'federated', tenant: TENANT, client: CLIENT, file }, GRAPH, login.url)()

  expect(login.forms[0]?.['client_assertion']).toBe('platform.jwt.signature')
})

test('a managed identity asks the endpoint of its platform', async () => {
  const platform = await serve(() => ({
    body: {
      access_token: 'managed',
      expires_on: String(Math.floor(Date.now() / 1000) + 3600),
      token_type: 'Bearer',
    },
  }))
  Object.assign(process.env, { IDENTITY_ENDPOINT: `${platform.url}/msi/token`, IDENTITY_HEADER: 'header' })

  try {
    expect(await tokenOf({ kind: 'managed-identity', client: CLIENT }, GRAPH)()).toBe('managed')
    expect(platform.asked[0]?.path).toContain('resource=https://graph.microsoft.com')
    expect(platform.asked[0]?.path).toContain(`client_id=${CLIENT}`)
  } finally {
    delete process.env['IDENTITY_ENDPOINT']
    delete process.env['IDENTITY_HEADER']
    await platform.close()
  }
})

test('a secret that Entra ID refuses is a refusal, in its words and without the secret', async () => {
  login.refuse = true

  const fault = await faultOf(tokenOf(secret, GRAPH, login.url)())

  expect(fault).toMatchObject({
    code: 'credential.rejected',
    kind: 'refused',
    need: { of: 'Microsoft Entra ID' },
  })
  expect(fault.message).toContain('AADSTS7000215')
  expect(fault.message).not.toContain('hush')
})

test.each([
  [
    'a certificate file that is not there',
    { kind: 'certificate', tenant: TENANT, client: CLIENT, file: '/no/such.pem' },
  ],
  [
    'a platform token that is not there',
    { kind: 'federated', tenant: TENANT, client: CLIENT, file: '/no/such' },
  ],
] as const)('%s is told as such', async (_name, identity) => {
  expect(await faultOf(tokenOf(identity, GRAPH, login.url)())).toMatchObject({
    code: 'credential.unavailable',
    kind: 'unreachable',
  })
})

const faultOf = async (work: Promise<unknown>) => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(CredentialFault)
  return thrown as CredentialFault
}

const fromBase64 = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

const rsaCertificate = async (): Promise<{ file: string; thumbprint: string }> => {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  }
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=mailflow',
    keys,
    signingAlgorithm: algorithm,
  })
  const key = PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  const file = join(folder, 'bot.pem')
  writeFileSync(file, `${certificate.toString('pem')}\n${key}\n`)
  return {
    file,
    thumbprint: createHash('sha256').update(Buffer.from(certificate.rawData)).digest('base64url'),
  }
}
