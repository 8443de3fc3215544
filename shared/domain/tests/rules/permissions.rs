//! Who may do what, and what another organisation learns (P1, A1).

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use domain::aggregate::Trail;
use domain::change::support::SupportAsked;
use domain::change::{Change, Command, CommandKind, Refusal, Status, authorise, decide};
use domain::policy::Step;
use domain::refusal::Thing;

use crate::support::commands::{fitting_actor, good_command, open_request, reopen};
use crate::support::people::{
    business_contact, inspection, member, one_per_role, outsider, own_organisation, reviewer, staff,
    test_manager,
};
use crate::support::positions::in_status;
use crate::support::samples::{self, monday_morning};
use crate::support::{context, work};

const BUSINESS: Role = Role::Organisation(OrganisationRole::PrimaryBusinessContact);
const TECHNICAL: Role = Role::Organisation(OrganisationRole::PrimaryTechnicalContact);
const SERVICE: Role = Role::Organisation(OrganisationRole::ServiceManager);
const TEST: Role = Role::Organisation(OrganisationRole::TestManager);
const SECURITY: Role = Role::Organisation(OrganisationRole::SecurityLead);
const REVIEWER: Role = Role::Pdp(PdpRole::Reviewer);
const IMPLEMENTATION: Role = Role::Pdp(PdpRole::ImplementationManager);
const SUPPORT: Role = Role::Pdp(PdpRole::Support);
const ADMINISTRATOR: Role = Role::Pdp(PdpRole::Administrator);

/// Each command that people ask for, with the roles of which any one allows it.
fn by_people() -> Vec<(Command, &'static [Role])> {
    use CommandKind as K;
    let good = good_command;
    let test_endpoints = SupportAsked::ChangeTestEndpoints(work::test_endpoints());
    let mut table: Vec<(Command, &'static [Role])> = vec![
        (good(K::EditDraft), &[BUSINESS]),
        (good(K::RequestUpload), &[BUSINESS]),
        (good(K::RemoveEvidence), &[BUSINESS]),
        (good(K::Submit), &[BUSINESS]),
        (good(K::AnswerQuestion), &[BUSINESS]),
        (good(K::Withdraw), &[BUSINESS]),
        (good(K::RecordDowntime), &[BUSINESS, SERVICE]),
        (good(K::MoveDowntime), &[BUSINESS, SERVICE]),
        (good(K::EndDowntime), &[BUSINESS, SERVICE]),
        (good(K::CancelDowntime), &[BUSINESS, SERVICE]),
        (good(K::AskForInformation), &[REVIEWER]),
        (good(K::Confirm), &[REVIEWER]),
        (good(K::Reject), &[REVIEWER]),
        (good(K::Reclassify), &[REVIEWER]),
        (good(K::TakeBackQuestion), &[REVIEWER]),
        (good(K::TakeBackConfirmation), &[REVIEWER]),
        (good(K::TakeBackRejection), &[REVIEWER]),
        (good(K::WithdrawIdle), &[REVIEWER]),
        (good(K::RecordTestEndpoints), &[TEST]),
        (good(K::ArrangeIntegrationTesting), &[IMPLEMENTATION]),
        (good(K::PublishMaterial), &[ADMINISTRATOR]),
        (good(K::FetchMaterial), &[TECHNICAL]),
        (good(K::AnswerSupportRequest), &[SUPPORT]),
        (good(K::PlaceHold), &[SUPPORT]),
        (good(K::ReleaseHold), &[SUPPORT]),
        (good(K::GiveConnectionDate), &[SERVICE]),
        (open_request(2, SupportAsked::DelayGoingLive { until: None }), &[BUSINESS, SERVICE]),
        (open_request(2, test_endpoints), &[TEST]),
        (open_request(2, SupportAsked::OatSupportSession), &[SERVICE]),
        (open_request(2, SupportAsked::Other), &[BUSINESS, TECHNICAL, SERVICE, TEST, SECURITY]),
    ];
    let submitted: [(Step, &[Role]); 6] = [
        (Step::Prerequisites, &[TEST]),
        (Step::TestCryptographicMaterial, &[TECHNICAL]),
        (Step::ItHealthCheck, &[SECURITY]),
        (Step::IntegrationTestingReport, &[TEST]),
        (Step::ServiceAcceptance, &[SERVICE]),
        (Step::LiveCryptographicMaterial, &[TECHNICAL]),
    ];
    for (step, roles) in submitted {
        table.push((work::submit_step(step), roles));
        table.push((work::request_step_upload(step, work::step_file(7)), roles));
    }
    let decided: [(Step, &[Role]); 4] = [
        (Step::Prerequisites, &[IMPLEMENTATION]),
        (Step::ItHealthCheck, &[REVIEWER]),
        (Step::IntegrationTestingReport, &[IMPLEMENTATION]),
        (Step::ServiceAcceptance, &[REVIEWER]),
    ];
    for (step, roles) in decided {
        table.push((work::approve(step), roles));
        table.push((work::send_back(step, "Why"), roles));
        table.push((reopen(step), roles));
    }
    table
}

/// Each command that only the system itself asks for.
fn by_processes() -> Vec<(Command, Process)> {
    let inspected = [CommandKind::ReceiveEvidence, CommandKind::AcceptEvidence, CommandKind::RejectEvidence];
    let others = [
        (CommandKind::PassOat, Process::OperationalAcceptanceTesting),
        (CommandKind::RevokeOat, Process::OperationalAcceptanceTesting),
        (CommandKind::MoveConnectionDate, Process::OperationalAcceptanceTesting),
        (CommandKind::AwaitOat, Process::OperationalAcceptanceTesting),
        (CommandKind::GoLive, Process::GoLive),
        (CommandKind::RemindReview, Process::Reminders),
    ];
    let inspected = inspected.map(|kind| (kind, Process::EvidenceInspection));
    inspected.into_iter().chain(others).map(|(kind, process)| (good_command(kind), process)).collect()
}

fn changes() -> Vec<Change> {
    Status::ALL.iter().map(|status| in_status(*status)).collect()
}

#[test]
fn every_command_is_open_to_the_listed_roles_alone() {
    let changes = changes();
    for (command, roles) in by_people() {
        for (name, actor) in one_per_role() {
            let expected = match roles.iter().find(|role| actor.holds(**role)) {
                Some(role) => Ok(By::Person { person: actor.person().expect("a person"), role: *role }),
                None if roles.len() == 1 => Err(Refusal::role(roles[0])),
                None => Err(Refusal::RoleRequired { roles: roles.to_vec() }),
            };
            for change in &changes {
                let said = authorise(change, &command, &actor);
                assert_eq!(said, expected, "{name}: {command:?} when {:?}", change.status());
            }
        }
    }
}

#[test]
fn system_commands_are_open_to_one_process_alone() {
    let changes = changes();
    for (command, process) in by_processes() {
        for (name, actor) in one_per_role() {
            let may = actor == Actor::System(process);
            let expected = if may { Ok(By::System(process)) } else { Err(Refusal::SystemOnly) };
            for change in &changes {
                assert_eq!(authorise(change, &command, &actor), expected, "{name}: {command:?}");
            }
        }
    }
}

#[test]
fn the_two_tables_name_every_command() {
    let by_people = by_people().into_iter().map(|(command, _)| command.kind());
    let by_processes = by_processes().into_iter().map(|(command, _)| command.kind());
    let mut named: Vec<_> = by_people.chain(by_processes).collect();
    named.sort_unstable();
    named.dedup();
    assert!(named.iter().eq(CommandKind::ALL));
}

#[test]
fn a_file_of_a_step_is_taken_out_by_who_submits_the_step() {
    let change =
        work::open_at(samples::confirmed_at(domain::policy::Scale::Moderate, false), Step::Prerequisites);
    let change = work::with_file(change, Step::Prerequisites);
    let id = change.evidence.accepted_for(Step::Prerequisites)[0];
    let remove = Command::RemoveEvidence { id };
    assert!(authorise(&change, &remove, &test_manager()).is_ok());
    let refused = authorise(&change, &remove, &business_contact());
    assert_eq!(refused, Err(Refusal::role(TEST)));
}

fn refusal(status: Status, kind: CommandKind, actor: &Actor) -> Option<Refusal> {
    decide(&in_status(status), good_command(kind), actor, &context(monday_morning()))
        .map(Trail::into_events)
        .err()
}

fn every_pair() -> impl Iterator<Item = (Status, CommandKind)> {
    Status::ALL.iter().flat_map(|status| CommandKind::ALL.iter().map(|kind| (*status, *kind)))
}

/// Holds P1.
#[test]
fn to_another_organisation_no_command_finds_the_change() {
    for (status, kind) in every_pair() {
        assert_eq!(
            refusal(status, kind, &outsider()),
            Some(Refusal::NotFound(Thing::Change)),
            "{status:?} {kind:?}"
        );
    }
    let commands = by_people().into_iter().map(|(command, _)| command);
    for command in commands.chain(by_processes().into_iter().map(|(command, _)| command)) {
        for change in changes() {
            assert_eq!(
                authorise(&change, &command, &outsider()),
                Err(Refusal::NotFound(Thing::Change)),
                "{command:?}"
            );
        }
    }
}

fn is_about_who_asks(refusal: Option<Refusal>) -> bool {
    matches!(refusal, Some(Refusal::RoleRequired { .. } | Refusal::SystemOnly))
}

/// Holds P1.
#[test]
fn without_a_role_a_person_may_do_nothing_in_the_organisation() {
    for (status, kind) in every_pair() {
        let refusal = refusal(status, kind, &member(own_organisation(), &[]));
        assert!(is_about_who_asks(refusal), "{status:?} {kind:?}");
    }
}

/// Holds P1.
#[test]
fn the_role_is_asked_for_before_anything_else_is_told() {
    for (status, kind) in every_pair() {
        let change = in_status(status);
        let authorised = |actor: &Actor| authorise(&change, &good_command(kind), actor).is_ok();
        for (name, actor) in one_per_role().into_iter().filter(|(_, actor)| !authorised(actor)) {
            assert!(is_about_who_asks(refusal(status, kind, &actor)), "{status:?} {kind:?} {name}");
        }
        assert!(authorised(&fitting_actor(kind)), "{kind:?}");
    }
}

/// Holds P3.
#[test]
fn the_refusal_names_the_role_that_may() {
    let refused = refusal(Status::Draft, CommandKind::Submit, &reviewer());
    assert_eq!(refused, Some(Refusal::role(BUSINESS)));
    let refused = refusal(Status::InReview, CommandKind::Confirm, &business_contact());
    assert_eq!(refused, Some(Refusal::role(REVIEWER)));
    let refused = refusal(Status::Draft, CommandKind::AcceptEvidence, &business_contact());
    assert_eq!(refused, Some(Refusal::SystemOnly));
    let roles = vec![BUSINESS, SERVICE];
    let words = Refusal::RoleRequired { roles }.to_string();
    assert!(
        words.starts_with("Only a primary business contact or a service manager can do this."),
        "{words}"
    );
}

/// Holds P1.
#[test]
fn a_person_with_several_roles_acts_in_the_one_that_allows_it() {
    let everything = member(own_organisation(), OrganisationRole::ALL);
    let ctx = context(monday_morning());
    let events = decide(&in_status(Status::Draft), samples::submit(), &everything, &ctx)
        .map(Trail::into_events)
        .expect("events");
    let person = everything.person().expect("a person");
    assert_eq!(events[0].by, By::Person { person, role: BUSINESS });
    let all_of_pdp = staff(PdpRole::ALL);
    let confirm = good_command(CommandKind::Confirm);
    let events = decide(&in_status(Status::InReview), confirm, &all_of_pdp, &ctx)
        .map(Trail::into_events)
        .expect("events");
    let person = all_of_pdp.person().expect("a person");
    assert_eq!(events[0].by, By::Person { person, role: REVIEWER });
}

/// Holds A1.
#[test]
fn what_the_system_does_is_recorded_as_its_doing() {
    let receive = good_command(CommandKind::ReceiveEvidence);
    let ctx = context(monday_morning());
    let events = decide(&in_status(Status::Draft), receive, &inspection(), &ctx)
        .map(Trail::into_events)
        .expect("events");
    assert_eq!(events[0].by, By::System(Process::EvidenceInspection));
}

/// Holds P1.
#[test]
fn only_pdp_and_the_own_organisation_see_a_change() {
    assert!(member(own_organisation(), &[]).may_see(own_organisation()));
    assert!(staff(&[]).may_see(own_organisation()));
    assert!(inspection().may_see(own_organisation()));
    assert!(!outsider().may_see(own_organisation()));
}

/// Holds P1.
#[test]
fn a_role_of_one_side_is_never_a_role_of_the_other() {
    let member = member(own_organisation(), OrganisationRole::ALL);
    let staff = staff(PdpRole::ALL);
    assert!(PdpRole::ALL.iter().all(|role| !member.holds((*role).into()) && staff.holds((*role).into())));
    assert!(
        OrganisationRole::ALL.iter().all(|role| member.holds((*role).into()) && !staff.holds((*role).into()))
    );
}
