import type { components } from './schema';

/** The shapes of the HTTP API, by the names the rest of the UI uses. */

/**
 * What the server says, it says whole: a field without a value comes as `null`. The document calls such fields
 * optional, because a request may leave them out.
 */
export type Told<Shape> = Shape extends (infer Item)[]
  ? Told<Item>[]
  : Shape extends object
    ? { [Name in keyof Shape]-?: Told<Exclude<Shape[Name], undefined>> }
    : Shape;

type Schemas = components['schemas'];

export type Ref = Schemas['Ref'];
export type PersonRef = Schemas['PersonRef'];
export type Link = Schemas['Link'];
export type Deadline = Schemas['Due'];
export type DeadlineInput = Schemas['NewDue'];
export type ProblemDocument = Schemas['Problem'];
export type ProblemFault = Schemas['Fault'];
export type ProblemReason = Schemas['Reason'];

export type Portfolio = Told<Schemas['Portfolio']>;
export type NewPortfolio = Schemas['NewPortfolio'];
export type PortfolioChange = Schemas['PortfolioChange'];

export type StatusCategory = Schemas['Category'];
export type ReleaseKind = Schemas['Kind'];
export type Risk = Schemas['Level'];
export type Health = Told<Schemas['Health']>;
export type HealthState = Schemas['HealthState'];
export type Status = Told<Schemas['ReleaseStatus']>;
export type Transition = Told<Schemas['ReleaseStep']>;
export type Rollup = Told<Schemas['Rollup']>;
export type Answer = Told<Schemas['Answer']>;
export type AnswerReason = Told<Schemas['AnswerReason']>;
export type AnswerTone = Schemas['AnswerTone'];
export type AnswerLink = Told<Schemas['AnswerLink']>;
/** Lists leave out what only one release on its own has. */
export type ReleaseItem = Omit<Release, 'transitions' | 'rollup' | 'answers'>;
export type Release = Told<Schemas['Release']>;
export type NewRelease = Schemas['NewRelease'];
export type ReleaseChange = Schemas['ReleaseChange'];

export type Phase = Told<Schemas['Phase']>;
export type NewPhase = Schemas['NewPhase'];
export type PhaseChange = Schemas['PhaseEdit'];
export type Milestone = Told<Schemas['Milestone']>;
export type MilestoneKind = Schemas['MilestoneKind'];
export type MilestoneState = Schemas['MilestoneState'];
export type NewMilestone = Schemas['NewMilestone'];
export type MilestoneChange = Schemas['MilestoneEdit'];
export type Baseline = Told<Schemas['Baseline']>;
export type FormerPlan = Told<Schemas['FormerPlan']>;

export type PlanMove = Schemas['PlanMove'];
export type PlanAnswer = Told<Schemas['PlanAnswer']>;
export type PlanMoved = Told<Schemas['PlanMoved']>;
export type MovedItem = Told<Schemas['MovedItem']>;
export type PlanConflict = Told<Schemas['PlanConflict']>;
export type Along = Schemas['Along'];
export type DistanceUnit = Schemas['DistanceUnit'];
export type MemberChoice = Schemas['MemberChoice'];
export type DependantChoice = Schemas['DependantChoice'];

export type Matrix = Told<Schemas['Matrix']>;
export type MatrixColumn = Told<Schemas['MatrixColumn']>;
export type MatrixMember = Told<Schemas['MatrixMember']>;
export type MatrixCell = Told<Schemas['MatrixCell']>;
export type Standing = Schemas['Standing'];

export type Capacity = Told<Schemas['Capacity']>;
export type CapacityPortfolio = Told<Schemas['CapacityPortfolio']>;
export type CapacityMeasure = Schemas['CapacityLoad'] extends infer Load
  ? Exclude<keyof Load, 'week'> & string
  : never;
export type CapacityRelease = Told<Schemas['CapacityRelease']>;
export type ImpactMatrix = Told<Schemas['ImpactMatrix']>;
export type ImpactSystem = Told<Schemas['ImpactSystem']>;
export type ImpactRelease = Told<Schemas['ImpactRelease']>;
export type ImpactCollision = Told<Schemas['ImpactCollision']>;

export type Impact = Schemas['Impact'];
export type ReleaseSystem = Told<Schemas['ReleaseSystem']>;
export type ManifestEntry = Told<Schemas['ManifestEntry']>;
export type ReleaseDependency = Told<Schemas['Dependency']>;
export type RaciRole = Schemas['Part'];
export type RaciEntry = Told<Schemas['Involved']>;
export type RaciInput = Schemas['NewInvolvement'];
export type Comparison = Told<Schemas['Comparison']>;

export type ReleaseType = Told<Schemas['ReleaseType']>;
export type NewReleaseType = Schemas['NewReleaseType'];
export type ReleaseTypeChange = Schemas['ReleaseTypeChange'];
export type TypeStatus = Told<Schemas['WorkflowStatus']>;
export type TypeStep = Told<Schemas['WorkflowStep']>;
export type FieldType = Schemas['FieldType'];
export type CustomField = Told<Schemas['CustomField']>;
export type ReleaseTemplate = Told<Schemas['ReleaseTemplate']>;
export type TemplateCriterion = Schemas['TemplateCriterion'];
export type NewReleaseTemplate = Schemas['NewReleaseTemplate'];
export type ReleaseTemplateChange = Schemas['ReleaseTemplateChange'];
export type TemplateFromRelease = Schemas['TemplateFromRelease'];
export type ReleaseOfTemplate = Schemas['ReleaseOfTemplate'];
export type NewReleaseSeries = Schemas['NewReleaseSeries'];
export type SeriesRelease = Told<Schemas['SeriesRelease']>;
export type TemplatePreview = Told<Schemas['TemplatePreview']>;
export type Offset = Schemas['Offset'];
export type OffsetUnit = Schemas['OffsetUnit'];
export type Weekday = Schemas['Weekday'];
export type DayOff = Schemas['DayOff'];
export type Activity = Told<Schemas['Activity']>;
export type ActivityStatus = Schemas['ActivityStatus'];
export type NewActivity = Schemas['NewActivity'];
export type ActivityChange = Schemas['ActivityChange'];

export type Party = Told<Schemas['Party']>;
export type RaidItem = Told<Schemas['RaidItem']>;
export type RaidKind = Schemas['RaidKind'];
export type RaidStatus = Schemas['RaidStatus'];
export type RaidCount = Told<Schemas['RaidCount']>;
export type NewRaidItem = Schemas['NewRaidItem'];
export type RaidItemChange = Schemas['RaidItemChange'];
export type Comment = Told<Schemas['Comment']>;
export type Handle = Told<Schemas['Handle']>;
export type Attachment = Told<Schemas['Attachment']>;
export type PlanComparison = Told<Schemas['PlanComparison']>;
export type ComparedChange = Schemas['Fate'];
export type ComparedItem = Told<Schemas['ComparedItem']>;

export type System = Told<Schemas['System']>;
export type NewSystem = Schemas['NewSystem'];
export type SystemChange = Schemas['SystemChange'];
export type SystemDependency = Told<Schemas['SystemDependency']>;
export type Version = Told<Schemas['Version']>;
export type NewVersion = Schemas['NewVersion'];
export type TestReport = Told<Schemas['TestReport']>;

export type Change = Told<Schemas['FieldChange']>;
export type JournalEvent = Told<Schemas['Event']>;
/** What the live stream says: enough to know what to read again, never the data itself. */
export type LiveEvent = Schemas['LiveEvent'];
/** What the address of a screen says, by the names of its parameters. */
export type ViewState = Record<string, string>;
export type SavedView = Omit<Told<Schemas['SavedView']>, 'state'> & { state: ViewState };
/** As the document has it, which cannot say what a state holds. */
export type SentView = Schemas['NewView'];
export type NewView = Omit<Schemas['NewView'], 'state'> & { state: ViewState };
export type ViewChange = Omit<Schemas['ViewChange'], 'state'>;
export type BulkChange = Schemas['BulkChange'];
export type BulkAnswer = Told<Schemas['BulkAnswer']>;
export type FirstPassword = Schemas['FirstPassword'];
export type SignInRules = Told<Schemas['SignInRules']>;
export type PasswordChange = Schemas['PasswordChange'];
export type PasswordCode = Told<Schemas['PasswordCode']>;
export type SearchHit = Told<Schemas['SearchHit']>;

export type Calendar = Told<Omit<Schemas['Calendar'], 'elsewhere'>> & {
  /** Where something happens when nothing does here. */
  elsewhere?: Told<Schemas['CalendarExtent']> | null;
};
export type CalendarRelease = Calendar['releases'][number];
export type CalendarBaselines = Told<Schemas['CalendarBaselines']>;
export type CalendarBaseline = CalendarBaselines['items'][number];

export type Decision = Told<Schemas['Decision']>;
export type DecisionItem = Told<Schemas['DecisionItem']>;
export type DecisionReason = Told<Schemas['DecisionReason']>;
export type NewDecision = Schemas['NewDecision'];
export type Remedy = Told<Schemas['Remedy']>;
export type Stop = Told<Schemas['Stop']>;
export type NewStop = Schemas['NewStop'];
export type WindowOverride = Told<Schemas['WindowOverride']>;
export type NewWindowOverride = Schemas['NewWindowOverride'];

export type WindowOverrun = Schemas['WindowOverrun'];
export type Policy = Told<Schemas['Policy']>;
export type PolicyVersion = Told<Schemas['PolicyVersion']>;
export type PolicyEnforcement = Schemas['PolicyEnforcement'];
export type PolicyStatus = Schemas['PolicyStatus'];
export type NewPolicy = Schemas['NewPolicy'];
export type Gatekeeper = Told<Schemas['Gatekeeper']>;
export type GatekeeperKind = Schemas['GatekeeperKind'];
export type GatekeeperChange = Schemas['GatekeeperChange'];
export type GatekeeperDelivery = Told<Schemas['GatekeeperDelivery']>;
export type DeliveryState = Schemas['DeliveryState'];
export type NewGatekeeper = Schemas['NewGatekeeper'];
export type NewGatekeeperBinding = Schemas['NewGatekeeperBinding'];
export type PolicyChange = Schemas['PolicyChange'];
export type PolicyText = Schemas['PolicyText'];
export type PolicyMistakes = Told<Schemas['PolicyMistakes']>;
export type ExpressionMistake = Schemas['ExpressionMistake'];
export type PublishedFact = Schemas['PublishedFact'];
export type PolicyReplaying = Schemas['PolicyReplaying'];
export type PolicyReplay = Told<Schemas['PolicyReplay']>;
export type ReplayedDecision = Told<Schemas['ReplayedDecision']>;

export type WindowItem = Told<Schemas['Window']>;
export type WindowKind = Schemas['WindowKind'];
export type NewWindow = Schemas['NewWindow'];
export type WindowChange = Schemas['WindowChange'];
export type WindowDraft = Schemas['WindowDraft'];
export type WindowImport = Told<Schemas['WindowImport']>;
export type ImportedWindow = Told<Schemas['ImportedWindow']>;

export type WorkingCalendar = Told<Schemas['WorkingCalendar']>;
export type NewWorkingCalendar = Schemas['NewWorkingCalendar'];
export type WorkingCalendarChange = Schemas['WorkingCalendarChange'];

export type Session = Told<Schemas['Session']>;
export type SetupInput = Schemas['SetupInput'];
export type Credentials = Schemas['Credentials'];
export type Confirmation = Schemas['Confirmation'];
export type Account = Told<Schemas['Account']>;
export type Passkey = Told<Schemas['Passkey']>;
export type PasskeyAnswer = Schemas['PasskeyAnswer'];
export type NewAuthenticator = Told<Schemas['NewAuthenticator']>;
export type PersonAccess = Told<Schemas['PersonAccess']>;
export type OpenSession = Told<Schemas['OpenSession']>;
export type Feed = Told<Schemas['Feed']>;
export type NewFeed = Schemas['NewFeed'];
export type CreatedFeed = Told<Schemas['CreatedFeed']>;
export type Token = Told<Schemas['Token']>;
export type NewToken = Schemas['NewToken'];
export type CreatedToken = Told<Schemas['CreatedToken']>;

export type Person = Told<Schemas['Person']>;
export type NewPerson = Schemas['NewPerson'];
export type PersonChange = Schemas['PersonChange'];
export type Team = Told<Schemas['Team']>;
export type NewTeam = Schemas['NewTeam'];
export type TeamChange = Schemas['TeamChange'];
export type Role = Schemas['Role'];
export type Grant = Told<Schemas['Grant']>;
export type NewGrant = Schemas['NewGrant'];
export type Right = Schemas['Right'];
export type CustomRole = Told<Schemas['CustomRole']>;
export type NewRole = Schemas['NewRole'];
export type RoleChange = Schemas['RoleChange'];
export type HeldRole = Told<Schemas['HeldRole']>;
export type RightsHolder = Told<Schemas['RightsHolder']>;
export type SignInProvider = Told<Schemas['SignInProvider']>;
export type NewSignInProvider = Schemas['NewSignInProvider'];
export type Delegation = Told<Schemas['Delegation']>;
export type NewDelegation = Schemas['NewDelegation'];
export type Guest = Told<Schemas['Guest']>;
export type NewGuest = Schemas['NewGuest'];

export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
  total?: number | null;
}

export type EnvironmentState = Schemas['EnvironmentState'];
export type LinkDirection = Schemas['LinkDirection'];
export type Money = Schemas['Money'];
export type Environment = Told<Schemas['Environment']>;
export type NewEnvironment = Schemas['NewEnvironment'];
export type EnvironmentChange = Schemas['EnvironmentChange'];
export type EnvironmentReport = Schemas['EnvironmentReport'];
export type EnvironmentProfile = Told<Schemas['EnvironmentProfile']>;
export type EnvironmentHost = Told<Schemas['Host']>;
export type EnvironmentLink = Told<Schemas['EnvironmentLink']>;
export type NewEnvironmentLink = Schemas['NewEnvironmentLink'];
export type Stage = Told<Schemas['Stage']>;
export type NewStage = Schemas['NewStage'];
export type StageChange = Schemas['StageChange'];
export type EnvironmentGroup = Told<Schemas['EnvironmentGroup']>;
export type NewEnvironmentGroup = Schemas['NewEnvironmentGroup'];
export type EnvironmentGroupChange = Schemas['EnvironmentGroupChange'];
export type ChangeRequest = Told<Schemas['ChangeRequest']>;
export type ChangeRequestKind = Schemas['ChangeRequestKind'];
export type ChangeRequestStatus = Schemas['ChangeRequestStatus'];
export type ChangeRequestStep = Schemas['ChangeRequestStep'];
export type NewChangeRequest = Schemas['NewChangeRequest'];
export type ChangeRequestChange = Schemas['ChangeRequestChange'];

export type Booking = Told<Schemas['Booking']>;
export type BookingState = Schemas['BookingState'];
export type BookingUsage = Schemas['BookingUsage'];
export type BookingPurpose = Schemas['BookingPurpose'];
export type BookingPreview = Told<Schemas['BookingPreview']>;
export type BookingTimeline = Told<Schemas['BookingTimeline']>;
export type TimelineBooking = BookingTimeline['bookings'][number];
export type BookingProposal = Told<Schemas['BookingProposal']>;
export type NewBooking = Schemas['NewBooking'];
/** One booking as it is read by itself: with what can be done with it. */
export type BookingDetail = Told<Schemas['BookingDetail']>;
export type BookingStep = Schemas['BookingStep'];
export type BookingMove = Schemas['BookingMove'];
export type BookingOverlap = Told<Schemas['BookingOverlap']>;
export type BookingPlan = Told<Schemas['BookingPlan']>;
export type BookingPlanWanted = Schemas['BookingPlanWanted'];
export type PlannedMove = Told<Schemas['PlannedMove']>;
export type UtilisationBy = 'environment' | 'team' | 'purpose';
export type Utilisation = Told<Schemas['Utilisation']>;
export type UtilisationRow = Told<Schemas['UtilisationRow']>;
export type TimeAndCost = Told<Schemas['TimeAndCost']>;
export type SystemMap = Told<Schemas['Map']>;
export type MapThing = Told<Schemas['MapThing']>;
export type MapBond = Told<Schemas['MapBond']>;
export type MapDirection = 'upstream' | 'downstream' | 'both';
export type VersionMatrix = Told<Schemas['VersionMatrix']>;
export type VersionMatrixCell = Told<Schemas['VersionMatrixCell']>;

/** A gate with everything that holds it. */
export type Gate = Told<Schemas['Gate']>;
export type Compliance = Schemas['Compliance'];
export type ReleaseCompliance = Told<Schemas['ReleaseCompliance']>;
export type Criterion = Told<Schemas['Criterion']>;
export type CriterionState = Schemas['CriterionState'];
export type CriterionOutcome = Schemas['CriterionOutcome'];
export type NewCriterion = Schemas['NewCriterion'];
export type CriterionChange = Schemas['CriterionEdit'];
export type Evidence = Told<Schemas['Evidence']>;
export type NewEvidence = Schemas['NewEvidence'];
export type ApprovalRule = Told<Schemas['ApprovalRule']>;
export type NewApprovers = Schemas['NewApprovers'];
export type NewApprovalRule = Schemas['NewApprovalRule'];
export type ApprovalRuleChange = Schemas['ApprovalRuleEdit'];
export type Approval = Told<Schemas['Approval']>;
export type ApprovalVerdict = Schemas['ApprovalVerdict'];
export type ApprovalRequest = Told<Schemas['ApprovalRequest']>;
export type RequestOutcome = Schemas['RequestOutcome'];
export type NewApprovalRequest = Schemas['NewApprovalRequest'];
export type NewStatement = Schemas['NewStatement'];
export type Statement = Told<Schemas['Statement']>;
export type NewApproval = Schemas['NewApproval'];
export type MyVote = Told<Schemas['MyVote']>;
export type Waiver = Told<Schemas['Waiver']>;
export type WaiverState = Schemas['WaiverState'];
export type NewWaiver = Schemas['NewWaiver'];
export type NewPolicyWaiver = Schemas['NewPolicyWaiver'];
export type InboxItem = Told<Schemas['InboxItem']>;
export type InboxKind = Schemas['InboxKind'];

export type DeploymentPlan = Told<Schemas['DeploymentPlan']>;
export type DeploymentPlanStatus = Schemas['DeploymentPlanStatus'];
/** A plan with everything it holds. Times are seconds from the beginning of the way. */
export type DeploymentPlanDetail = Told<Schemas['DeploymentPlanDetail']>;
export type NewDeploymentPlan = Schemas['NewDeploymentPlan'];
export type DeploymentPlanChange = Schemas['DeploymentPlanChange'];
export type DeploymentPlanVersion = Told<Schemas['DeploymentPlanVersion']>;
export type PlanStaffing = Told<Schemas['PlanStaffing']>;
export type StaffingClash = Told<Schemas['StaffingClash']>;
export type PlanTask = Told<Schemas['PlanTask']>;
export type PlanTaskChange = Schemas['PlanTaskChange'];
export type NewPlanTask = Schemas['NewPlanTask'];
export type PlanParameter = Schemas['PlanParameter'];
export type PlanBranch = Schemas['PlanBranch'];
export type PlanWay = Told<Schemas['PlanWay']>;
export type NewPlanLane = Schemas['NewPlanLane'];
export type TaskAfter = Schemas['TaskAfter'];
export type TaskEstimate = Schemas['TaskEstimate'];
export type TaskKind = Schemas['TaskKind'];
export type LinkKind = Schemas['LinkKind'];
export type NewParty = Schemas['NewParty'];

export type Run = Told<Schemas['Run']>;
export type RunKind = Schemas['RunKind'];
export type RunStatus = Schemas['RunStatus'];
/** A run with how far everything in it is. */
export type RunBoard = Told<Schemas['RunBoard']>;
export type RunTask = Told<Schemas['RunTask']>;
export type RunForecast = Told<Schemas['RunForecast']>;
export type ForecastChange = Told<Schemas['ForecastChange']>;
export type RunWayBack = Told<Schemas['RunWayBack']>;
export type RunReport = Told<Schemas['RunReport']>;
export type TaskReport = Told<Schemas['TaskReport']>;
export type RunCall = Told<Schemas['RunCall']>;
export type RunTaskDetail = Told<Schemas['RunTaskDetail']>;
export type RunIssue = Told<Schemas['RunIssue']>;
export type RunVote = Told<Schemas['RunVote']>;
export type TaskStanding = Schemas['TaskStanding'];
export type TaskAct = Schemas['TaskAct'];
export type NewRun = Schemas['NewRun'];
export type RunChange = Schemas['RunChange'];
export type NewRunIssue = Schemas['NewRunIssue'];
export type RunIssueChange = Schemas['RunIssueChange'];
