//! What scenarios begin with.

use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::change::Command;
use domain::change::material::Environment;
use domain::ids::PackId;
use fakes::staff;
use newtype_uuid::GenericUuid;

use super::calls::*;
use crate::support::Given;

/// A form was handed out.
pub const UPLOADING: &[Given] = &[Given::Done(DRAFT), Given::Done(UPLOAD)];
pub const DRAFTED: &[Given] = &[Given::Done(DRAFT)];
pub const WITH_FILE: &[Given] = &[Given::Done(DRAFT), Given::Done(UPLOAD), Given::Accepted];
/// Two notifications wait to be sent.
pub const SUBMITTED: &[Given] = &[Given::All(WITH_FILE), Given::Done(SUBMIT)];
pub const ASKED: &[Given] = &[Given::All(SUBMITTED), Given::Done(ASK)];
pub const CONFIRMED: &[Given] = &[Given::All(SUBMITTED), Given::Done(CONFIRM)];
pub const REJECTED: &[Given] = &[Given::All(SUBMITTED), Given::Done(REJECT)];
pub const MINIMAL: &[Given] = &[Given::All(SUBMITTED), Given::Done(CONFIRM_MINIMAL)];
/// Everything is done.
pub const DUE: &[Given] = &[Given::All(MINIMAL), Given::Done(LIVE_MATERIAL)];
pub const MODERATE: &[Given] = &[Given::All(SUBMITTED), Given::Done(CONFIRM_MODERATE)];
pub const REPORTED: &[Given] = &[Given::All(MODERATE), Given::Done(REPORT), Given::Accepted];
pub const WITH_PDP: &[Given] = &[Given::All(REPORTED), Given::Done(PREREQUISITES)];
pub const APPROVED: &[Given] = &[Given::All(WITH_PDP), Given::Done(APPROVE)];
pub const FETCHED: &[Given] =
    &[Given::All(WITH_PDP), Given::Done(APPROVE), Given::Commanded(publish), Given::Commanded(fetch)];
pub const TO_PUBLISH: &[Given] = &[Given::MaterialBucket, Given::All(WITH_PDP), Given::Done(APPROVE)];
pub const PUBLISHED: &[Given] = &[Given::All(WITH_PDP), Given::Done(APPROVE), Given::Commanded(publish)];
pub const TO_ARRANGE: &[Given] =
    &[Given::All(FETCHED), Given::Done(TEST_MATERIAL), Given::Done(TEST_ENDPOINTS)];
pub const WITH_OAT: &[Given] = &[Given::All(SUBMITTED), Given::Done(CONFIRM_WITH_OAT)];
pub const DATE_NEEDED: &[Given] =
    &[Given::All(WITH_OAT), Given::Done(LIVE_MATERIAL), Given::Commanded(pass_too_late)];
pub const DELAY_ASKED: &[Given] = &[
    Given::All(CONFIRMED),
    Given::Done(DELAY),
    Given::Named("reference", |change| change.support[0].reference.to_string()),
];
pub const HELD: &[Given] = &[Given::All(CONFIRMED), Given::Done(HOLD)];
pub const DOWN: &[Given] = &[
    Given::All(CONFIRMED),
    Given::Done(DOWNTIME),
    Given::Named("downtime_id", |change| change.downtime[0].id.to_string()),
];
pub const DOWN_SOON: &[Given] = &[
    Given::All(CONFIRMED),
    Given::Done(DOWNTIME_SOON),
    Given::Named("downtime_id", |change| change.downtime[0].id.to_string()),
];
pub const DECLARED_SOON: &[Given] = &[Given::Done(DECLARE_SOON)];
pub const DECLARED: &[Given] = &[Given::Done(DECLARE)];
pub const BUNDLED: &[Given] = &[Given::Done(DRAFT), Given::Done(BUNDLE), Given::Made];
/// Of a change with a file that is not inspected yet.
pub const BUNDLE_ASKED: &[Given] = &[Given::All(UPLOADING), Given::Done(BUNDLE)];
pub const REGISTER_ASKED: &[Given] = &[Given::Done(REGISTER)];
pub const OWN_REGISTER_ASKED: &[Given] = &[Given::Done(OWN_REGISTER)];
pub const REGISTERED: &[Given] = &[Given::Done(REGISTER), Given::Made];
pub const TAKEN: &[Given] = &[
    Given::Done(RIVAL_DRAFT),
    Given::Done(RIVAL_UPLOAD),
    Given::Accepted,
    Given::Done(RIVAL_SUBMIT),
    Given::Done(DRAFT),
    Given::Done(UPLOAD),
    Given::Accepted,
];

/// The pack for testing.
fn publish() -> (Actor, Command) {
    let id = PackId::from_untyped_uuid(uuid::Uuid::from_u128(0x9));
    let environment = Environment::Test;
    let command = Command::PublishMaterial { environment, id, bytes: 4_096, sha256: [9; 32] };
    (staff(PdpRole::Administrator), command)
}

fn fetch() -> (Actor, Command) {
    let contact = fakes::member(1, OrganisationRole::PrimaryTechnicalContact);
    (contact, Command::FetchMaterial { environment: Environment::Test })
}

/// OAT is passed after the day on which the endpoints were to go live.
fn pass_too_late() -> (Actor, Command) {
    let connection_date = jiff::civil::date(2026, 7, 1);
    (
        Actor::System(Process::OperationalAcceptanceTesting),
        Command::PassOat { connection_date, undecided: false },
    )
}
