//! The budget of calls to the table of what PDP stops and takes back (Q5), and of looking at it. On the real adapter.

use app::{
    Request, Suspending, Verdict, draft_from_change, execute_oat_command, promote_due, read_change,
    see_change, settle_evidence,
};
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, HostsAtReview};
use domain::evidence::FileFormat;
use domain::oat::Command as OatCommand;
use domain::policy::{Scale, Step};
use domain::register::EndpointState;
use fakes::{accepted_file, member, staff};

use crate::emulator::Table;
use crate::suspension::{because, colleague, decided, proposed};
use crate::testing::{pdp_support, service_manager};
use crate::world::{World, contact, reviewer};

fn confirm() -> Command {
    Command::Confirm {
        scale: Scale::Minimal,
        reason: Some("Small".to_owned()),
        oat_required: false,
        hosts: HostsAtReview::default(),
    }
}

fn why() -> String {
    "We looked at another change".to_owned()
}

/// Holds Q5.
#[tokio::test]
async fn stopping_and_taking_back_are_within_the_budget() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://a.example.org"]).await.id;
    table.take_calls();
    let (business, reviewer, support) = (contact(1), reviewer(), staff(PdpRole::Support));
    let technical = member(1, OrganisationRole::PrimaryTechnicalContact);
    let needed = Some(false);
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: needed, deployed: None };
    let commands: [(&Actor, Command); 9] = [
        (&reviewer, Command::AskForInformation { question: "What?".to_owned() }),
        (&reviewer, Command::TakeBackQuestion { reason: why() }),
        (&reviewer, confirm()),
        (&reviewer, Command::TakeBackConfirmation { reason: why() }),
        (&reviewer, Command::Reject { reason: why() }),
        (&reviewer, Command::TakeBackRejection { reason: why() }),
        (&reviewer, confirm()),
        (&support, Command::PlaceHold { reason: why(), until: None }),
        (&support, Command::ReleaseHold { reason: why() }),
    ];
    for (actor, command) in commands {
        let what = format!("{:?}", command.kind());
        world.execute(actor, id, command).await;
        assert_eq!(table.take_calls(), 2, "{what}");
    }
    world.execute(&technical, id, Command::SubmitStep { answers }).await;
    table.take_calls();
    let key = world.fresh_key(&business);
    draft_from_change(&world.services, &business, &key, id).await.unwrap();
    assert_eq!(table.take_calls(), 2, "a draft from an earlier change");
    for (actor, what) in [
        (&support, because("An incident")),
        (&support, proposed()),
        (&colleague(), decided(false)),
        (&support, proposed()),
        (&colleague(), decided(true)),
    ] {
        world.suspending(actor, &what).await.unwrap();
        assert_eq!(table.take_calls(), 2, "{what:?}");
    }
    table.delete().await;
}

/// Holds Q5.
#[tokio::test]
async fn opening_a_step_again_is_within_the_budget() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://a.example.org"]).await.id;
    let (manager, reviewer) = (service_manager(1), reviewer());
    let (scale, step, reason) = (Scale::Minor, Step::ServiceAcceptance, Some("Larger".to_owned()));
    let confirm = Command::Confirm { scale, reason, oat_required: true, hosts: HostsAtReview::default() };
    world.execute(&reviewer, id, confirm).await;
    let file = world.fresh_evidence();
    let (file_name, declared) = ("a.pdf".to_owned(), Some(FileFormat::Pdf));
    let upload = Command::RequestUpload { id: file, file_name, declared, step: Some(step) };
    world.execute(&manager, id, upload).await;
    let accepted = Verdict::Accepted(accepted_file(world.services.clock.now()));
    settle_evidence(&world.services, id, file, &accepted).await.unwrap();
    let answers = StepAnswers::ServiceAcceptance { note: String::new() };
    world.execute(&manager, id, Command::SubmitStep { answers }).await;
    world.execute(&reviewer, id, Command::ApproveStep { step }).await;
    table.take_calls();
    world.execute(&reviewer, id, Command::ReopenStep { step, reason: why() }).await;
    assert_eq!(table.take_calls(), 2);
    table.delete().await;
}

/// Holds Q5.
#[tokio::test]
async fn holding_an_initial_connection_is_within_the_budget() {
    let (world, table) = World::on_a_table().await;
    let own = world.connecting(3, &["https://new.example.org/find"]).await;
    let id = world.requested(&world.view_of_connection(&own), 3, 1).await.id;
    let support = pdp_support();
    let request = Request { actor: &support, on: id, seen: None, key: None };
    for command in
        [OatCommand::PlaceHold { reason: why(), until: None }, OatCommand::ReleaseHold { reason: why() }]
    {
        table.take_calls();
        execute_oat_command(&world.services, request, &command).await.unwrap();
        assert_eq!(table.take_calls(), 2, "{command:?}");
    }
    table.delete().await;
}

/// Looking at a change with live endpoints reads their entries too: the change does not know what happened to them since.
///
/// Holds G5, Q5.
#[tokio::test]
async fn a_live_change_is_seen_in_two_calls() {
    let (world, table) = World::on_a_table().await;
    let id = world.submitted(1, &["https://a.example.org"]).await.id;
    let seen = async |calls: u32, table: &Table| {
        table.take_calls();
        let seen = see_change(&world.services, &contact(1), id).await.unwrap();
        assert_eq!(table.take_calls(), calls);
        seen.endpoints
    };
    assert_eq!(seen(1, &table).await[0].state, EndpointState::Proposed);
    world.execute(&reviewer(), id, confirm()).await;
    let technical = member(1, OrganisationRole::PrimaryTechnicalContact);
    let needed = Some(false);
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: needed, deployed: None };
    world.execute(&technical, id, Command::SubmitStep { answers }).await;
    promote_due(&world.services, || true).await.unwrap();
    let live = world.load(id).await.unwrap();
    assert_eq!(seen(2, &table).await, live.register(), "as the change left it");
    let endpoint = live.register()[0].id;
    let stop = Suspending::Suspend { reason: "An incident".to_owned() };
    world.suspending_of(endpoint, &staff(PdpRole::Support), &stop).await.unwrap();
    let endpoints = seen(2, &table).await;
    assert_eq!(endpoints[0].state, EndpointState::Suspended);
    assert_eq!(read_change(&world.services, &contact(1), id).await.unwrap(), live, "the change is as it was");
    table.delete().await;
}
