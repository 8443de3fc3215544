//! Roles at PDP are given by two administrators: one proposes, another approves (Q4).

use domain::actor::PdpRole;
use domain::aggregate::Trail;
use domain::ids::ProposalId;
use domain::organisation::{
    MAX_PROPOSALS, MemberCommand, PdpTeam, Reason, Refusal, TeamCommand, TypedWhom, Whom, apply_team,
    decide_team,
};

use crate::support::{
    address, change_roles, colleague, fields, now, person, record, remove, roles, sign_in, team,
};
use PdpRole::{Administrator, ImplementationManager, Reviewer, Support};

/// Two administrators (1 and 2) and a reviewer (3).
fn sample() -> PdpTeam {
    team(vec![record(1, &[Administrator]), record(2, &[Administrator]), record(3, &[Reviewer])])
}

fn proposal(number: u128) -> ProposalId {
    ProposalId::from_u128(number)
}

fn propose(id: u128, whom: u128, held: &[PdpRole]) -> TeamCommand {
    TeamCommand::Propose { id: proposal(id), whom: TypedWhom::Member(person(whom)), roles: roles(held) }
}

/// Somebody of this number, who is no member yet.
fn propose_newcomer(id: u128, number: u128, held: &[PdpRole]) -> TeamCommand {
    let whom = TypedWhom::Newcomer { name: format!("Person {number}"), email: address(number) };
    TeamCommand::Propose { id: proposal(id), whom, roles: roles(held) }
}

fn approve(id: u128) -> TeamCommand {
    TeamCommand::Approve { id: proposal(id), joins: None }
}

fn approve_who_joins(id: u128, number: u128) -> TeamCommand {
    TeamCommand::Approve { id: proposal(id), joins: Some((person(number), sign_in(number))) }
}

fn withdraw(id: u128) -> TeamCommand {
    TeamCommand::Withdraw { id: proposal(id) }
}

/// The administrator of this number gives the command; answers the team after it, and the codes of what happened.
fn by(number: u128, before: &PdpTeam, command: TeamCommand) -> Result<(PdpTeam, Vec<&'static str>), Refusal> {
    let actor = colleague(number, &[Administrator]);
    let events = decide_team(before, command, &actor, now()).map(Trail::into_events)?;
    let mut after = before.clone();
    events.iter().for_each(|event| apply_team(&mut after, event));
    Ok((after, events.iter().map(|event| event.kind.code()).collect()))
}

fn refused(number: u128, before: &PdpTeam, command: TeamCommand) -> Refusal {
    by(number, before, command).expect_err("a refusal")
}

fn after(number: u128, before: &PdpTeam, command: TeamCommand) -> PdpTeam {
    by(number, before, command).expect("it happens").0
}

/// Holds Q4.
#[test]
fn a_second_administrator_approves_what_the_first_proposed() {
    let (waiting, codes) = by(1, &sample(), propose(7, 3, &[Support])).unwrap();
    assert_eq!(codes, ["roles_proposed"]);
    assert_eq!(waiting.people, sample().people, "nobody has anything yet");
    let [kept] = &waiting.proposals[..] else { panic!("{waiting:?}") };
    assert_eq!((kept.by, kept.at, &kept.whom), (person(1), now(), &Whom::Member(person(3))));
    let (approved, codes) = by(2, &waiting, approve(7)).unwrap();
    assert_eq!(codes, ["roles_approved", "roles_changed"]);
    assert_eq!(approved.people[2].roles, roles(&[Reviewer, Support]));
    assert!(approved.proposals.is_empty());
}

/// Holds Q4.
#[test]
fn somebody_joins_when_a_second_administrator_approves() {
    let waiting = after(1, &sample(), propose_newcomer(7, 4, &[Administrator]));
    assert_eq!(waiting.people.len(), 3);
    let (approved, codes) = by(2, &waiting, approve_who_joins(7, 4)).unwrap();
    assert_eq!(codes, ["roles_approved", "member_added"]);
    assert_eq!(approved.people[3], record(4, &[Administrator]));
    assert!(approved.proposals.is_empty());
    // Nobody joins whom nothing is known of.
    assert_eq!(refused(2, &waiting, approve(7)), Reason::MemberNotFound.into());
    assert_eq!(refused(2, &waiting, approve_who_joins(7, 3)), Reason::AlreadyMember.into());
}

/// Holds Q4.
#[test]
fn nobody_approves_what_they_proposed_or_what_they_are_to_get() {
    let waiting = after(1, &sample(), propose(7, 3, &[Support]));
    assert_eq!(refused(1, &waiting, approve(7)), Reason::OwnProposal.into());
    let mut three = sample();
    three.people.push(record(4, &[Administrator]));
    let waiting = after(1, &three, propose(7, 2, &[Support]));
    assert_eq!(refused(2, &waiting, approve(7)), Reason::OwnRoles.into());
    assert!(by(4, &waiting, approve(7)).is_ok());
    assert_eq!(refused(1, &three, propose(7, 1, &[Support])), Reason::OwnRoles.into());
}

/// Holds Q4.
#[test]
fn any_administrator_withdraws_a_proposal() {
    let waiting = after(1, &sample(), propose(7, 3, &[Support]));
    for number in [1, 2] {
        let (withdrawn, codes) = by(number, &waiting, withdraw(7)).unwrap();
        assert_eq!(codes, ["proposal_withdrawn"]);
        assert!(withdrawn.proposals.is_empty());
        for gone in [approve(7), withdraw(7)] {
            assert_eq!(refused(2, &withdrawn, gone), Reason::ProposalNotFound.into());
        }
    }
}

/// Holds Q4.
#[test]
fn who_could_not_approve_is_no_second_administrator() {
    let alone = team(vec![record(1, &[Administrator]), record(3, &[Reviewer])]);
    assert_eq!(refused(1, &alone, propose(7, 3, &[Support])), Reason::NoSecondAdministrator.into());
    assert_eq!(refused(1, &alone, propose_newcomer(7, 4, &[Support])), Reason::NoSecondAdministrator.into());
    // The only other one is to get the roles.
    assert_eq!(refused(1, &sample(), propose(7, 2, &[Support])), Reason::NoSecondAdministrator.into());
}

/// Holds Q4.
#[test]
fn a_proposal_names_new_roles_and_a_person_who_is_there() {
    let sample = sample();
    assert_eq!(fields(&refused(1, &sample, propose(7, 3, &[]))), ["roles: missing"]);
    assert_eq!(refused(1, &sample, propose(7, 3, &[Reviewer])), Reason::RolesHeld.into());
    assert_eq!(refused(1, &sample, propose(7, 9, &[Reviewer])), Reason::MemberNotFound.into());
    let whom = TypedWhom::Newcomer { name: " ".into(), email: address(3) };
    let bad = TeamCommand::Propose { id: proposal(7), whom, roles: roles(&[]) };
    assert_eq!(fields(&refused(1, &sample, bad)), ["name: missing", "email: email_in_use", "roles: missing"]);
}

/// Holds Q4.
#[test]
fn a_person_has_one_proposal_and_the_team_not_too_many() {
    let waiting = after(1, &sample(), propose(7, 3, &[Support]));
    assert_eq!(refused(2, &waiting, propose(8, 3, &[Administrator])), Reason::AlreadyProposed.into());
    let waiting = after(1, &waiting, propose_newcomer(9, 4, &[Support]));
    assert_eq!(refused(2, &waiting, propose_newcomer(8, 4, &[Support])), Reason::AlreadyProposed.into());
    let mut full = sample();
    for number in 0..MAX_PROPOSALS as u128 {
        full = after(1, &full, propose_newcomer(100 + number, 100 + number, &[Support]));
    }
    let refusal = Reason::TooManyProposals { max: MAX_PROPOSALS };
    assert_eq!(refused(1, &full, propose(7, 3, &[Support])), refusal.into());
}

/// Holds Q4.
#[test]
fn a_proposal_gives_its_roles_beside_those_held_by_then() {
    let waiting = after(1, &sample(), propose(7, 3, &[Support, ImplementationManager]));
    let taken = after(2, &waiting, TeamCommand::Member(change_roles(3, &[])));
    let approved = after(2, &taken, approve(7));
    assert_eq!(approved.people[2].roles, roles(&[Support, ImplementationManager]), "not what was taken");
}

/// Holds Q4.
#[test]
fn a_proposal_ends_with_its_proposer_or_its_person() {
    let waiting = after(1, &sample(), propose(7, 3, &[Support]));
    let ended = [
        after(2, &waiting, TeamCommand::Member(remove(1))),
        after(2, &waiting, TeamCommand::Member(change_roles(1, &[]))),
        after(2, &waiting, TeamCommand::Member(remove(3))),
    ];
    for team in ended {
        assert!(team.proposals.is_empty(), "{team:?}");
        assert_eq!(refused(2, &team, approve(7)), Reason::ProposalNotFound.into());
    }
    // Without an event, as when the people are seeded.
    let mut seeded = waiting.clone();
    seeded.people.remove(0);
    assert_eq!(refused(2, &seeded, approve(7)), Reason::ProposalNotFound.into());
    let other = TeamCommand::Member(MemberCommand::TryAddress { person: person(3) });
    assert_eq!(after(2, &waiting, other).proposals.len(), 1);
}
