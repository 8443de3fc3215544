//! The answers of the form: as a draft keeps them (whatever was typed), and as a submission has them (complete and
//! correct). [`check`] is the only way from one to the other (C2, C3, C5).

use std::collections::{BTreeMap, BTreeSet};

use crate::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use crate::evidence::EvidenceFiles;
use crate::ids::EndpointId;
use crate::policy::{Policy, Scale};
use crate::problem::{Advice, Fault, Field, Problem, required};
use crate::text::FreeText;

codes! {
    /// What kind of technical change it is (C2), in PDP's words.
    ChangeType {
        /// Change underlying technical solution.
        UnderlyingSolution = "change_underlying_solution", "Change underlying technical solution";
        /// Add new endpoints.
        NewEndpoints = "add_new_endpoints", "Add new endpoints";
        /// Both of the above.
        Both = "both", "Change underlying technical solution for existing endpoints and add new endpoints";
    }
}

impl ChangeType {
    /// Whether it adds endpoints.
    pub const fn adds_endpoints(self) -> bool {
        matches!(self, Self::NewEndpoints | Self::Both)
    }
}

/// One new endpoint as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EndpointAnswer {
    /// The type, if selected.
    pub endpoint_type: Option<EndpointType>,
    /// The URL as typed.
    pub url: String,
}

/// The answers of a draft: anything may be missing or wrong, nothing that was typed is lost (C5).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// The type of change.
    pub change_type: Option<ChangeType>,
    /// The reason, free text.
    pub reason: String,
    /// Whether the organisation asks for OAT.
    pub oat_requested: Option<bool>,
    /// The scale the organisation suggests.
    pub suggested_scale: Option<Scale>,
    /// New endpoints.
    pub new_endpoints: Vec<EndpointAnswer>,
    /// Which live endpoints are affected; optional.
    pub affected_endpoints: Vec<EndpointId>,
    /// Whether the change needs downtime.
    pub needs_downtime: Option<bool>,
}

/// The answers of a submission: complete and correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The type of change.
    pub change_type: ChangeType,
    /// The reason.
    pub reason: FreeText,
    /// Whether the organisation asked for OAT.
    pub oat_requested: bool,
    /// The scale the organisation suggests.
    pub suggested_scale: Scale,
    /// New endpoints; none twice.
    pub new_endpoints: Vec<ProposedEndpoint>,
    /// Which live endpoints are affected; none twice.
    pub affected_endpoints: BTreeSet<EndpointId>,
    /// Whether the change needs downtime.
    pub needs_downtime: bool,
}

/// Reads the answers. `live` are the organisation's live endpoints, `evidence` the files of the change.
///
/// # Errors
/// Every problem at once, in the order of the form (C5).
pub fn check(
    answers: &Answers,
    evidence: &EvidenceFiles,
    live: &BTreeMap<EndpointId, EndpointType>,
    policy: &Policy,
) -> Result<Submission, Vec<Problem>> {
    let mut problems = Vec::new();
    let change_type = required(answers.change_type, Field::ChangeType, &mut problems);
    let reason = FreeText::parse(&answers.reason, policy.limits.text_characters)
        .map_err(|fault| problems.push(Problem::new(Field::Reason, fault)))
        .ok();
    let oat_requested = required(answers.oat_requested, Field::OatRequested, &mut problems);
    let suggested_scale = required(answers.suggested_scale, Field::SuggestedScale, &mut problems);
    let new_endpoints = check_new_endpoints(answers, live.len(), policy, &mut problems);
    let affected_endpoints = check_affected(&answers.affected_endpoints, live, &mut problems);
    let needs_downtime = required(answers.needs_downtime, Field::NeedsDowntime, &mut problems);
    if suggested_scale.is_some_and(|scale| scale >= policy.evidence_from) && !evidence.any_accepted() {
        let fault = if evidence.any_checking() { Fault::EvidenceNotReady } else { Fault::Missing };
        problems.push(Problem::new(Field::Evidence, fault));
    }
    match (change_type, reason, oat_requested, suggested_scale, needs_downtime) {
        (
            Some(change_type),
            Some(reason),
            Some(oat_requested),
            Some(suggested_scale),
            Some(needs_downtime),
        ) if problems.is_empty() => Ok(Submission {
            change_type,
            reason,
            oat_requested,
            suggested_scale,
            new_endpoints,
            affected_endpoints,
            needs_downtime,
        }),
        _ => Err(problems),
    }
}

/// What is worth saying although it does not stop a submission (C6, D2).
pub fn advice(answers: &Answers, policy: &Policy) -> Vec<Advice> {
    let mut advice = Vec::new();
    let adds = answers.change_type.is_some_and(ChangeType::adds_endpoints);
    if answers.suggested_scale == Some(Scale::Minimal) && answers.change_type.is_some() && !adds {
        advice.push(Advice::ProcessNotNeeded);
    }
    if answers.needs_downtime == Some(true) {
        advice.push(Advice::downtime(&policy.limits));
    }

    advice
}

fn check_new_endpoints(
    answers: &Answers,
    live: usize,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) -> Vec<ProposedEndpoint> {
    let count = answers.new_endpoints.len();
    let max = policy.limits.new_endpoints;
    match answers.change_type {
        Some(kind) if kind.adds_endpoints() && count == 0 => {
            problems.push(Problem::new(Field::NewEndpoints, Fault::Missing));
        }
        Some(kind) if !kind.adds_endpoints() && count > 0 => {
            problems.push(Problem::new(Field::NewEndpoints, Fault::EndpointsNotExpected));
        }
        _ => {}
    }
    if count > max {
        problems.push(Problem::new(Field::NewEndpoints, Fault::TooManyEndpoints { max, over: count - max }));
    }
    let max = policy.limits.live_endpoints;
    if count > 0 && live + count > max {
        problems.push(Problem::new(Field::NewEndpoints, Fault::TooManyLiveEndpoints { max, live }));
    }
    read_endpoints(&answers.new_endpoints, policy.limits.url_characters, |at, part, fault| {
        let field = match part {
            EndpointPart::Type => Field::NewEndpointType(at),
            EndpointPart::Url => Field::NewEndpointUrl(at),
        };
        problems.push(Problem::new(field, fault));
    })
}

/// A part of an endpoint as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointPart {
    /// What it serves.
    Type,
    /// Where.
    Url,
}

/// Reads endpoints as typed: each has a type and a URL, and no URL is there twice for one type (C3). `tell` is given every
/// fault with its place, from 0; what has none is answered in its order.
pub(crate) fn read_endpoints<'a>(
    typed: impl IntoIterator<Item = &'a EndpointAnswer>,
    url_characters: usize,
    mut tell: impl FnMut(usize, EndpointPart, Fault),
) -> Vec<ProposedEndpoint> {
    let mut first_at = BTreeMap::new();
    let mut endpoints = Vec::new();
    for (at, answer) in typed.into_iter().enumerate() {
        if answer.endpoint_type.is_none() {
            tell(at, EndpointPart::Type, Fault::Missing);
        }
        match (EndpointUrl::parse(&answer.url, url_characters), answer.endpoint_type) {
            (Err(fault), _) => tell(at, EndpointPart::Url, fault),
            (Ok(_), None) => {}
            (Ok(url), Some(endpoint_type)) => {
                let endpoint = ProposedEndpoint { endpoint_type, url };
                if let Some(first) = first_at.get(&endpoint) {
                    tell(at, EndpointPart::Url, Fault::UrlRepeated { first: first + 1 });
                } else {
                    first_at.insert(endpoint.clone(), at);
                    endpoints.push(endpoint);
                }
            }
        }
    }
    endpoints
}

/// Reads which live endpoints somebody names; none twice.
pub(crate) fn check_affected(
    affected: &[EndpointId],
    live: &BTreeMap<EndpointId, EndpointType>,
    problems: &mut Vec<Problem>,
) -> BTreeSet<EndpointId> {
    let mut seen = BTreeSet::new();
    for (at, endpoint) in affected.iter().enumerate() {
        if !live.contains_key(endpoint) {
            problems.push(Problem::new(Field::AffectedEndpoint(at), Fault::EndpointNotLive));
        } else if !seen.insert(*endpoint) {
            problems.push(Problem::new(Field::AffectedEndpoint(at), Fault::EndpointRepeated));
        }
    }
    seen
}
