//! Sample requests, what is known of what they test, and what the probe saw.
//!
//! Must not: build a request other than through `request`, `decide` and `apply`.

use std::time::Duration;

use domain::actor::{Actor, PdpRole};
use domain::aggregate::Trail;
use domain::change::Change;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::{EndpointId, FindRequestId, PersonId};
use domain::oat::observation::{Ending, Observation, OwnFault, ResponseFacts, Timings};
use domain::oat::{
    Command, OatAnswers, OatRequest, Outcome, PlannedAttempt, ProfileMark, RecordedAttempt, SubjectView,
    Target, decide, replay, request,
};
use domain::organisation::VouchingScheme;
use domain::policy::{Scale, Step};
use domain::reference::OatReference;
use domain::text::Name;
use jiff::Timestamp;

use crate::support::people::{oat, own_organisation, pdp_support, service_manager};
use crate::support::samples::{confirmed_at, monday_morning};
use crate::support::work::open_at;
use crate::support::{context, day};

/// The connection date of the samples: a fortnight later.
pub const DATE: &str = "2026-09-21";

/// Somebody else of PDP support.
pub fn other_support() -> Actor {
    Actor::Staff { person: PersonId::from_u128(0xD1), roles: [PdpRole::Support].into(), name: None }
}

/// A Find endpoint of the scheme.
pub fn target(n: u128) -> Target {
    let url = EndpointUrl::parse(&format!("https://find{n}.provider.co.uk/pensions"), 2_048);
    Target { endpoint: EndpointId::from_u128(n), url: url.expect("a URL") }
}

/// The endpoints of the vouching scheme: two Finds and a View.
pub fn scheme() -> Vec<(EndpointId, ProposedEndpoint)> {
    let find = |n| {
        let Target { endpoint, url } = target(n);
        (endpoint, ProposedEndpoint { endpoint_type: EndpointType::Find, url })
    };
    let url = EndpointUrl::parse("https://view.provider.co.uk/pensions", 2_048).expect("a URL");
    let view = ProposedEndpoint { endpoint_type: EndpointType::View, url };
    vec![find(1), (EndpointId::from_u128(9), view), find(2)]
}

/// An initial connection with these endpoints.
pub fn connection_of(endpoints: &[(EndpointId, ProposedEndpoint)], now: Timestamp) -> SubjectView {
    let name = Name::parse("Harbour Master Trust").expect("a name");
    let endpoints = endpoints.to_vec();
    let scheme =
        VouchingScheme { name, endpoints, oat_requested_at: None, oat_passed_at: None, live_at: None };
    SubjectView::of_initial_connection(own_organisation(), "Harbour Pensions", Some(&scheme), &context(now))
}

/// The initial connection of the samples.
pub fn connection(now: Timestamp) -> SubjectView {
    connection_of(&scheme(), now)
}

/// A minor change that adds a Find endpoint; its OAT step is open.
pub fn open_change() -> Change {
    open_at(confirmed_at(Scale::Minor, true), Step::OperationalAcceptanceTesting)
}

/// What is known of `change`.
pub fn view_of(change: &Change, now: Timestamp) -> SubjectView {
    SubjectView::of_change(change, "Harbour Pensions", vec![target(1)], &context(now))
}

/// Three times yes, and a date.
pub fn good_answers(date: &str) -> OatAnswers {
    OatAnswers {
        material_deployed: Some(true),
        connection_ready: Some(true),
        organisation_ready: Some(true),
        connection_date: Some(day(date)),
    }
}

/// A request that was made on [`monday_morning`] of what is known.
pub fn requested_of(view: &SubjectView) -> OatRequest {
    let reference = OatReference::from_bits(7);
    let ctx = context(monday_morning());
    let event = request(reference, &good_answers(DATE), &service_manager(), view, &ctx).expect("a request");
    replay([&event]).expect("a request")
}

/// A request for the initial connection.
pub fn requested() -> OatRequest {
    requested_of(&connection(monday_morning()))
}

/// A request for the change of [`open_change`].
pub fn requested_for_change() -> OatRequest {
    requested_of(&view_of(&open_change(), monday_morning()))
}

/// A find profile; profiles of other numbers send other requests.
pub fn find_profile(number: u8) -> ProfileMark {
    ProfileMark { label: Name::restore(format!("Profile {number}")), digest: [number; 32] }
}

/// What was seen of an attempt that ended so, after 2 s.
pub fn seen(target: &Target, number: u32, at: Timestamp, ending: Ending) -> Observation {
    Observation {
        request: FindRequestId::from_u128(target.endpoint.as_u128() << 64 | u128::from(number)),
        at,
        url: target.url.clone(),
        profile: Some(find_profile(1)),
        addresses: vec![],
        peer: None,
        timings: Timings { total: Duration::from_secs(2), ..Timings::default() },
        deadline: Duration::from_secs(10),
        tls: None,
        response: None,
        unread: None,
        ending,
    }
}

/// An answer of this status with these headers.
pub fn answer(status: u16, headers: &[(&str, &str)]) -> ResponseFacts {
    ResponseFacts {
        status,
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        body_bytes: 0,
        body_sha256: [0; 32],
        body_start: vec![],
    }
}

/// What an attempt comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// This status.
    Status(u16),
    /// This status, with `Retry-After`.
    Later(u16, &'static str),
    /// Another end.
    Ended(Ending),
}

/// A fault of our own.
pub const OURS: Came = Came::Ended(Ending::OwnFault(OwnFault::SecretMissing));

/// An attempt of the first run that came to this.
pub fn made(target: &Target, number: u32, at: Timestamp, came: &Came) -> RecordedAttempt {
    let (ending, response) = match came {
        Came::Status(status) => (Ending::Answered, Some(answer(*status, &[]))),
        Came::Later(status, value) => (Ending::Answered, Some(answer(*status, &[("retry-after", value)]))),
        Came::Ended(ending) => (ending.clone(), None),
    };
    let observation = Observation { response, ..seen(target, number, at, ending) };
    RecordedAttempt::new(1, target.endpoint, number, observation)
}

/// What `actor` asked for at `now` has happened, whatever came of it.
pub fn after(
    mut request: OatRequest,
    actor: &Actor,
    command: Command,
    view: &SubjectView,
    now: Timestamp,
) -> OatRequest {
    let events = decide(&request, command, actor, view, &context(now)).map(Trail::into_events);
    let events = events.unwrap_or_else(|refusal| panic!("refused: {refusal:?}"));
    events.iter().for_each(|event| domain::oat::apply(&mut request, event));
    request
}

/// Everything that is due at `now` is tried once, and comes to this.
pub fn probe(oat: &OatRequest, view: &SubjectView, now: Timestamp, came: &Came) -> Command {
    let due = oat.planned_attempts(view, now);
    let run = oat.open_run().map_or(1, |run| run.number);
    let attempt = |due: &PlannedAttempt| RecordedAttempt { run, ..made(&due.target, due.number, now, came) };
    Command::record_attempts(run, due.iter().map(attempt))
}

/// The open run comes to this, all of it on `now`.
pub fn ran(request: OatRequest, view: &SubjectView, now: Timestamp, status: u16) -> OatRequest {
    let command = probe(&request, view, now, &Came::Status(status));
    after(request, &oat(), command, view, now)
}

/// The initial connection was not passed: 401.
pub fn failed() -> OatRequest {
    ran(requested(), &connection(monday_morning()), monday_morning(), 401)
}

/// The initial connection was passed.
pub fn passed() -> OatRequest {
    ran(requested(), &connection(monday_morning()), monday_morning(), 202)
}

/// The initial connection was passed, and tests are run again.
pub fn passed_and_rerun() -> OatRequest {
    let view = connection(monday_morning());
    after(passed(), &pdp_support(), Command::Rerun { reason: None }, &view, monday_morning())
}

/// The vouching scheme of the initial connection is not there any more.
pub fn nothing_there(now: Timestamp) -> SubjectView {
    SubjectView::of_initial_connection(own_organisation(), "Harbour Pensions", None, &context(now))
}

/// The initial connection was closed.
pub fn closed() -> OatRequest {
    let view = nothing_there(monday_morning());
    after(requested(), &oat(), Command::Close, &view, monday_morning())
}

/// PDP support proposes another result.
pub fn propose(outcome: Outcome) -> Command {
    Command::ProposeOverride { outcome: Some(outcome), reason: "Tried by hand together".to_owned() }
}

/// PDP support decides on it.
pub fn decide_override(approved: bool) -> Command {
    Command::DecideOverride { approved: Some(approved), reason: None }
}

/// The service manager asks for another date.
pub fn ask_for_date(date: &str) -> Command {
    Command::AskForDate { date: Some(day(date)), reason: "The platform moves".to_owned() }
}

/// PDP support decides on it.
pub fn decide_date(accepted: bool) -> Command {
    Command::DecideDate { accepted: Some(accepted), reason: Some("As agreed by telephone".to_owned()) }
}

/// The service manager asks for a re-test.
pub fn retest() -> Command {
    Command::AskForRetest { fixed: "The keys are deployed".to_owned() }
}
