//! Violations: everything that can be wrong with an answer, in words a person can act on.

use jiff::civil::{Date, DateTime};

use crate::calendar::{SkippedHour, spoken};
use crate::characters::{Stray, is_blank, is_invisible};
use crate::host::NotPublic;
use crate::policy::Step;

/// What can be wrong with an answer. Shown as a sentence; [`Violation::code`] is for programs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// No answer yet.
    #[error("Enter an answer")]
    Missing,
    /// More characters than allowed.
    #[error("Your answer has {characters} characters. It must be {max} characters or fewer")]
    TooLong { max: usize, characters: usize },
    /// A character that cannot be shown, or turns what is read into something else.
    #[error("Remove {stray}. It cannot be shown: retype this part of the text instead of pasting it")]
    HiddenCharacter { stray: Stray },
    /// More than the policy's number of endpoints (C2).
    #[error(
        "You can add up to {max} endpoints in one submission. Remove {over}, and add the rest in another"
    )]
    TooManyEndpoints {
        max: usize,
        /// How many are too many.
        over: usize,
    },
    /// More live endpoints than an organisation may have.
    #[error(
        "Your organisation has {live} live endpoints and may have {max}. Take those out of use that are not needed any more, or ask PDP support"
    )]
    TooManyLiveEndpoints { max: usize, live: usize },
    /// A change of the underlying solution only adds no endpoint (C2).
    #[error("Remove the new endpoints, or select a type of change that adds endpoints")]
    EndpointsNotExpected,
    /// Not an absolute URL.
    #[error("Enter a full URL, like https://find.example.org/pensions")]
    UrlMalformed,
    /// Not `https`.
    #[error("The endpoint URL must start with https://")]
    UrlNotHttps,
    /// White space or control characters in it.
    #[error("Remove spaces and line breaks from the endpoint URL: it has {stray}")]
    UrlHasSpaces {
        /// The first of them, and where.
        stray: Stray,
    },
    /// A character that no URL has (RFC 3986), or that cannot be seen.
    #[error("{}", of_a_url(stray))]
    UrlCharacter { stray: Stray },
    /// Longer than allowed.
    #[error("The endpoint URL must be {max} characters or fewer")]
    UrlTooLong { max: usize },
    /// A user name or password before the host.
    #[error("Remove the user name and password from the endpoint URL")]
    UrlHasUserInfo,
    /// A port other than that of `https` (O9).
    #[error(
        "Remove the port (“:{port}”) from the endpoint URL, and serve the endpoint on port 443. PDP calls endpoints on that port only"
    )]
    UrlPort { port: u16 },
    #[error("Remove the query (everything from “?”) from the endpoint URL")]
    UrlHasQuery,
    #[error("Remove the fragment (everything from “#”) from the endpoint URL")]
    UrlHasFragment,
    /// An IP address instead of a name.
    #[error("Use a host name in the endpoint URL, not an IP address")]
    UrlHasIpAddress,
    /// A name that public DNS cannot resolve.
    #[error("{why}")]
    UrlHostNotPublic { why: NotPublic },
    /// Ends in `/` or `\`.
    #[error("The endpoint URL cannot end with “/” or “\\”. Remove it")]
    UrlTrailingSlash,
    /// A `\` inside.
    #[error("Use “/” instead of “\\” in the endpoint URL")]
    UrlHasBackslash,
    /// The same URL twice for one type (C3).
    #[error(
        "This URL is already in your submission for this endpoint type (endpoint {first}). Remove one of them"
    )]
    UrlRepeated {
        /// Position of the first, from 1.
        first: usize,
    },
    /// Registered or proposed elsewhere (C3, C8). Never says by whom.
    #[error(
        "This URL is already registered or being added for this endpoint type. Enter another URL, or contact PDP support"
    )]
    UrlInUse,
    #[error("Select an endpoint from your organisation’s live endpoints")]
    EndpointNotLive,
    /// It was not part of the run or the pre-flight that is disputed (Q10).
    #[error("Select an endpoint that was tested here, or leave the endpoints out to dispute all of it")]
    EndpointNotTested,
    /// The same existing endpoint twice.
    #[error("This endpoint is already selected. Remove one of them")]
    EndpointRepeated,
    /// Evidence is there but not inspected yet (C4).
    #[error("Your evidence is still being checked. Wait until it is accepted, then try again")]
    EvidenceNotReady,
    /// An address to return to after an upload that is not below the portal's own (E1).
    #[error(
        "The page to return to must be a page of the portal: its address begins with {portal}/portal/ and has no query"
    )]
    NotAPageOfThePortal { portal: String },
    /// A reason is needed because the scale changes (V2, V4).
    #[error("Enter the reason for deciding on another scale than {from}")]
    ReasonForOtherScale {
        /// The scale so far, in words.
        from: &'static str,
    },
    /// The scale is already this one (V4).
    #[error("The change already has this scale. Select another scale")]
    ScaleUnchanged,
    /// The organisation asked for OAT (V2).
    #[error("The organisation asked for operational acceptance testing (OAT), so it is required. Select yes")]
    OatWasRequested,
    /// Others have endpoints at hosts of new endpoints, and PDP has not said that this is right (O9). For PDP's eyes only (C3).
    #[error(
        "Other organisations have endpoints at {}. Look at them; if this organisation may use the same host, as customers of one supplier do, name the host here",
        hosts.join(", ")
    )]
    HostsOfOthers { hosts: Vec<String> },
    /// No new endpoint has this host.
    #[error("Enter the host of one of the new endpoints, like find.example.org")]
    HostNotProposed,
    /// A step is submitted without a file it needs (§4).
    #[error("Upload at least one file for this step, and wait until it is accepted: {}", evidence_of(*step))]
    StepEvidenceMissing { step: Step },
    #[error("Enter the number of system tests that ran. It must be 1 or more")]
    NoTests,
    /// Not every test passed (§4: 100% pass).
    #[error(
        "All system tests must pass before you submit. Fix what failed, run the tests again and submit the new report"
    )]
    NotAllPassed,
    /// Material must be deployed first (S4).
    #[error("Deploy the cryptographic material first, then confirm it")]
    NotDeployed,
    /// Findings that need a plan (§4).
    #[error("Enter a remediation plan: there are critical, high or medium findings")]
    RemediationPlanMissing,
    /// The test endpoints must point at the solution under test (S3).
    #[error("Point the test endpoints at the solution to be tested first, then record them")]
    NotPointedAtSolution,
    /// An instant that has passed.
    #[error("Enter a date and time in the future")]
    NotInFuture,
    /// A time that clocks in London skip.
    #[error(
        "Clocks in London go forward from {} to {} that night, so there is no such time. Enter a time before {} or from {} on",
        clock(hour.from), clock(hour.to), clock(hour.from), clock(hour.to)
    )]
    NoSuchTime { hour: SkippedHour },
    #[error("Enter a date after today")]
    NotAfterToday,
    /// Sooner than the policy allows (O2, CoCo 3.1.13).
    #[error(
        "The connection date must be {} or later: at least {days} days after today, and after every earlier step was completed",
        spoken(*earliest)
    )]
    ConnectionDateTooSoon {
        /// The first day that is allowed.
        earliest: Date,
        /// The policy's days.
        days: u32,
    },
    /// Further ahead than a day may be that is given for something to come (our own bound).
    #[error("Enter a date that is not after {}. Check the year", day(*latest))]
    TooFarAhead {
        /// The last day that is allowed.
        latest: Date,
    },
    /// Another date, and it is the same.
    #[error("This is the connection date already. Enter another date")]
    DateUnchanged,
    /// A delay that would end before the endpoints go live anyway (G3).
    #[error("The new endpoints do not go live before {} anyway. Enter a date after that", day(*on))]
    DelayChangesNothing { on: Date },
    /// A day and “until released” (G3).
    #[error("Enter a day, or select that it lasts until PDP releases it. It cannot be both")]
    NotBoth,
    /// Whether OAT is required is decided with the confirmation (V2).
    #[error("Whether OAT is required is decided when the change is confirmed. Leave this out until then")]
    DecidedWithConfirmation,
    #[error("More tests passed than ran. Check both numbers")]
    MorePassedThanRan,
    /// Nothing new is needed, and that is not deployed (S4).
    #[error(
        "You said that no new cryptographic material is needed. If there is nothing to deploy, leave this out. If new material is to be deployed, say that it is needed"
    )]
    NothingToDeploy,
    /// Downtime of a change that needs none (D2).
    #[error(
        "When this change was submitted, it needed no downtime. If it does after all, say so here: the planned downtime process then applies to it"
    )]
    NoDowntimeNeeded,
    /// Longer than downtime may last (our own bound).
    #[error(
        "One notice can announce up to {days} days of downtime. Enter an earlier end, or give a notice for each part"
    )]
    DowntimeTooLong { days: u32 },
    /// The start of downtime that has begun (Q6).
    #[error(
        "This downtime has begun, so its start stays as it was announced. Enter that start; you can change the end and what is done"
    )]
    DowntimeStartStays,
    /// The endpoints of downtime that has begun (Q6).
    #[error(
        "This downtime has begun, so its endpoints stay as they were announced. Select those; for others, give another notice"
    )]
    DowntimeEndpointsStay,
    /// It ends before it begins.
    #[error("The downtime must end after it starts")]
    EndsBeforeStart,
    /// Shorter than the policy's notice and no reason (D2).
    #[error("This is less than {working_days} working days’ notice. Enter the reason for the short notice")]
    ShortNotice {
        /// The policy's notice.
        working_days: u32,
    },
    /// Larger than allowed.
    #[error("The pack must be {max_bytes} bytes or smaller")]
    PackTooLarge { max_bytes: u64 },
    /// Live cryptographic material comes before OAT (O1).
    #[error(
        "Deploy your live cryptographic material to your endpoints first. Your primary technical contact can download it; then request operational acceptance testing (OAT)"
    )]
    LiveMaterialNotDeployed,
    /// The connection must be ready for OAT (O1).
    #[error(
        "Get your connection ready to be tested first: your Find endpoint has to answer from the Internet. A pre-flight test can help to find what is missing. Then request operational acceptance testing (OAT)"
    )]
    ConnectionNotReady,
    /// The organisation must be ready for OAT (O1).
    #[error(
        "Get your organisation ready to transition into live first: agree internally on the connection date and on who looks after the service from then on. Then request operational acceptance testing (OAT)"
    )]
    OrganisationNotReady,
    /// Not of the form of an email address.
    #[error("Enter an email address in the usual form, like name@example.org")]
    EmailMalformed,
    /// An email address with a character that none has.
    #[error("{}", of_an_address(.0))]
    EmailCharacter(Stray),
    /// The host of the email address is not in public DNS.
    #[error("Enter an email address whose part after the @ can be found in public DNS, like example.org")]
    EmailHostNotPublic,
    /// Another member has this email address.
    #[error("Another member has this email address. Enter another one, or change that member")]
    EmailInUse,
    /// Nothing that a name could have (Q2).
    #[error("Enter at least one letter or digit of the name")]
    NothingToFind,
    /// Nothing that could be a reference (Q2).
    #[error(
        "Enter a reference like TC-7Q4M0ZKD, OAT-7Q4M0ZKD or SR-7Q4M0ZKD: TC, OAT or SR, then 8 letters and digits, none of which is a U. You can leave out what is before the hyphen"
    )]
    NotAReference,
    /// Not of the form of a month (Q9).
    #[error("Enter a month as four digits, a hyphen and two digits, like 2026-11")]
    NotAMonth,
    /// A last month before the first (Q9).
    #[error("The last month is before the first. Enter the first month or a later one")]
    EndsBeforeFirstMonth,
    /// More months than are read at once (Q9).
    #[error("You can see the figures of up to {max} months at once. Enter an earlier month")]
    TooManyMonths { max: usize },
    /// A vouching scheme without a Find endpoint (O1).
    #[error("Add a Find endpoint. A vouching scheme needs at least one")]
    FindMissing,
}

/// A day as people write it: `27 November 2026`.
fn day(day: Date) -> String {
    format!("{}", day.strftime("%-d %B %Y"))
}

/// As people read it: 1:00.
fn clock(shown: DateTime) -> String {
    format!("{}:{:02}", shown.hour(), shown.minute())
}

fn of_a_url(stray: &Stray) -> String {
    match stray.character {
        c if is_invisible(c) => {
            format!(
                "Remove {stray}, from the endpoint URL. It cannot be seen: retype the URL instead of pasting it"
            )
        }
        '%' => format!(
            "The endpoint URL has {stray}. Write two hexadecimal digits after it, as in %20, or write the sign itself as %25"
        ),
        '{' | '}' => format!(
            "The endpoint URL has {stray}. Enter the URL as it is called, with a value in place of everything in braces"
        ),
        c if c.is_ascii() => format!(
            "The endpoint URL has {stray}, which no URL can have. Remove it, or write it as %{:02X} if it belongs to the path",
            u32::from(c)
        ),
        c => {
            let mut bytes = [0; 4];
            let escaped: String =
                c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!(
                "The endpoint URL has {stray}, which no URL can have. Remove it, or write it as {escaped} if it belongs to the path"
            )
        }
    }
}

fn of_an_address(stray: &Stray) -> String {
    let instead = match stray.character {
        '\u{2018}' | '\u{2019}' => "Enter the straight one (') instead",
        '\u{2010}'..='\u{2014}' => "Enter the hyphen of the keyboard (-) instead",
        c if is_blank(c) || c.is_control() => "Enter the address without it, like name@example.org",
        _ => "Enter an address without it, like name@example.org",
    };
    format!("The email address has {stray}. {instead}")
}

const fn evidence_of(step: Step) -> &'static str {
    match step {
        Step::Prerequisites => "the system test report",
        Step::ItHealthCheck => "the report of the IT health check",
        Step::IntegrationTestingReport => "the integration testing report",
        _ => {
            "evidence of service acceptance, such as a screenshot from your service management tool that shows the change request in the scheduled state"
        }
    }
}

impl Violation {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong { .. } => "too_long",
            Self::HiddenCharacter { .. } => "control_characters",
            Self::TooManyEndpoints { .. } => "too_many_endpoints",
            Self::TooManyLiveEndpoints { .. } => "too_many_live_endpoints",
            Self::EndpointsNotExpected => "endpoints_not_expected",
            Self::UrlMalformed => "url_malformed",
            Self::UrlNotHttps => "url_not_https",
            Self::UrlHasSpaces { .. } => "url_has_spaces",
            Self::UrlCharacter { .. } => "url_has_unfit_character",
            Self::UrlTooLong { .. } => "url_too_long",
            Self::UrlHasUserInfo => "url_has_user_info",
            Self::UrlPort { .. } => "url_has_port",
            Self::UrlHasQuery => "url_has_query",
            Self::UrlHasFragment => "url_has_fragment",
            Self::UrlHasIpAddress => "url_has_ip_address",
            Self::UrlHostNotPublic { .. } => "url_host_not_public",
            Self::UrlTrailingSlash => "url_trailing_slash",
            Self::UrlHasBackslash => "url_has_backslash",
            Self::UrlRepeated { .. } => "url_repeated",
            Self::UrlInUse => "url_in_use",
            Self::EndpointNotLive => "endpoint_not_live",
            Self::EndpointNotTested => "endpoint_not_tested",
            Self::EndpointRepeated => "endpoint_repeated",
            Self::EvidenceNotReady => "evidence_not_ready",
            Self::NotAPageOfThePortal { .. } => "not_a_page_of_the_portal",
            Self::ReasonForOtherScale { .. } => "reason_for_other_scale",
            Self::ScaleUnchanged => "scale_unchanged",
            Self::OatWasRequested => "oat_was_requested",
            Self::HostsOfOthers { .. } => "hosts_of_others",
            Self::HostNotProposed => "host_not_proposed",
            Self::StepEvidenceMissing { .. } => "step_evidence_missing",
            Self::NoTests => "no_tests",
            Self::NotAllPassed => "not_all_passed",
            Self::NotDeployed => "not_deployed",
            Self::RemediationPlanMissing => "remediation_plan_missing",
            Self::NotPointedAtSolution => "not_pointed_at_solution",
            Self::NotInFuture => "not_in_future",
            Self::NoSuchTime { .. } => "no_such_time",
            Self::NotAfterToday => "not_after_today",
            Self::ConnectionDateTooSoon { .. } => "connection_date_too_soon",
            Self::TooFarAhead { .. } => "too_far_ahead",
            Self::DateUnchanged => "date_unchanged",
            Self::DelayChangesNothing { .. } => "delay_changes_nothing",
            Self::NotBoth => "not_both",
            Self::DecidedWithConfirmation => "decided_with_confirmation",
            Self::MorePassedThanRan => "more_passed_than_ran",
            Self::NothingToDeploy => "nothing_to_deploy",
            Self::NoDowntimeNeeded => "no_downtime_needed",
            Self::DowntimeTooLong { .. } => "downtime_too_long",
            Self::DowntimeStartStays => "downtime_start_stays",
            Self::DowntimeEndpointsStay => "downtime_endpoints_stay",
            Self::EndsBeforeStart => "ends_before_start",
            Self::ShortNotice { .. } => "short_notice",
            Self::PackTooLarge { .. } => "pack_too_large",
            Self::LiveMaterialNotDeployed => "live_material_not_deployed",
            Self::ConnectionNotReady => "connection_not_ready",
            Self::OrganisationNotReady => "organisation_not_ready",
            Self::EmailMalformed => "email_malformed",
            Self::EmailCharacter(_) => "email_has_unfit_character",
            Self::EmailHostNotPublic => "email_host_not_public",
            Self::EmailInUse => "email_in_use",
            Self::NothingToFind => "nothing_to_find",
            Self::NotAReference => "not_a_reference",
            Self::NotAMonth => "not_a_month",
            Self::EndsBeforeFirstMonth => "ends_before_first_month",
            Self::TooManyMonths { .. } => "too_many_months",
            Self::FindMissing => "find_missing",
        }
    }
}
