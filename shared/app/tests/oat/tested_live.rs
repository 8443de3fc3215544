//! OAT that PDP requires when the endpoints are live already (V4): tested as they are, told to both sides, and never taken down by it.

use app::mail::{Notification, OatNews};
use app::{OatSubject, Party, Request, promote_due, read_oat, request_oat, take_endpoint_out_of_use};
use domain::actor::{Actor, OrganisationRole, PdpRole, Process};
use domain::change::step_answers::StepAnswers;
use domain::change::{Change, Command as ChangeCommand, GoingLive, HostsAtReview, Status as ChangeStatus};
use domain::endpoint::EndpointUrl;
use domain::evidence::FileFormat;
use domain::ids::{EndpointId, EvidenceId};
use domain::oat::{Command, OatAnswers, OatRequest, Status};
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use fakes::{Play, accepted_file, member, organisation, staff};
use jiff::civil::date;
use pollster::block_on;

use crate::world::{DATE, FIND, SERVICE_MANAGERS, SUPPORT, World, live_find, ready, service_manager, url};

impl World {
    /// A minor change that went live without OAT; then PDP required it, and everything before it is done.
    fn live_change(&self) -> Change {
        let id = self.in_review(&[FIND]).id;
        let (reviewer, manager) = (staff(PdpRole::Reviewer), service_manager());
        let reason = || "The platform is another one".to_owned();
        let (scale, step) = (Scale::Minor, Step::ServiceAcceptance);
        let confirm = ChangeCommand::Confirm {
            scale,
            reason: Some(reason()),
            oat_required: false,
            hosts: HostsAtReview::default(),
        };
        self.on_change(&reviewer, id, confirm);
        let (file, file_name) = (EvidenceId::from_u128(9), "acceptance.pdf".to_owned());
        let upload = ChangeCommand::RequestUpload {
            id: file,
            file_name,
            declared: Some(FileFormat::Pdf),
            step: Some(step),
        };
        self.on_change(&manager, id, upload);
        let accept =
            ChangeCommand::AcceptEvidence { id: file, file: accepted_file(self.services.clock.now()) };
        self.on_change(&Actor::System(Process::EvidenceInspection), id, accept);
        let answers = StepAnswers::ServiceAcceptance { note: String::new() };
        self.on_change(&manager, id, ChangeCommand::SubmitStep { answers });
        self.on_change(&reviewer, id, ChangeCommand::ApproveStep { step });
        let processed = block_on(promote_due(&self.services, || true)).unwrap();
        assert_eq!(processed.done, [id], "{:?}", processed.failed);
        let require = ChangeCommand::Reclassify { scale, reason: reason(), oat_required: Some(true) };
        self.on_change(&reviewer, id, require);
        self.deployed(id)
    }

    /// Which URLs were asked.
    fn asked(&self) -> Vec<EndpointUrl> {
        self.probe().sent().into_iter().map(|request| request.url).collect()
    }

    /// The primary business contact takes an endpoint out of use (G5).
    fn take_out(&self, id: EndpointId) {
        let contact = member(1, OrganisationRole::PrimaryBusinessContact);
        let (key, party) = (self.fresh_key(&contact), Party::Organisation(organisation(1).id));
        let request = Request { actor: &contact, on: party, seen: None, key: Some(&key) };
        block_on(take_endpoint_out_of_use(&self.services, request, id, None)).unwrap();
    }

    /// OAT of it, requested without a connection date.
    fn requested_live(&self) -> OatRequest {
        let (change, manager) = (self.live_change(), service_manager());
        let answers = OatAnswers { connection_date: None, ..ready(DATE) };
        let (key, subject) = (self.fresh_key(&manager), OatSubject::Change(change.id));
        block_on(request_oat(&self.services, &manager, Some(&key), subject, &answers)).unwrap().oat
    }
}

#[test]
fn a_live_change_that_needs_oat_later_is_tested_and_complete() {
    let world = World::new();
    let oat = world.requested_live();
    let since = world.tested(oat.id).live_at.unwrap();
    assert_eq!(oat.connection_date, date(2026, 7, 6), "the day it went live");
    assert!(matches!(world.last_news(), OatNews::Requested { live_since: Some(at), .. } if at == since));
    assert_eq!(world.probe_once().attempts.len(), 1);
    assert_eq!(world.asked(), [url(FIND)]);
    let change = world.tested(oat.id);
    assert_eq!((change.status(), change.live_at), (ChangeStatus::Complete, Some(since)));
    let going_live = |news| matches!(news, OatNews::Passed { going_live: GoingLive::Live { .. }, .. });
    assert!(going_live(world.last_news()));
    assert!(world.codes().contains(&"change_completed"));
}

#[test]
fn the_email_opening_the_step_says_the_endpoints_are_live() {
    let world = World::new();
    let change = world.live_change();
    let opened =
        world.store().mails().into_iter().rev().flat_map(|(mail, _)| mail.parts).find_map(|part| match part
            .notification
        {
            Notification::StepOpened { step, live_since, .. } => Some((step.step, live_since)),
            _ => None,
        });
    assert_eq!(opened, Some((Step::OperationalAcceptanceTesting, change.live_at)));
}

#[test]
fn both_sides_hear_of_a_failure_and_nothing_is_taken_down() {
    let world = World::new();
    let oat = world.requested_live();
    world.probe().play(&url(FIND), [Play::Answer(401)]);
    world.probe_once();
    assert_eq!(world.oat(oat.id).status(), Status::Failed);
    let told: Vec<_> = world.told().into_iter().filter(|(_, code)| *code == "oat_failed").collect();
    assert_eq!(told, [(SERVICE_MANAGERS, "oat_failed"), (SUPPORT, "oat_failed")]);
    let change = world.tested(oat.id);
    assert_eq!(change.status(), ChangeStatus::Confirmed);
    assert!(change.register().iter().all(|entry| entry.state == EndpointState::Live));
    world.on(&service_manager(), oat.id, &Command::AskForRetest { fixed: "The keys".to_owned() });
    world.minute();
    world.probe_once();
    assert_eq!(world.tested(oat.id).status(), ChangeStatus::Complete);
}

#[test]
fn a_live_endpoint_is_tested_in_place_of_a_retired_one() {
    let world = World::new();
    let oat = world.requested_live();
    let (own, _) = world.tested(oat.id).new_endpoints().remove(0);
    world.take_out(own);
    world.probe_once();
    assert_eq!(world.asked(), [live_find()]);
}

#[test]
fn the_request_shows_that_it_is_live_and_since_when() {
    let world = World::new();
    let oat = world.requested_live();
    let seen = block_on(read_oat(&world.services, &service_manager(), oat.id)).unwrap();
    assert_eq!((seen.status.code(), seen.connection_date), ("open_live", date(2026, 7, 6)));
    assert_eq!(seen.going_live.code(), "live");
}
