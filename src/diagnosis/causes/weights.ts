import type { CauseId } from '../../model/ids.ts'

/*
 * All numbers of the verdict in one place. A weight says how strongly one fact speaks, 0 to 1. A fact at or above
 * `PROOF` shows by itself that the fault is there; a cause is found when it has such a fact, nothing of weight speaks
 * against it, and it explains the trouble that is seen. Whatever may be harmless or is seen from the wrong place stays
 * below, so that the bot asks instead of being sure and wrong.
 */

/** From here on a fact for a cause is proof that the fault exists. */
export const PROOF = 0.95

/** From here on a fact against a cause keeps it from being found. */
export const DOUBT = 0.25

/** From here on a fact against a proven cause is a contradiction that a person has to resolve. */
export const CONFLICT = 0.5

/** From here on a fact against a cause rules it out, when nothing speaks for it and nothing is missing. */
export const EXCLUDES = 0.8

/**
 * Faults that mail flows past: a connector that nobody needs, a port that is closed from here, an MX that caches have not
 * heard of or that leads to a server which hands on, an incident of others, people without a licence. While all mail
 * flows they contradict nothing.
 */
export const FLOWS_PAST: ReadonlySet<CauseId> = new Set<CauseId>([
  'connector-offline',
  'network-blocked',
  'mx-wrong',
  'tls-certificate',
  'microsoft-incident',
  'directory-sync-stopped',
  'mailbox-not-provisioned',
  'hybrid-server-outdated',
  'throttled',
  'sending-limit',
])

/** The least confidence with which a cause is worth naming. */
export const WORTH_NAMING = 0.3

/** What each probe that brought nothing takes off the confidence. */
export const PER_MISSING = 0.08

/** The most confidence that anything but proof gives. */
export const UNPROVEN_AT_MOST = 0.9

/** Share of the failures that must carry a code before the code speaks for a cause, and for it to be proof. */
export const CODE_SHARE = { speaks: 0.25, proves: 0.6 } as const

/** Fewer failures than this prove nothing. */
export const CODE_COUNT = 3

/**
 * How often each is the cause of a stop, before anything is known; the guide names DNS and connectors in two of three
 * outages. They only order causes that the evidence leaves equal.
 */
export const PRIORS: Readonly<Record<CauseId, number>> = {
  'mx-wrong': 0.3,
  'connector-offline': 0.3,
  'transport-rule': 0.1,
  'network-blocked': 0.08,
  'tls-certificate': 0.06,
  'microsoft-incident': 0.05,
  throttled: 0.04,
  'mailbox-not-provisioned': 0.04,
  'directory-sync-stopped': 0.03,
  'third-party-gateway': 0.03,
  'subscription-expired': 0.02,
  'domain-expired': 0.02,
  'hybrid-server-outdated': 0.02,
  'accepted-domain': 0.02,
  'sending-limit': 0.02,
}

/** Facts that speak for or against more than one cause. */
export const SHARED = {
  answered: 1,
  answeredAgainst: 0.9,
  soundByProbe: 0.9,
  /** Mail flows in just the direction that the cause would stop. */
  flowsAnyway: 0.9,
  /** Trouble is seen, and the codes of the failures name something else. */
  otherCodes: 0.5,
  onsetFits: 0.3,
  /** Changed for the last time long before mail stopped. */
  onsetLongBefore: 0.55,
  /** Changed only after mail had stopped: in repair, as a rule, whatever it was before. */
  onsetAfter: 0.3,
} as const

export const WEIGHTS = {
  'connector-offline': {
    disabled: 1,
    blocked: 1,
    'address-mismatch': 1,
    'smart-host-unresolvable': 1,
    'not-validated': 0.4,
    'smart-host-unreachable': 0.5,
    suspected: 0.2,
    /** Off well before mail stopped. */
    longOff: 0.4,
    /** For the mail of a few partners. */
    narrow: 0.4,
    codes: 0.5,
    /** Exchange Online knows no connector for whoever sends (5.7.51, 5.7.64): all of it is so, or a part. */
    attribution: 0.9,
    someAttribution: 0.5,
    /** A connector that looks sound says little of who sends to it. */
    looksSound: 0.3,
    /** The smart host answers and takes no mail; and with the very reply that failed messages carry. */
    rejecting: 0.6,
    rejectingAlike: 1,
  },
  'network-blocked': {
    /** The peer, or something before it, answered "no": seen by us. */
    refused: 1,
    /** Nothing answers one host while another host answers: not our own way out. */
    silentWhileOthersAnswer: 1,
    /** Nothing answers anywhere: it may be our own way out. */
    allSilent: 0.6,
    /** A smart host often takes connections from Microsoft's addresses only. */
    smartHost: 0.5,
    codes: 1,
    someCodes: 0.5,
    openFromHere: 0.6,
  },
  'mx-wrong': {
    wrong: 1,
    missing: 1,
    'no-such-domain': 1,
    gateway: 0.3,
    /** A domain that may never have carried mail. */
    besideOthers: 0.45,
    /** Most domains are right, yet nothing comes in. */
    othersRight: 0.3,
    /** Mail of the tenant flows, and it may all be that of the domains that are right. */
    othersFlow: 0.3,
    /** Mail reaches Exchange and fails there. */
    mailArrives: 0.5,
    /** A gateway that is meant to be there. */
    knownGateway: 0.4,
    /** A server that our own connectors name: mail may be meant to come through it. */
    ownServer: 0.4,
    /** Gone with its registration: that is the fault, and the MX its consequence. */
    lapsed: 0.2,
    /** One resolver says that the domain does not exist, and nobody with authority was heard. */
    oneResolver: 0.8,
  },
  'transport-rule': {
    blocking: 0.9,
    /** A blocking rule, and the failures name a rule. */
    caught: 1,
    /** All mail of a direction is stopped by it, all of it fails since it was changed, and nobody says why. */
    nothingElse: 1,
    codes: 0.6,
    /** Failures name a rule, and none that was read stops most mail: one of the two is not told in full. */
    noneSeen: 0.4,
    /** It should stop most mail, and no failed message names a rule. */
    matchesNothing: 0.6,
    /** No mail at all is not what a rule does: it would show as failed. */
    silence: 0.4,
  },
  'mailbox-not-provisioned': {
    sample: 1,
    most: 1,
    some: 0.5,
    codes: 0.5,
    /** A part of the mailboxes does not explain that everything stops. */
    silence: 0.45,
    /** Their domain was changed just when they became unknown. */
    domainChanged: 0.45,
  },
  'directory-sync-stopped': {
    stale: 1,
    switchedOff: 0.4,
    longOff: 0.1,
    deletionGuard: 0.3,
    /** The server says why it exports nothing. */
    held: 0.6,
    errors: 0.3,
    codes: 0.4,
    /** Mailboxes that are there go on receiving when the directory grows old. */
    flows: 0.48,
    /** What goes out does not hang on it. */
    otherWay: 0.48,
  },
  throttled: { codes: 1, someCodes: 0.5, noCodes: 0.9 },
  'tls-certificate': {
    target: 1,
    connector: 1,
    suspected: 0.3,
    codes: 1,
    someCodes: 0.5,
    noneSeen: 0.9,
  },
  'microsoft-incident': {
    matching: 1,
    advisory: 0.5,
    otherTime: 0.4,
    advisoryOtherTime: 0.15,
    otherFeature: 0.15,
    codes: 0.3,
    noneOpen: 0.9,
  },
  'subscription-expired': {
    /** No subscription with mailboxes works any more. */
    all: 1,
    /** Most people that were looked at have a suspended plan; their subscriptions could not be read. */
    plans: 1,
    /** A part of the people is concerned. */
    some: 0.4,
    /** The people that were looked at have plans that work all the same. */
    plansWork: 0.3,
    /** Exchange Online itself says so to senders (4.4.4). */
    said: 1,
    codes: 1,
    someCodes: 0.5,
    /** Others go on sending and receiving. */
    silence: 0.4,
  },
  'domain-expired': {
    /** The registry says so, or the parent zone no longer delegates the domain. */
    registration: 1,
    'not-delegated': 1,
    /** Answers of a parking service: after expiry, or on purpose. */
    parked: 0.5,
    /** Gone from DNS, and nobody says why. */
    gone: 0.6,
    /** Lapsed by the registry's word, and its records are still served. */
    served: 0.7,
    besideOthers: 0.45,
    othersRight: 0.3,
  },
  'third-party-gateway': {
    /** All hosts of the gateway say no, or are gone from DNS. */
    down: 1,
    silentWhileOthersAnswer: 1,
    /** Nothing answers anywhere: it may be our own way out. */
    allSilent: 0.5,
    /** Senders go on to the hosts that answer. */
    partly: 0.3,
    /** It answers, nothing arrives, and nobody sees what happens inside it. */
    between: 0.5,
    besideOthers: 0.45,
    mailArrives: 0.5,
  },
  'hybrid-server-outdated': {
    /** The server is blocked, and inbound mail comes through it. */
    blockedOnTheWay: 1,
    throttledOnTheWay: 0.6,
    /** Inbound mail comes through a server of ours under another name, which may be another server. */
    blockedNearTheWay: 0.8,
    /** The server on the way does not even answer. */
    serverDown: 0.5,
    blocked: 0.5,
    throttled: 0.3,
    reported: 0.1,
    /** The report is older than what failed messages say. */
    notYetReported: 0.2,
    codes: 1,
    someCodes: 0.5,
    /** The world delivers straight to Exchange Online. */
    notOnTheWay: 0.5,
    /** Blocked well before mail stopped; the block is tightened in stages, so it may still be. */
    longBefore: 0.3,
    afterwards: 0.5,
  },
  'accepted-domain': {
    'not-accepted': 1,
    'receiving-off': 1,
    'outbound-only': 1,
    'sending-off': 1,
    'pending-removal': 0.6,
    besideOthers: 0.45,
    /** So since well before mail stopped. */
    longSo: 0.2,
    /** Became authoritative just when its recipients began to be unknown. */
    changed: 1,
    /** Relays what it does not know, and mail goes round in circles. */
    loop: 1,
    someLoop: 0.5,
    /** Missing mailboxes or an old directory explain unknown recipients as well. */
    otherReason: 0.4,
    /** Sound mailboxes say little of the domain that they are in. */
    mailboxesSound: 0.2,
  },
  'sending-limit': {
    /** The person in question may not send. */
    sample: 1,
    codes: 1,
    someCodes: 0.5,
    exceeded: 0.6,
    notEnforced: 0.15,
    restricted: 0.15,
    restrictedThen: 0.3,
    /** Over a limit, and the failures name something else. */
    otherCodes: 0.7,
    noCodes: 0.7,
  },
} as const satisfies Record<CauseId, Readonly<Record<string, number>>>
