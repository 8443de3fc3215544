//! Steps of a change: the decision on each, integration testing, cryptographic material.

pub mod decision;
mod follows;
pub mod integration_testing;
pub mod publish;

use api::{ChangeBody, StepBody};
use axum::routing::get;
use domain::actor::PdpRole;
use domain::change::Status;
use domain::change::material::Environment;
use domain::change::steps::StepStateKind;
use domain::policy::Step;

use crate::ports::Ports;
use crate::routing::Pages;
use crate::session::Who;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
        .route(
            "/portal/changes/{id}/steps/{step}/decision",
            get(decision::show::<P>).post(decision::send::<P>),
        )
        .route(
            "/portal/changes/{id}/integration-testing",
            get(integration_testing::show::<P>).post(integration_testing::send::<P>),
        )
        .route(
            "/portal/changes/{id}/material/{environment}/publish",
            get(publish::show::<P>).post(publish::send::<P>),
        )
}

/// Where this person of PDP decides on a step, or does it: what for, and the page.
pub fn page_of(change: &ChangeBody, step: &StepBody, who: &Who) -> Option<(&'static str, String)> {
    let decides = step.approved_by.is_some_and(|role| who.has(role.0));
    let environment = Environment::ALL.iter().find(|one| one.step() == step.step.0);
    match step.state.0 {
        _ if change.status != Status::Confirmed => None,
        StepStateKind::WithPdp if decides => {
            Some(("Decide on this step", decision::address(change.id, step.step.0)))
        }
        StepStateKind::Complete if decides && decision::can_reopen(change, step) => {
            Some(("Open this step again", decision::address(change.id, step.step.0)))
        }
        StepStateKind::NotNeeded => None,
        _ if step.step == Step::IntegrationTesting
            && who.has(PdpRole::ImplementationManager.into())
            && integration_testing::can_be_arranged(change, step) =>
        {
            Some(("Arrange integration testing", integration_testing::address(change.id)))
        }
        _ => {
            let publishes = who.has(PdpRole::Administrator.into());
            let address = environment.filter(|_| publishes).map(|one| publish::address(change.id, *one));
            address.map(|address| ("Publish cryptographic material", address))
        }
    }
}
