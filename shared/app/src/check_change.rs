//! Checks a draft: every problem at once, and advice (C5, C6).

use domain::actor::Actor;
use domain::answers::{advice, check};
use domain::change::{Change, Refusal};
use domain::ids::ChangeId;
use domain::policy::Limits;
use domain::problem::{Advice, Fault as Wrong, Field, Problem};

use crate::desk::Desk;
use crate::error::AppError;
use crate::ports::{Changes, Want};
use domain::endpoint::{EndpointUrl, ProposedEndpoint};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The change as it is.
    pub change: Change,
    /// Everything that stops a submission, in the order of the form; nothing when it can be submitted.
    pub problems: Vec<Problem>,
    /// What is worth knowing.
    pub advice: Vec<Advice>,
}

/// Checks the answers of a change as a submission would. Two reads, nothing written.
///
/// # Errors
/// [`AppError::Refused`] when the actor may not see it, [`AppError::Fault`].
pub async fn check_change<S: Changes>(
    desk: &Desk<S>,
    actor: &Actor,
    id: ChangeId,
) -> Result<Checked, AppError> {
    let organisation = actor.organisation();
    let want = Want { change: id, organisation, request: None, now: desk.clock.now() };
    let loaded = desk.store.load(want).await?;
    let change =
        loaded.change.filter(|change| actor.may_see(change.organisation)).ok_or(Refusal::NotFound)?;
    let live = loaded.organisation.map(|own| own.connected_endpoints()).unwrap_or_default();
    let policy = desk.context().policy;
    let mut problems = check(&change.answers, &change.evidence.as_of(desk.clock.now()), &live, policy)
        .err()
        .unwrap_or_default();
    let (positions, endpoints): (Vec<_>, Vec<_>) = readable(&change, &policy.limits).unzip();
    if !endpoints.is_empty() {
        let taken = desk.store.taken(id, &endpoints).await?;
        let taken = taken.into_iter().filter_map(|at| positions.get(at));
        problems.extend(taken.map(|at| Problem::new(Field::NewEndpointUrl(*at), Wrong::UrlInUse)));
        problems.sort_by_key(|problem| problem.field);
    }
    let advice = advice(&change.answers, policy);
    Ok(Checked { change, problems, advice })
}

/// The endpoints that can be looked up, with their positions in the form; no more than a submission may have.
fn readable<'c>(
    change: &'c Change,
    limits: &'static Limits,
) -> impl Iterator<Item = (usize, ProposedEndpoint)> + use<'c> {
    let typed = change.answers.new_endpoints.iter().take(limits.new_endpoints).enumerate();
    typed.filter_map(move |(at, answer)| {
        let url = EndpointUrl::parse(&answer.url, limits.url_characters).ok()?;
        Some((at, ProposedEndpoint { endpoint_type: answer.endpoint_type?, url }))
    })
}
