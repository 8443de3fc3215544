//! Who may do what to an organisation (P1, G5).

use domain::refusal::Thing;
use std::collections::BTreeSet;

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use domain::endpoint::EndpointType;
use domain::ids::OrganisationId;
use domain::organisation::{
    Command, CommandKind, MemberCommand, Organisation, ProposedRestoration, Refusal, SignInState, authorise,
};
use domain::text::FreeText;

use crate::support::{Business, ServiceManager, TestManager};
use crate::support::{
    add, administrator, change_roles, contact, correct, decide_restoration, endpoint, given, member_of, now,
    organisation, own, person, propose_restoration, record, remove, rename, retire, scheme, sign_in, staff,
    suspend, unconnected,
};

/// An organisation of which every command can go wrong only by who asks.
fn ready() -> Organisation {
    let mut ready = organisation(vec![record(1, &[Business]), record(2, &[ServiceManager])]);
    ready.live_endpoints.insert(endpoint(9), EndpointType::Find);
    ready.suspended.extend([endpoint(2), endpoint(3)]);
    let by = By::Person { person: person(9), role: PdpRole::Support.into() };
    let proposed = ProposedRestoration { at: now(), by, reason: FreeText::restore("Mended".to_owned()) };
    ready.restorations.insert(endpoint(3), proposed);
    ready
}

/// The same for `command`: a vouching scheme is recorded before anything is live.
fn ready_for(command: &Command) -> Organisation {
    match command.kind() {
        CommandKind::ProposeVouchingScheme => unconnected(),
        _ => ready(),
    }
}

/// One command of each kind on a known organisation.
fn commands() -> Vec<Command> {
    vec![
        rename("Harbour"),
        Command::Member(add(3, &[TestManager])),
        Command::Member(change_roles(2, &[TestManager])),
        Command::Member(remove(2)),
        Command::Member(correct(2, "Jo", "jo@example.org")),
        Command::Member(MemberCommand::InviteAgain {
            person: person(2),
            state: SignInState::Invited,
            sign_in: sign_in(2),
        }),
        Command::Member(MemberCommand::TryAddress { person: person(2) }),
        retire(&ready(), endpoint(9)),
        suspend(&ready(), endpoint(9), "Why"),
        propose_restoration(&ready(), endpoint(2), "Why"),
        decide_restoration(&ready(), endpoint(3), Some(true)),
        scheme("Orchard", &[(1, EndpointType::Find, "https://find.orchard.example.org/pdp")]),
    ]
}

/// Commands on no known organisation: one makes it known, the others are on PDP's team.
const OF_PDP_ALONE: [CommandKind; 4] = [
    CommandKind::RegisterOrganisation,
    CommandKind::ProposeRoles,
    CommandKind::ApproveRoles,
    CommandKind::WithdrawRoles,
];

fn who_may(kind: CommandKind) -> Role {
    match kind {
        CommandKind::TakeEndpointOutOfUse => Role::Organisation(Business),
        CommandKind::SuspendEndpoint | CommandKind::ProposeRestoration | CommandKind::DecideRestoration => {
            Role::Pdp(PdpRole::Support)
        }
        _ => Role::Pdp(PdpRole::Administrator),
    }
}

/// Somebody with each role, with none, and the system.
fn everyone() -> Vec<Actor> {
    let members = OrganisationRole::ALL.iter().map(|role| member_of(own(), &[*role]));
    let people = PdpRole::ALL.iter().map(|role| staff(&[*role]));
    let others = [member_of(own(), &[]), staff(&[]), Actor::System(Process::GoLive)];
    members.chain(people).chain(others).collect()
}

#[test]
fn there_is_a_command_of_every_kind() {
    let found: BTreeSet<_> = commands().iter().map(Command::kind).chain(OF_PDP_ALONE).collect();
    assert_eq!(found, CommandKind::ALL.iter().copied().collect());
}

/// Holds P1.
#[test]
fn pdp_administers_and_the_business_contact_retires_endpoints() {
    for command in commands() {
        let role = who_may(command.kind());
        for actor in everyone() {
            let outcome = given(ready_for(&command)).when(actor.clone(), command.clone());
            if actor.holds(role) {
                let code = match command.kind() {
                    CommandKind::RenameOrganisation => "organisation_renamed",
                    CommandKind::AddMember => "member_added",
                    CommandKind::ChangeRoles => "roles_changed",
                    CommandKind::RemoveMember => "member_removed",
                    CommandKind::CorrectMember => "member_corrected",
                    CommandKind::InviteAgain => "invited_again",
                    CommandKind::TryAddress => "address_tried",
                    CommandKind::ProposeVouchingScheme => "vouching_scheme_proposed",
                    CommandKind::SuspendEndpoint => "endpoint_suspended",
                    CommandKind::ProposeRestoration => "restoration_proposed",
                    CommandKind::DecideRestoration => "endpoint_restored",
                    _ => "endpoint_taken_out_of_use",
                };
                let (_, events) = outcome.then(&[code]);
                assert_eq!(events[0].by, By::Person { person: actor.person().unwrap(), role });
            } else {
                assert_eq!(outcome.refused(), Refusal::role(role), "{actor:?}");
            }
        }
    }
}

/// Holds P1, Q4.
#[test]
fn operators_send_invitations_and_do_nothing_else() {
    let operators = Actor::System(Process::Operations);
    for command in commands() {
        let (kind, outcome) = (command.kind(), given(ready_for(&command)).when(operators.clone(), command));
        if kind == CommandKind::InviteAgain {
            let (_, events) = outcome.then(&["invited_again"]);
            assert_eq!(events[0].by, By::System(Process::Operations));
        } else {
            assert_eq!(outcome.refused(), Refusal::role(who_may(kind)), "{kind:?}");
        }
    }
}

/// Holds P1.
#[test]
fn to_another_organisation_there_is_none_whatever_it_asks() {
    let outsider = member_of(OrganisationId::from_u128(0xB), OrganisationRole::ALL);
    for command in commands() {
        assert_eq!(
            given(ready()).when(outsider.clone(), command).refused(),
            Refusal::NotFound(Thing::Organisation)
        );
    }
}

/// Holds P1.
#[test]
fn the_role_is_asked_for_before_anything_else_is_told() {
    let role = Role::Pdp(PdpRole::Administrator);
    let wrong = [rename(""), Command::Member(remove(99)), Command::Member(add(1, &[Business]))];
    for command in wrong {
        assert_eq!(given(ready()).when(contact(), command).refused(), Refusal::role(role));
    }
}

#[test]
fn the_permission_alone_says_the_same() {
    for kind in CommandKind::ALL {
        for actor in [administrator(), contact()] {
            assert_eq!(authorise(own(), *kind, &actor).is_ok(), actor.holds(who_may(*kind)), "{kind:?}");
        }
    }
}
