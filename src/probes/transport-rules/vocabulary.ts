/**
 * The words of New-TransportRule that bear on whether mail stops.
 * https://learn.microsoft.com/powershell/module/exchangepowershell/new-transportrule
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Properties that are the other half of a condition: the class list counts the pair once. */
export const PAIRED: ReadonlySet<string> = new Set([
  'HeaderContainsWords',
  'HeaderMatchesPatterns',
  'BetweenMemberOf2',
  'ADComparisonOperator',
  'ManagerForEvaluatedUser',
])

export const CONDITION_NAMES: readonly string[] = words(`
  From FromMemberOf FromScope FromAddressContainsWords FromAddressMatchesPatterns
  SentTo SentToMemberOf SentToScope SenderDomainIs RecipientDomainIs SenderIpRanges
  RecipientAddressContainsWords RecipientAddressMatchesPatterns
  AnyOfRecipientAddressContainsWords AnyOfRecipientAddressMatchesPatterns
  AnyOfToHeader AnyOfToHeaderMemberOf AnyOfCcHeader AnyOfCcHeaderMemberOf
  AnyOfToCcHeader AnyOfToCcHeaderMemberOf BetweenMemberOf1 BetweenMemberOf2
  SubjectContainsWords SubjectMatchesPatterns
  SubjectOrBodyContainsWords SubjectOrBodyMatchesPatterns
  HeaderContainsMessageHeader HeaderContainsWords HeaderMatchesMessageHeader HeaderMatchesPatterns
  MessageSizeOver AttachmentSizeOver SCLOver WithImportance MessageTypeMatches
  HasClassification HasNoClassification HasSenderOverride
  AttachmentContainsWords AttachmentMatchesPatterns AttachmentNameMatchesPatterns
  AttachmentExtensionMatchesWords AttachmentPropertyContainsWords AttachmentIsUnsupported
  AttachmentProcessingLimitExceeded AttachmentHasExecutableContent AttachmentIsPasswordProtected
  ContentCharacterSetContainsWords ContentMatchesPrompt ContentMatchesPromptVerdict
  MessageContainsDataClassifications MessageContainsAllDataClassifications
  SenderADAttributeContainsWords SenderADAttributeMatchesPatterns
  RecipientADAttributeContainsWords RecipientADAttributeMatchesPatterns
  SenderInRecipientList RecipientInSenderList SenderManagementRelationship
  ManagerAddresses ManagerForEvaluatedUser ADComparisonAttribute ADComparisonOperator
`)

/** Actions that can keep a message from its recipient. */
export const ACTION_NAMES: readonly string[] = words(`
  DeleteMessage RejectMessageReasonText RejectMessageEnhancedStatusCode
  SmtpRejectMessageRejectText SmtpRejectMessageRejectStatusCode Disconnect Quarantine
  RedirectMessageTo ModerateMessageByUser ModerateMessageByManager SenderNotificationType
  RouteMessageOutboundConnector RouteMessageOutboundRequireTls
`)
