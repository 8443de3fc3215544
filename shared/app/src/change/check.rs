//! Checks a draft: every problem at once, and advice (C5, C6).

use domain::refusal::Thing;
use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::change::answers::{advice, check};
use domain::change::{Change, Refusal};
use domain::ids::ChangeId;
use domain::policy::Limits;
use domain::problem::{Advice, Field, Problem, Violation};

use crate::change::ports::Changes;
use crate::command::ReadRequest;
use crate::error::AppError;
use crate::services::Services;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub change: Change,
    /// Everything that stops a submission, in the order of the form; nothing when it can be submitted.
    pub problems: Vec<Problem>,
    pub advice: Vec<Advice>,
    /// Answers that will be registered in another form than they were typed in, in the order of the form (C3).
    pub registered: Vec<RegisteredForm>,
}

/// The form in which an answer will be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredForm {
    pub field: Field,
    pub typed: String,
    pub registered: String,
}

/// Checks the answers of a change as a submission would. Two reads, nothing written.
pub async fn check_change<S: Changes>(
    services: &Services<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Checked, AppError> {
    let organisation = actor.organisation();
    let read = ReadRequest { change: Some(id), organisation, ..ReadRequest::at(services.clock.now()) };
    let loaded = services.store.read(read).await?;
    let change = loaded
        .change
        .filter(|change| actor.may_see(change.organisation))
        .ok_or(Refusal::NotFound(Thing::Change))?;
    let live = loaded.organisation.map(|own| own.connected_endpoints()).unwrap_or_default();
    let policy = services.context().policy;
    let mut problems = check(&change.answers, &change.evidence.as_of(services.clock.now()), &live, policy)
        .err()
        .unwrap_or_default();
    let readable = readable(&change, &policy.limits);
    // Each in the forms in which somebody may have registered it.
    let forms = readable.iter().flat_map(|(at, typed, endpoint)| {
        let earlier = endpoint.url.earlier_form(typed);
        let earlier = earlier.map(|url| (*at, ProposedEndpoint { url, ..*endpoint }));
        [(*at, endpoint.clone())].into_iter().chain(earlier)
    });
    let (positions, endpoints): (Vec<_>, Vec<_>) = forms.unzip();
    if !endpoints.is_empty() {
        let taken = services.store.taken(id, &endpoints).await?;
        let taken: BTreeSet<_> = taken.into_iter().filter_map(|at| positions.get(at)).collect();
        let taken = taken.into_iter();
        problems.extend(taken.map(|at| Problem::new(Field::NewEndpointUrl(*at), Violation::UrlInUse)));
        problems.sort_by_key(|problem| problem.field);
    }
    let advice = advice(&change.answers, policy);
    let registered = registered(&change, &policy.limits);
    Ok(Checked { change, problems, advice, registered })
}

/// What is registered in another form than it was typed in.
fn registered(change: &Change, limits: &Limits) -> Vec<RegisteredForm> {
    let typed = change.answers.new_endpoints.iter().map(|answer| answer.url.trim()).enumerate();
    let read = typed.filter_map(|(at, typed)| {
        let url = EndpointUrl::parse(typed, limits.url_characters).ok()?;
        let form = RegisteredForm {
            field: Field::NewEndpointUrl(at),
            typed: typed.to_owned(),
            registered: url.to_string(),
        };
        (form.typed != form.registered).then_some(form)
    });
    read.collect()
}

/// The endpoints that can be looked up, with their positions in the form and their URLs as typed; no more than a submission may
/// have.
fn readable<'c>(change: &'c Change, limits: &Limits) -> Vec<(usize, &'c str, ProposedEndpoint)> {
    let typed = change.answers.new_endpoints.iter().take(limits.new_endpoints).enumerate();
    let read = typed.filter_map(|(at, answer)| {
        let url = EndpointUrl::parse(&answer.url, limits.url_characters).ok()?;
        Some((at, answer.url.as_str(), ProposedEndpoint { endpoint_type: answer.endpoint_type?, url }))
    });
    read.collect()
}
