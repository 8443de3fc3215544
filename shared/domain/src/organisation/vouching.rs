//! The vouching scheme of an organisation: the scheme or provider with which it is connected for the first time (O1). PDP records
//! it with the endpoints that it comes with; once it is live the organisation may add further schemes by technical changes.
//!
//! Must not: know how it is tested. Operational acceptance testing says only that it was asked for, that it ended, and that
//! the scheme is live.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::members::parse_name;
use super::{EventKind, Organisation, Reason, Refusal};
use crate::change::answers::{EndpointAnswer, EndpointPart, read_endpoints};
use crate::endpoint::{EndpointType, ProposedEndpoint};
use crate::ids::EndpointId;
use crate::policy::Limits;
use crate::problem::{Field, Problem, Violation};
use crate::text::Name;

/// A vouching scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VouchingScheme {
    pub name: Name,
    /// Its endpoints, in the order of the form; at least one Find. None has a URL twice for one type.
    pub endpoints: Vec<(EndpointId, ProposedEndpoint)>,
    /// Since when its operational acceptance testing is asked for; none before, and again when that ended without a pass.
    pub oat_requested_at: Option<Timestamp>,
    /// Since when its operational acceptance testing is passed; none while it is not. From then on the organisation may report
    /// technical changes that add further schemes (O7).
    pub oat_passed_at: Option<Timestamp>,
    pub live_at: Option<Timestamp>,
}

/// What was recorded of a vouching scheme at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeProposal {
    pub name: Name,
    pub endpoints: Vec<(EndpointId, ProposedEndpoint)>,
}

impl VouchingScheme {
    /// A scheme as it was recorded, not tested yet.
    pub fn proposed(proposal: SchemeProposal) -> Self {
        let SchemeProposal { name, endpoints } = proposal;
        Self { name, endpoints, oat_requested_at: None, oat_passed_at: None, live_at: None }
    }

    /// Whether one of its endpoints has this id.
    pub fn has(&self, id: EndpointId) -> bool {
        self.endpoints.iter().any(|(own, _)| *own == id)
    }

    fn proposal(&self) -> SchemeProposal {
        SchemeProposal { name: self.name.clone(), endpoints: self.endpoints.clone() }
    }
}

/// What operational acceptance testing does to a record. It is beside the events of the record, as what its changes do to its
/// live endpoints is; the version counts it.
impl Organisation {
    /// The scheme is to be tested: until that ends nobody replaces it.
    pub fn oat_was_requested(&mut self, at: Timestamp) {
        self.version += 1;
        if let Some(scheme) = &mut self.vouching {
            scheme.oat_requested_at = Some(at);
        }
    }

    /// The test failed, or will not be held: the scheme can be replaced.
    pub fn oat_has_ended(&mut self) {
        self.version += 1;
        if let Some(scheme) = &mut self.vouching {
            scheme.oat_requested_at = None;
            scheme.oat_passed_at = None;
        }
    }

    /// The test was passed: further schemes may be added from now on (O7).
    pub fn oat_was_passed(&mut self, at: Timestamp) {
        self.version += 1;
        if let Some(scheme) = &mut self.vouching {
            scheme.oat_passed_at = Some(at);
        }
    }

    /// The endpoints that a technical change may build on (C1): those that are live, or before there are any, those of the vouching
    /// scheme once its operational acceptance testing is passed (O7).
    pub fn connected_endpoints(&self) -> BTreeMap<EndpointId, EndpointType> {
        let passed = self.vouching.as_ref().filter(|scheme| scheme.oat_passed_at.is_some());
        match passed {
            Some(scheme) if self.live_endpoints.is_empty() => {
                scheme.endpoints.iter().map(|(id, endpoint)| (*id, endpoint.endpoint_type)).collect()
            }
            _ => self.live_endpoints.clone(),
        }
    }

    /// The scheme is live, and with it its endpoints.
    pub fn scheme_went_live(&mut self, at: Timestamp) {
        self.version += 1;
        if let Some(scheme) = &mut self.vouching {
            scheme.live_at = Some(at);
            let live = scheme.endpoints.iter().map(|(id, endpoint)| (*id, endpoint.endpoint_type));
            self.live_endpoints.extend(live);
        }
    }
}

/// Decides on a scheme as typed. An endpoint that is recorded already keeps its id; each of the others gets the one it came
/// with.
pub(super) fn propose(
    organisation: &Organisation,
    name: &str,
    typed: &[(EndpointId, EndpointAnswer)],
    limits: &Limits,
) -> Result<Vec<EventKind>, Refusal> {
    let before = organisation.vouching.as_ref();
    if !organisation.live_endpoints.is_empty() || before.is_some_and(|scheme| scheme.live_at.is_some()) {
        return Err(Reason::AlreadyConnected.into());
    }
    if before.is_some_and(|scheme| scheme.oat_requested_at.is_some()) {
        return Err(Reason::SchemeUnderTest.into());
    }
    let mut problems = Vec::new();
    let name = parse_name(name).map_err(|problem| problems.push(problem)).ok();
    let read = check(typed, limits, &mut problems);
    let Some(name) = name.filter(|_| problems.is_empty()) else {
        return Err(Refusal::Invalid(problems));
    };
    let known = before.map(|scheme| scheme.endpoints.as_slice()).unwrap_or_default();
    let id_of = |endpoint: &ProposedEndpoint, fresh: EndpointId| {
        known.iter().find(|(_, recorded)| recorded == endpoint).map_or(fresh, |(id, _)| *id)
    };
    let endpoints = read.into_iter().zip(typed).map(|(read, (fresh, _))| (id_of(&read, *fresh), read));
    let proposal = SchemeProposal { name, endpoints: endpoints.collect() };
    let before = before.map(VouchingScheme::proposal);
    if before.as_ref() == Some(&proposal) {
        return Ok(vec![]);
    }
    Ok(vec![EventKind::VouchingSchemeProposed { proposal, before }])
}

/// The endpoints as typed; when there is no problem, each in its place.
fn check(
    typed: &[(EndpointId, EndpointAnswer)],
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Vec<ProposedEndpoint> {
    let mut tell = |field, violation| problems.push(Problem::new(field, violation));
    let (count, max) = (typed.len(), limits.new_endpoints);
    if count == 0 {
        tell(Field::SchemeEndpoints, Violation::Missing);
    } else if typed.iter().all(|(_, answer)| answer.endpoint_type != Some(EndpointType::Find)) {
        tell(Field::SchemeEndpoints, Violation::FindMissing);
    }
    if count > max {
        tell(Field::SchemeEndpoints, Violation::TooManyEndpoints { max, over: count - max });
    }
    read_endpoints(typed.iter().map(|(_, answer)| answer), limits.url_characters, |at, part, violation| {
        let field = match part {
            EndpointPart::Type => Field::SchemeEndpointType(at),
            EndpointPart::Url => Field::SchemeEndpointUrl(at),
        };
        tell(field, violation);
    })
}
