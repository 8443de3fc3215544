//! PDP's team: administrators change it, there is always one, and nobody changes their own roles.

use domain::actor::{PdpRole, Role};
use domain::aggregate::Trail;
use domain::organisation::{
    CommandKind, MemberCommand, PdpTeam, Reason, Refusal, TeamCommand, apply_team, authorise_team,
    decide_team,
};

use crate::support::{
    add, add_named, administrator, change_roles, colleague, contact, correct, fields, now, record, remove,
    roles, staff, team,
};
use PdpRole::{Administrator, Reviewer, Support};

fn sample() -> PdpTeam {
    team(vec![record(1, &[Administrator]), record(2, &[Reviewer])])
}

/// The team after an administrator's command, with the codes of what happened.
fn after(before: &PdpTeam, command: MemberCommand<PdpRole>) -> Result<(PdpTeam, Vec<&'static str>), Refusal> {
    let command = TeamCommand::Member(command);
    let events = decide_team(before, command, &administrator(), now()).map(Trail::into_events)?;
    let mut after = before.clone();
    events.iter().for_each(|event| apply_team(&mut after, event));
    assert_eq!(after.version, before.version + events.len() as u64);
    Ok((after, events.iter().map(|event| event.kind.code()).collect()))
}

#[test]
fn only_administrators_change_the_team() {
    let role = Role::Pdp(Administrator);
    for actor in [contact(), staff(&[]), staff(&[Reviewer, Support])] {
        let command = TeamCommand::Member(remove(2));
        let refused = decide_team(&sample(), command, &actor, now()).map(Trail::into_events);
        assert_eq!(refused, Err(Refusal::role(role)));
        assert_eq!(authorise_team(CommandKind::AddMember, &actor), Err(Refusal::role(role)));
    }
    assert!(authorise_team(CommandKind::AddMember, &administrator()).is_ok());
}

#[test]
fn members_of_the_team_are_added_corrected_and_removed() {
    let (added, codes) = after(&sample(), add(3, &[])).unwrap();
    assert_eq!(codes, ["member_added"]);
    let (corrected, codes) = after(&added, correct(3, "Jo", "jo@example.org")).unwrap();
    assert_eq!((codes, corrected.people[2].name.as_str()), (vec!["member_corrected"], "Jo"));
    let (removed, codes) = after(&corrected, remove(3)).unwrap();
    assert_eq!(codes, ["member_removed"]);
    assert_eq!(removed.people, sample().people);
}

/// Holds Q4.
#[test]
fn one_administrator_takes_roles_away_and_gives_none() {
    let both = team(vec![record(1, &[Administrator]), record(2, &[Reviewer, Support])]);
    let (fewer, codes) = after(&both, change_roles(2, &[Support])).unwrap();
    assert_eq!((codes, &fewer.people[1].roles), (vec!["roles_changed"], &roles(&[Support])));
    let needed = || Err(Refusal::from(Reason::SecondAdministratorNeeded));
    assert_eq!(after(&fewer, change_roles(2, &[Support, Reviewer])), needed());
    // Not even in place of another.
    assert_eq!(after(&fewer, change_roles(2, &[Reviewer])), needed());
    assert_eq!(after(&fewer, add(3, &[Reviewer])), needed());
    assert_eq!(after(&fewer, change_roles(9, &[Reviewer])), Err(Reason::MemberNotFound.into()));
}

/// Holds P2.
#[test]
fn the_last_administrator_stays_and_keeps_the_role() {
    let refusal = Refusal::from(Reason::LastHolder { role: Role::Pdp(Administrator) });
    assert_eq!(after(&sample(), remove(1)), Err(refusal.clone()));
    assert_eq!(after(&sample(), change_roles(1, &[])), Err(refusal));
    let two = team(vec![record(1, &[Administrator]), record(2, &[Administrator])]);
    assert!(after(&two, remove(1)).is_ok());
}

/// Holds Q4.
#[test]
fn nobody_changes_their_own_roles_or_removes_themselves() {
    let two = team(vec![record(1, &[Administrator, Support]), record(2, &[Administrator])]);
    let by = |number, command| {
        let actor = colleague(number, &[Administrator]);
        decide_team(&two, TeamCommand::Member(command), &actor, now()).map(Trail::into_events)
    };
    let own = Refusal::from(Reason::OwnRoles);
    assert_eq!(by(1, change_roles(1, &[Administrator])), Err(own.clone()));
    assert_eq!(by(1, remove(1)), Err(own));
    assert!(by(2, change_roles(1, &[Administrator])).is_ok());
    assert!(by(2, remove(1)).is_ok());
    // As they are, there is nothing to change; and a name is no role.
    assert_eq!(by(1, change_roles(1, &[Administrator, Support])), Ok(vec![]));
    assert!(by(1, correct(1, "Jo", "jo@example.org")).is_ok());
}

#[test]
fn an_address_is_used_once_in_the_team() {
    let refused = after(&sample(), add_named(3, "Three", "person-1@example.org", &[])).unwrap_err();
    assert_eq!(fields(&refused), ["email: email_in_use"]);
}
