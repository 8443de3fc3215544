//! PDP's team: administrators change it, and there is always one.

use domain::actor::{PdpRole, Role};
use domain::aggregate::Trail;
use domain::organisation::{
    MemberCommand, PdpTeam, Reason, Refusal, apply_team, authorise_team, decide_team,
};

use crate::support::{
    add, add_named, administrator, change_roles, contact, fields, now, record, remove, roles, staff, team,
};
use PdpRole::{Administrator, Reviewer, Support};

fn sample() -> PdpTeam {
    team(vec![record(1, &[Administrator]), record(2, &[Reviewer])])
}

/// The team after an administrator's command, with the codes of what happened.
fn after(before: &PdpTeam, command: MemberCommand<PdpRole>) -> Result<(PdpTeam, Vec<&'static str>), Refusal> {
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
        let refused = decide_team(&sample(), remove(2), &actor, now()).map(Trail::into_events);
        assert_eq!(refused, Err(Refusal::role(role)));
        assert_eq!(authorise_team(&actor), Err(Refusal::role(role)));
    }
    assert!(authorise_team(&administrator()).is_ok());
}

#[test]
fn members_of_the_team_are_added_changed_and_removed() {
    let (added, codes) = after(&sample(), add(3, &[Support])).unwrap();
    assert_eq!(codes, ["member_added"]);
    let (changed, codes) = after(&added, change_roles(3, &[Support, Reviewer])).unwrap();
    assert_eq!(codes, ["roles_changed"]);
    assert_eq!(changed.people[2].roles, roles(&[Support, Reviewer]));
    let (removed, codes) = after(&changed, remove(3)).unwrap();
    assert_eq!(codes, ["member_removed"]);
    assert_eq!(removed.people, sample().people);
}

/// Holds P2.
#[test]
fn the_last_administrator_stays_and_keeps_the_role() {
    let refusal = Refusal::from(Reason::LastHolder { role: Role::Pdp(Administrator) });
    assert_eq!(after(&sample(), remove(1)), Err(refusal.clone()));
    assert_eq!(after(&sample(), change_roles(1, &[Reviewer])), Err(refusal));
    let (two, _) = after(&sample(), change_roles(2, &[Administrator])).unwrap();
    assert!(after(&two, remove(1)).is_ok());
}

#[test]
fn there_may_be_many_administrators() {
    let mut team = sample();
    for number in 3..10 {
        team = after(&team, add(number, &[Administrator])).unwrap().0;
    }
    assert_eq!(team.holders(Administrator).count(), 8);
}

#[test]
fn an_address_is_used_once_in_the_team() {
    let refused = after(&sample(), add_named(3, "Three", "person-1@example.org", &[])).unwrap_err();
    assert_eq!(fields(&refused), ["email: email_in_use"]);
}
