//! Where the changes of a search begin: each led there by commands, days before.

use std::rc::Rc;

use domain::aggregate::Trail;
use domain::calendar::Calendar;
use domain::change::answers::{Answers, ChangeType, EndpointAnswer};
use domain::change::{Context, Event, apply, decide, draft, replay};
use domain::endpoint::EndpointType;
use domain::ids::ChangeId;
use domain::policy::Scale;
use jiff::Timestamp;

use crate::asks::Ask;
use crate::people::{Company, Who};
use crate::state::PLACES;

/// Where a change begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// There is none yet.
    Absent,
    /// A draft that can be submitted.
    Draft,
    /// Confirmed at minor scale, everything there that service acceptance is submitted with.
    AcceptanceToDo,
    /// Confirmed at minor scale, service acceptance with PDP.
    AcceptanceWithPdp { oat: bool },
    /// All but OAT is done.
    OatOpen,
    /// All is done, and the connection date is to come.
    OatPassed,
    /// All that going live waits for is done; live cryptographic material is not.
    Accepted,
}

/// The id of the change at `place`.
pub fn change_id(place: usize) -> ChangeId {
    ChangeId::from_u128(0xC000 + 0x100 * place as u128)
}

/// The answers of the change at `place`: a Find endpoint that both want, unless `apart`, and a View endpoint of its own.
pub fn answers(place: usize, apart: bool) -> Answers {
    let find = if apart { place } else { PLACES };
    let endpoint = |kind, url| EndpointAnswer { endpoint_type: Some(kind), url };
    Answers {
        change_type: Some(ChangeType::NewEndpoints),
        reason: "We move".to_owned(),
        oat_requested: Some(false),
        suggested_scale: Some(Scale::Minimal),
        new_endpoints: vec![
            endpoint(EndpointType::Find, format!("https://find-{find}.provider.co.uk")),
            endpoint(EndpointType::View, format!("https://view-{place}.provider.co.uk")),
        ],
        needs_downtime: Some(false),
        ..Answers::default()
    }
}

/// What a decision at `now` may depend on.
pub fn context(now: Timestamp) -> Context<'static> {
    Context::at(now, Calendar::england_and_wales())
}

/// The history of a change at `place`, of `company`, that begins at `start`.
pub fn events(start: Start, place: usize, company: Company, apart: bool) -> Rc<[Event]> {
    let own = company.contact();
    let accepting = |oat| {
        let confirmed = [(own, Ask::Submit), (Who::FirstStaff, Ask::Confirm { oat })];
        let uploaded = [(own, Ask::Upload), (Who::Inspection, Ask::Accept), (own, Ask::SubmitAcceptance)];
        [confirmed.as_slice(), &uploaded].concat()
    };
    let to_do = || {
        let mut accepting = accepting(false);
        accepting.pop();
        accepting
    };
    let approved = (Who::FirstStaff, Ask::ApproveAcceptance);
    let deployed = (own, Ask::DeployMaterial);
    let script = match start {
        Start::Absent => return Rc::new([]),
        Start::Draft => vec![],
        Start::AcceptanceToDo => to_do(),
        Start::AcceptanceWithPdp { oat } => accepting(oat),
        Start::Accepted => [accepting(false), vec![approved]].concat(),
        Start::OatOpen => [accepting(true), vec![approved, deployed]].concat(),
        Start::OatPassed => {
            [accepting(true), vec![approved, deployed, (Who::Testing, Ask::PassOat)]].concat()
        }
    };
    let now: Timestamp = "2026-06-22T09:00:00Z".parse().expect("an instant");
    let begun = draft(change_id(place), answers(place, apart), true, &own.actor(), &context(now));
    let mut events = vec![begun.expect("a draft")];
    let mut change = replay(&events).expect("a change");
    for (who, ask) in script {
        let command = ask.command(place, now).expect("a command");
        let decided = decide(&change, command, &who.actor(), &context(now))
            .map(Trail::into_events)
            .expect("a good command");
        decided.iter().for_each(|event| apply(&mut change, event));
        events.extend(decided);
    }
    events.into()
}
