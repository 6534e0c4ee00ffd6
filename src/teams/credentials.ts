import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import {
  CertificateServiceClientCredentialsFactory,
  FederatedServiceClientCredentialsFactory,
  JwtTokenProviderFactory,
  ManagedIdentityServiceClientCredentialsFactory,
  MicrosoftAppCredentials,
  PasswordServiceClientCredentialFactory,
  type ServiceClientCredentialsFactory,
} from 'botframework-connector'
import { ServerFault } from './fault.ts'
import type { BotSettings } from './settings.ts'

export type Credentials = Awaited<ReturnType<ServiceClientCredentialsFactory['createCredentials']>>

const readPem = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new ServerFault(`The bot's certificate ${file} cannot be read. Check MAILFLOW_BOT_CERTIFICATE.`, {
      code: 'server.certificate-unreadable',
      kind: 'absent',
      cause,
    })
  }
}

const certificateFactory = async (appId: string, file: string, tenant: string | undefined) => {
  const pem = await readPem(file)
  const thumbprint = new X509Certificate(pem).fingerprint.replaceAll(':', '')
  return new CertificateServiceClientCredentialsFactory(appId, thumbprint, pem, tenant ?? '')
}

const factoryOf = async (appId: string, settings: BotSettings): Promise<ServiceClientCredentialsFactory> => {
  const { identity, tenant } = settings
  if (identity.kind === 'certificate') return certificateFactory(appId, identity.file, tenant)
  if (identity.kind === 'federated')
    return new FederatedServiceClientCredentialsFactory(appId, identity.identity, tenant)
  if (identity.kind === 'managed-identity')
    return new ManagedIdentityServiceClientCredentialsFactory(appId, new JwtTokenProviderFactory())
  const secret = identity.kind === 'secret' ? identity.secret : ''
  return new PasswordServiceClientCredentialFactory(appId, secret, tenant ?? '')
}

/** What signs the bot's own calls to the channel. They get and renew their tokens by themselves. */
export const credentialsOf = async (settings: BotSettings): Promise<Credentials> => {
  const { appId, tenant } = settings
  if (appId === undefined || settings.identity.kind === 'none') return MicrosoftAppCredentials.Empty
  const factory = await factoryOf(appId, settings)
  return factory.createCredentials(
    appId,
    settings.scope,
    `${settings.loginUrl}/${tenant ?? 'botframework.com'}`,
    true,
  )
}
