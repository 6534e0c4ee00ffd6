import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const APP_ID = '11111111-1111-1111-1111-111111111111'
export const ISSUER = 'https://api.botframework.com'

export interface Issuer {
  readonly openIdUrl: string
  /** A token of the channel for one service URL, with whatever is different. `key` picks who signs. */
  token(serviceUrl: string, changes?: Readonly<Record<string, unknown>>, key?: KeyName): Promise<string>
  /** From now on the key list cannot be had. */
  fail(): void
  readonly asked: { times: number }
  close(): Promise<void>
}

/** `endorsed` may sign for Teams, `webchat` only for another channel, `stranger` is not published. */
export type KeyName = 'endorsed' | 'webchat' | 'stranger'

const published = async (name: KeyName, endorsements: readonly string[]) => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: name, use: 'sig', endorsements } }
}

/** Made once: making keys is slow. */
const KEYS = {
  endorsed: await published('endorsed', ['msteams']),
  webchat: await published('webchat', ['webchat']),
  stranger: await published('stranger', []),
}

/** Issues tokens as the Bot Framework does, with its OpenID metadata and keys on a real socket. */
export const startIssuer = async (): Promise<Issuer> => {
  const asked = { times: 0 }
  let failing = false
  const server = createServer((request, response) => {
    asked.times += 1
    response.writeHead(failing ? 503 : 200, { 'content-type': 'application/json' })
    const { port } = server.address() as AddressInfo
    const metadata = { issuer: ISSUER, jwks_uri: `http://127.0.0.1:${port}/keys` }
    const list = { keys: [KEYS.endorsed.jwk, KEYS.webchat.jwk] }
    response.end(JSON.stringify(request.url === '/keys' ? list : metadata))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    openIdUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/openid`,
    asked,
    fail: () => {
      failing = true
    },
    token: (serviceUrl, changes = {}, key = 'endorsed') => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: ISSUER, aud: APP_ID, serviceurl: serviceUrl, nbf: now - 60, exp: now + 3600 }
      // A key that is not published signs under the name of one that is.
      const kid = key === 'stranger' ? 'endorsed' : key
      return new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(KEYS[key].privateKey)
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
