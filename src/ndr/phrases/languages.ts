import type { Rule } from './rule.ts'

/*
 * What servers say in other languages than English, without accents: German, French, Spanish, Portuguese, Italian,
 * Dutch, the Scandinavian ones, Polish, Czech, Russian, Japanese, Chinese. They are looked at where English says nothing.
 */

const DOMAIN = '(?:domane|domain|domaine|dominio|dominium|domen|домен|ドメイン)'

/** Who or what was to receive it. */
const RECIPIENT =
  '(?:mail ?box|postfach|konto|adress\\w*|empfanger|(?:be)?nutzer|utilisateur|destinat\\w*|destin|boite|compte|messagerie|usuario|cuenta|casilla|buzon|direccion|persona|indirizzo|casella|utente|caixa|endereco|gebruiker|ontvanger|postbus|mottagare?n?|modtager\\w*|mottaker\\w*|bruker\\w*|skrzynk\\w*|konta|odbiorc\\w*|uzivatel|пользовател|получател|адрес|ящик|ユーザ|宛先|アドレス|ディレクトリ|用户|收件人|邮箱|信箱)'

/** None of that name. */
const ABSENT =
  '(?:nicht (?:gefunden|vorhanden|bekannt)|existiert nicht|(?:un|nicht )bekannt\\w*|introuvable|inconnue?s?|n.existe pas|invalide|no (?:existe|encontrad[oa])|desconocid[oa]|desconhecid[oa]|nao (?:existe|encontrad[oa])|inexistente|in[ei]sistente|sconosciut[oa]|non (?:esiste|trovat[oa])|errat[oa]|nessun utente|onbekend\\w*|bestaat niet|niet gevonden|finns inte|finnes ikke|findes ikke|okand|ukendt|ukjent|nie istnieje|nie ma takiego|nieznany|neexistuje|neznam\\w+|не (?:наиден|существует)|неизвест|nem letezik|tuntematon|見つかりません|存在しません|リストにありません|不存在|无此用户)'

const CLOSED =
  '(?:deaktiviert|gesperrt|stillgelegt|abgelaufen|desactive\\w*|bloque\\w*|suspendu\\w*|archivee|deshabilitad[oa]|desactivad[oa]|inactiv[oa]|expirad[oa]|suspendid[oa]|bloquead[oa]|desativad[oa]|suspens[oa]|disat+ivat[oa]|bloccat[oa]|sospes[oa]|geblokkeerd|zablokowan\\w*|nieaktywn\\w*|заблокирован|отключен|停用|禁用)'

const FULL =
  '(?:voll|uberschritten|erschopft|zu ?viele mails|plein[es]*|depasse|llen[oa]|excedid[oa]|superad[oa]|chei[oa]|pien[oa]|superat[oa]|vol|overschreden|pe[łl]n[aey]|przekroczon\\w*|plna|переполнен|превышен|容量|已满)'

const MACHINE = '(?:ip|adresse ip|ip-adresse|ip-adres|direccion ip|servidor|serveur|server|сервер)'

const REFUSED =
  '(?:abgelehnt|abgewiesen|zuruckgewiesen|verweigert|gesperrt|nicht (?:akzeptiert|erlaubt|zugelassen)|rejete\\w*|refuse\\w*|bloque\\w*|rechazad[oa]|rejeitad[oa]|recusad[oa]|bloquead[oa]|rifiutat[oa]|respint[oa]|bloccat[oa]|geweigerd|geblokkeerd|odrzucon\\w*|zablokowan\\w*|отклонен|заблокирован|拒绝|拒否)'

const together = (one: string, other: string): readonly RegExp[] => [
  new RegExp(`${one}.{0,40}${other}`),
  new RegExp(`${other}.{0,40}${one}`),
]

/** The first that fits counts. */
export const OTHER_LANGUAGES: readonly Rule[] = [
  {
    reason: 'spamdetected',
    says: [/(?:als|como|come|comme|jako|за) (?:\w+ )?(?:spam|junk|спам)|antyspam|antispam|спам|垃圾/],
  },
  {
    reason: 'mesgtoobig',
    says: [
      /zu (?:gro(?:ss|ß)|lang)(?![a-z])|trop (?:volumineux|gros|grand)|taille limite|demasiado (?:grande|larg[oa])|muito grande|troppo grande|te groot|for stor|zbyt du[zż]|слишком больш|过大|大きすぎ/,
    ],
  },
  {
    reason: 'norelaying',
    says: [
      /(?:kein|nicht|non|pas|no se permite|nao).{0,20}\brelay|\brelay\w*\b.{0,20}(?:nicht|non|pas|verboten)/,
    ],
  },
  { reason: 'hostunknown', says: together(DOMAIN, ABSENT) },
  {
    reason: 'rejected',
    says: together(
      '(?:absender\\w*|expediteur|emetteur|remitente|remetente|mittente|afzender|nadawc\\w*|отправител\\w*|差出人|发件人)',
      `(?:${REFUSED}|${ABSENT})`,
    ),
  },
  { reason: 'blocked', says: together(`\\b${MACHINE}\\b`, REFUSED) },
  {
    reason: 'mailboxfull',
    says: together(`(?:${RECIPIENT}|quota|speicher\\w*|kontingent|空间)`, `(?<![a-z])${FULL}(?![a-z])`),
  },
  { reason: 'suspend', says: together(RECIPIENT, CLOSED) },
  { reason: 'userunknown', says: together(RECIPIENT, `(?:${ABSENT}|${REFUSED})`) },
  {
    reason: 'securityerror',
    says: [
      /authentifi\w+ (?:requise|invalide|erforderlich|fehl)|anmeldung (?:erforderlich|fehl)|autentica\w+ (?:requerida|necessaria|richiesta|fallita)/,
    ],
  },
  {
    reason: 'systemerror',
    says: [
      /(?:datenbank|server|system|interner )fehler|erreur (?:interne|systeme|temporaire)|error (?:interno|temporal)|spater (?:erneut|noch ?mal)|plus tard|mas tarde|piu tardi|позже/,
    ],
  },
]
