//! Who may do what with a request for OAT, and that nobody else does (P1).

use domain::actor::{Actor, By, OrganisationRole, PdpRole, Process, Role};
use domain::oat::{CommandKind, Refusal, authorise};
use domain::refusal::Thing;

use super::samples::{closed, failed, passed, requested};
use crate::support::people::{member, one_per_role, other_organisation, outsider, own_organisation, staff};

enum Needed {
    Role(Role),
    Process(Process),
}

/// Each command, and who may ask for it: written down independently of the code.
fn table() -> Vec<(CommandKind, Needed)> {
    let manager = || Needed::Role(Role::Organisation(OrganisationRole::ServiceManager));
    let support = || Needed::Role(Role::Pdp(PdpRole::Support));
    let probe = || Needed::Process(Process::OperationalAcceptanceTesting);
    vec![
        (CommandKind::RequestAnew, manager()),
        (CommandKind::RecordAttempts, probe()),
        (CommandKind::Close, probe()),
        (CommandKind::AskForRetest, manager()),
        (CommandKind::Rerun, support()),
        (CommandKind::ProposeOverride, support()),
        (CommandKind::DecideOverride, support()),
        (CommandKind::AskForDate, manager()),
        (CommandKind::DecideDate, support()),
        (CommandKind::SettleDate, manager()),
        (CommandKind::GiveConnectionDate, manager()),
        (CommandKind::GoLive, Needed::Process(Process::GoLive)),
        (CommandKind::RecordFinding, support()),
        (CommandKind::AskForSupport, manager()),
        (CommandKind::AnswerSupport, support()),
        (CommandKind::AskForDelay, manager()),
        (CommandKind::PlaceHold, support()),
        (CommandKind::ReleaseHold, support()),
    ]
}

fn expected(needed: &Needed, actor: &Actor) -> Result<By, Refusal> {
    match needed {
        Needed::Role(role) => match actor.person() {
            Some(person) if actor.holds(*role) => Ok(By::Person { person, role: *role }),
            _ => Err(Refusal::role(*role)),
        },
        Needed::Process(process) => match actor {
            Actor::System(own) if own == process => Ok(By::System(*process)),
            _ => Err(Refusal::SystemOnly),
        },
    }
}

#[test]
fn every_command_is_open_to_the_listed_roles_alone() {
    for oat in [requested(), failed(), passed(), closed()] {
        for (kind, needed) in table() {
            for (name, actor) in one_per_role() {
                assert_eq!(authorise(&oat, kind, &actor), expected(&needed, &actor), "{kind:?} {name}");
            }
        }
    }
}

#[test]
fn the_table_names_every_command_once() {
    assert!(table().iter().map(|(kind, _)| kind).eq(CommandKind::ALL));
}

#[test]
fn another_organisation_is_not_even_told_that_there_is_one() {
    let others =
        [outsider(), member(other_organisation(), &[]), member(other_organisation(), OrganisationRole::ALL)];
    for (kind, _) in table() {
        for actor in &others {
            assert_eq!(authorise(&requested(), kind, actor), Err(Refusal::NotFound(Thing::Oat)), "{kind:?}");
        }
    }
}

#[test]
fn a_person_without_a_role_may_do_nothing() {
    for actor in [member(own_organisation(), &[]), staff(&[])] {
        assert!(CommandKind::ALL.iter().all(|kind| authorise(&requested(), *kind, &actor).is_err()));
    }
}
