//! What is wrong with an answer, tied to its field, in words a person can act on (C5).

use std::fmt;

use crate::policy::Limits;

/// Where in a form a problem is. Shown as `reason` or `new_endpoints[2].url`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The type of change.
    ChangeType,
    /// The reason for the request.
    Reason,
    /// Whether the organisation asks for OAT.
    OatRequested,
    /// The scale the organisation suggests.
    SuggestedScale,
    /// The new endpoints as a whole.
    NewEndpoints,
    /// The type of one new endpoint (position from 0).
    NewEndpointType(usize),
    /// The URL of one new endpoint (position from 0).
    NewEndpointUrl(usize),
    /// One of the existing endpoints that are affected (position from 0).
    AffectedEndpoint(usize),
    /// Whether the change needs downtime.
    NeedsDowntime,
    /// Evidence of internal IT service acceptance.
    Evidence,
    /// The name of a file.
    FileName,
    /// PDP's question.
    Question,
    /// The organisation's answer to it.
    Answer,
    /// The scale PDP decides on.
    Scale,
    /// Whether PDP requires OAT.
    OatRequired,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangeType => f.write_str("change_type"),
            Self::Reason => f.write_str("reason"),
            Self::OatRequested => f.write_str("oat_requested"),
            Self::SuggestedScale => f.write_str("suggested_scale"),
            Self::NewEndpoints => f.write_str("new_endpoints"),
            Self::NewEndpointType(at) => write!(f, "new_endpoints[{at}].endpoint_type"),
            Self::NewEndpointUrl(at) => write!(f, "new_endpoints[{at}].url"),
            Self::AffectedEndpoint(at) => write!(f, "affected_endpoints[{at}]"),
            Self::NeedsDowntime => f.write_str("needs_downtime"),
            Self::Evidence => f.write_str("evidence"),
            Self::FileName => f.write_str("file_name"),
            Self::Question => f.write_str("question"),
            Self::Answer => f.write_str("answer"),
            Self::Scale => f.write_str("scale"),
            Self::OatRequired => f.write_str("oat_required"),
        }
    }
}

/// One problem: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What.
    pub fault: Fault,
}

impl Problem {
    /// A problem with `field`.
    pub fn new(field: Field, fault: Fault) -> Self {
        Self { field, fault }
    }

    /// The sentence for a person: what to do about it.
    pub fn message(&self) -> String {
        match (&self.fault, self.field) {
            (Fault::Missing, Field::ChangeType) => "Select the type of change you are making".into(),
            (Fault::Missing, Field::Reason) => "Enter the reason for your request".into(),
            (Fault::Missing, Field::OatRequested) => {
                "Select yes if you are requesting operational acceptance testing (OAT), or no".into()
            }
            (Fault::Missing, Field::SuggestedScale) => {
                "Select the scale of change. If you are unsure, select your best assessment".into()
            }
            (Fault::Missing, Field::NewEndpoints) => {
                "Add at least one new endpoint, or change the type of change".into()
            }
            (Fault::Missing, Field::NewEndpointType(_)) => {
                "Select the endpoint type: Find, View or PAT refresh".into()
            }
            (Fault::Missing, Field::NewEndpointUrl(_)) => "Enter the endpoint URL".into(),
            (Fault::Missing, Field::NeedsDowntime) => "Select yes if the change needs downtime, or no".into(),
            (Fault::Missing, Field::Evidence) => {
                "Upload evidence of your internal IT service acceptance, and wait until it is accepted".into()
            }
            (Fault::Missing, Field::Question) => "Enter the information you need".into(),
            (Fault::Missing, Field::Answer) => "Enter your answer".into(),
            (Fault::Missing, Field::FileName) => "Enter the name of the file".into(),
            (fault, _) => fault.to_string(),
        }
    }
}

/// What can be wrong with an answer. Shown as a sentence; [`Fault::code`] is for programs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No answer yet.
    #[error("Enter an answer")]
    Missing,
    /// More characters than allowed.
    #[error("Your answer has {characters} characters. It must be {max} characters or fewer")]
    TooLong {
        /// The most allowed.
        max: usize,
        /// How many there are.
        characters: usize,
    },
    /// Characters that cannot be shown.
    #[error("Remove the control characters. They cannot be shown; retype the text instead of pasting it")]
    ControlCharacters,
    /// More than the policy's number of endpoints (C2).
    #[error(
        "You can add up to {max} endpoints in one submission. Remove {over}, and add the rest in another"
    )]
    TooManyEndpoints {
        /// The most allowed.
        max: usize,
        /// How many are too many.
        over: usize,
    },
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
    #[error("Remove spaces and line breaks from the endpoint URL")]
    UrlHasSpaces,
    /// Longer than allowed.
    #[error("The endpoint URL must be {max} characters or fewer")]
    UrlTooLong {
        /// The most allowed.
        max: usize,
    },
    /// A user name or password before the host.
    #[error("Remove the user name and password from the endpoint URL")]
    UrlHasUserInfo,
    /// A query.
    #[error("Remove the query (everything from “?”) from the endpoint URL")]
    UrlHasQuery,
    /// A fragment.
    #[error("Remove the fragment (everything from “#”) from the endpoint URL")]
    UrlHasFragment,
    /// An IP address instead of a name.
    #[error("Use a host name in the endpoint URL, not an IP address")]
    UrlHasIpAddress,
    /// A name that public DNS cannot resolve.
    #[error("Use a host name that can be found in public DNS, like find.example.org")]
    UrlHostNotPublic,
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
    /// Not a live endpoint of this organisation.
    #[error("Select an endpoint from your organisation’s live endpoints")]
    EndpointNotLive,
    /// The same existing endpoint twice.
    #[error("This endpoint is already selected. Remove one of them")]
    EndpointRepeated,
    /// Evidence is there but not inspected yet (C4).
    #[error("Your evidence is still being checked. Wait until it is accepted, then try again")]
    EvidenceNotReady,
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
}

impl Fault {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacters => "control_characters",
            Self::TooManyEndpoints { .. } => "too_many_endpoints",
            Self::EndpointsNotExpected => "endpoints_not_expected",
            Self::UrlMalformed => "url_malformed",
            Self::UrlNotHttps => "url_not_https",
            Self::UrlHasSpaces => "url_has_spaces",
            Self::UrlTooLong { .. } => "url_too_long",
            Self::UrlHasUserInfo => "url_has_user_info",
            Self::UrlHasQuery => "url_has_query",
            Self::UrlHasFragment => "url_has_fragment",
            Self::UrlHasIpAddress => "url_has_ip_address",
            Self::UrlHostNotPublic => "url_host_not_public",
            Self::UrlTrailingSlash => "url_trailing_slash",
            Self::UrlHasBackslash => "url_has_backslash",
            Self::UrlRepeated { .. } => "url_repeated",
            Self::UrlInUse => "url_in_use",
            Self::EndpointNotLive => "endpoint_not_live",
            Self::EndpointRepeated => "endpoint_repeated",
            Self::EvidenceNotReady => "evidence_not_ready",
            Self::ReasonForOtherScale { .. } => "reason_for_other_scale",
            Self::ScaleUnchanged => "scale_unchanged",
            Self::OatWasRequested => "oat_was_requested",
        }
    }
}

/// Something worth saying that does not stop a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Advice {
    /// C6.
    #[error(
        "A minimal change that adds no endpoint does not need this process. You can still submit it if you are unsure"
    )]
    ProcessNotNeeded,
    /// D2.
    #[error(
        "Because this change needs downtime, you must also follow the planned downtime process and give at least {working_days} working days’ notice"
    )]
    PlannedDowntime {
        /// Notice, in working days.
        working_days: u32,
    },
    /// O9: the probe connects to port 443 only.
    #[error(
        "Endpoint {endpoint} names a port. PDP’s tests connect only to the standard port, 443: ask PDP support before you submit"
    )]
    UnusualPort {
        /// Position, from 1.
        endpoint: usize,
    },
}

impl Advice {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ProcessNotNeeded => "process_not_needed",
            Self::PlannedDowntime { .. } => "planned_downtime",
            Self::UnusualPort { .. } => "unusual_port",
        }
    }

    /// The advice about downtime under these limits.
    pub const fn downtime(limits: &Limits) -> Self {
        Self::PlannedDowntime { working_days: limits.downtime_notice_working_days }
    }
}
