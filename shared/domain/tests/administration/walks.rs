//! Properties that hold however an organisation and PDP's team are administered: random walks of commands, sensible and not,
//! by anyone, while endpoints become live meanwhile.

use std::collections::BTreeSet;

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::aggregate::Trail;
use domain::endpoint::EndpointType;
use domain::ids::{EndpointId, OrganisationId, PersonId, ProposalId};
use domain::organisation::{
    Command, CommandKind, Event, MemberCommand, Organisation, PartyRole, PdpTeam, Person, SignInState,
    TeamCommand, TypedWhom, apply, apply_team, decide, decide_team, register, replay,
};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestCaseError, TestRunner};

use crate::support::{
    administrator, contact, endpoint, member_of, now, own, person, record, registered, scheme, sign_in,
    staff, team,
};

#[derive(Debug, Clone)]
enum Step {
    Asked(Command, Option<Actor>),
    /// A change of the organisation went live.
    WentLive(EndpointId, EndpointType),
}

fn any_person() -> impl Strategy<Value = PersonId> {
    (1_u128..6).prop_map(person)
}

fn any_roles<R: Copy + Ord + std::fmt::Debug + 'static>(
    all: &'static [R],
) -> impl Strategy<Value = BTreeSet<R>> {
    proptest::collection::btree_set(select(all), 0..3)
}

fn any_member_command<R: Copy + Ord + std::fmt::Debug + 'static>(
    all: &'static [R],
) -> impl Strategy<Value = MemberCommand<R>> {
    let name = prop_oneof![5 => "[A-Z][a-z]{1,5}", 1 => any::<String>()];
    let email = prop_oneof![5 => "[a-e]@example\\.org", 1 => any::<String>()];
    let contact = (name, email);
    let add = (1_u128..6, contact.clone(), any_roles(all));
    prop_oneof![
        3 => add.prop_map(|(number, (name, email), roles)| MemberCommand::Add {
            person: person(number),
            sign_in: sign_in(number),
            name,
            email,
            roles,
        }),
        3 => (any_person(), any_roles(all)).prop_map(|(person, roles)| MemberCommand::ChangeRoles { person, roles }),
        2 => any_person().prop_map(|person| MemberCommand::Remove { person }),
        2 => (any_person(), contact).prop_map(|(person, (name, email))| MemberCommand::Correct { person, name, email }),
        1 => (any_person(), select(SignInState::ALL), 1_u128..9).prop_map(|(person, state, number)| MemberCommand::InviteAgain {
            person,
            state,
            sign_in: sign_in(number),
        }),
        1 => any_person().prop_map(|person| MemberCommand::TryAddress { person }),
    ]
}

/// Commands on PDP's team, with roles that are proposed, approved and withdrawn.
fn any_team_command() -> impl Strategy<Value = TeamCommand> {
    let proposal = || (1_u128..6).prop_map(ProposalId::from_u128);
    let newcomer = ("[A-Z][a-z]{1,5}", "[a-e]@example\\.org")
        .prop_map(|(name, email)| TypedWhom::Newcomer { name, email });
    let whom = prop_oneof![any_person().prop_map(TypedWhom::Member), newcomer];
    let joins = || (1_u128..6).prop_map(|number| (person(number), sign_in(number)));
    prop_oneof![
        4 => any_member_command(PdpRole::ALL).prop_map(TeamCommand::Member),
        4 => (proposal(), whom, any_roles(PdpRole::ALL)).prop_map(|(id, whom, roles)| TeamCommand::Propose { id, whom, roles }),
        4 => (proposal(), proptest::option::weighted(0.7, joins())).prop_map(|(id, joins)| TeamCommand::Approve { id, joins }),
        1 => proposal().prop_map(|id| TeamCommand::Withdraw { id }),
    ]
}

/// Somebody of PDP's team in the roles that they hold there, as a token has them.
fn as_they_are(team: &PdpTeam, number: usize) -> Option<Actor> {
    let one = team.people.get(number % team.people.len().max(1))?;
    let (person, roles) = (one.id, one.roles.clone());
    Some(Actor::Staff { person, roles, name: None })
}

fn any_actor() -> impl Strategy<Value = Actor> {
    select(vec![
        contact(),
        administrator(),
        staff(&[PdpRole::Reviewer]),
        member_of(own(), &[]),
        member_of(OrganisationId::from_u128(0xB), OrganisationRole::ALL),
    ])
}

fn any_endpoint() -> impl Strategy<Value = EndpointId> {
    (1_u128..8).prop_map(endpoint)
}

/// A vouching scheme: of a few endpoints, some of them good.
fn any_scheme() -> impl Strategy<Value = Command> {
    let url = prop_oneof![
        4 => "https://[a-c]\\.example\\.org/find",
        1 => Just("https://192.0.2.1/find".to_owned()),
    ];
    let endpoints = proptest::collection::vec((select(EndpointType::ALL), url), 0..4);
    ("[A-Z][a-z]{0,3}", endpoints).prop_map(|(name, endpoints)| {
        let typed: Vec<_> = endpoints.iter().map(|(kind, url)| (0, *kind, url.as_str())).collect();
        scheme(&name, &typed)
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let rename =
        prop_oneof![Just(String::new()), "[A-Z][a-z]{1,5}"].prop_map(|name| Command::Rename { name });
    let retire = any_endpoint().prop_map(|id| Command::TakeEndpointOutOfUse {
        id,
        registered: None,
        reason: Some("Old".to_owned()),
    });
    let suspended = (any_endpoint(), 0_u8..6).prop_map(|(id, what)| {
        let (registered, reason) = (None, "An incident".to_owned());
        match what {
            0 | 1 => Command::SuspendEndpoint { id, registered, reason },
            2 | 3 => Command::ProposeRestoration { id, registered, reason },
            what => Command::DecideRestoration { id, registered, approved: Some(what == 4), reason: None },
        }
    });
    let command = prop_oneof![
        9 => suspended,
        1 => rename,
        6 => any_member_command(OrganisationRole::ALL).prop_map(Command::Member),
        3 => retire,
        3 => any_scheme(),
    ];
    prop_oneof![
        4 => (command, proptest::option::weighted(0.3, any_actor())).prop_map(|(command, actor)| Step::Asked(command, actor)),
        1 => (any_endpoint(), select(EndpointType::ALL)).prop_map(|(id, kind)| Step::WentLive(id, kind)),
    ]
}

fn any_walk() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(any_step(), 1..40)
}

/// Commands that were accepted and refused, to know that the walks go somewhere.
#[derive(Default)]
struct Seen {
    accepted: BTreeSet<CommandKind>,
    refused: BTreeSet<CommandKind>,
}

/// What holds of the people of any record.
fn check_people<R: PartyRole + std::fmt::Debug>(
    before: &[Person<R>],
    after: &[Person<R>],
) -> Result<(), TestCaseError> {
    let ids: BTreeSet<_> = after.iter().map(|member| member.id).collect();
    let addresses: BTreeSet<_> = after.iter().map(|member| &member.email).collect();
    prop_assert_eq!(ids.len(), after.len(), "somebody is there twice");
    prop_assert_eq!(addresses.len(), after.len(), "an address is there twice");
    let sign_ins: BTreeSet<_> = after.iter().map(|member| member.sign_in).collect();
    prop_assert_eq!(sign_ins.len(), after.len(), "two people sign in with the same");
    let holders =
        |people: &[Person<R>], role: R| people.iter().filter(|member| member.roles.contains(&role)).count();
    prop_assert!(R::MOST.is_none_or(|(role, most)| holders(after, role) <= most));
    prop_assert!(
        R::INDISPENSABLE.is_none_or(|role| holders(before, role) == 0 || holders(after, role) > 0),
        "nobody holds the role any more"
    );
    Ok(())
}

/// What holds of the vouching scheme of any organisation.
fn check_scheme(before: &Organisation, after: &Organisation) -> Result<(), TestCaseError> {
    prop_assert!(before.live_endpoints.is_empty() || after.vouching == before.vouching, "it was connected");
    let Some(scheme) = &after.vouching else { return Ok(()) };
    let ids: BTreeSet<_> = scheme.endpoints.iter().map(|(id, _)| id).collect();
    let endpoints: BTreeSet<_> = scheme.endpoints.iter().map(|(_, endpoint)| endpoint).collect();
    prop_assert_eq!(endpoints.len(), scheme.endpoints.len(), "an endpoint is there twice");
    prop_assert_eq!(ids.len(), endpoints.len(), "an id is there twice");
    prop_assert!(endpoints.iter().any(|one| one.endpoint_type == EndpointType::Find));
    Ok(())
}

fn fitting(command: &Command) -> Actor {
    match command.kind() {
        CommandKind::TakeEndpointOutOfUse => contact(),
        CommandKind::SuspendEndpoint | CommandKind::ProposeRestoration => staff(&[PdpRole::Support]),
        CommandKind::DecideRestoration => colleague(),
        _ => administrator(),
    }
}

/// Somebody in PDP support who proposed nothing.
fn colleague() -> Actor {
    Actor::Staff { person: person(2), roles: [PdpRole::Support].into(), name: None }
}

/// What holds of suspended endpoints.
fn check_suspended(before: &Organisation, after: &Organisation) -> Result<(), TestCaseError> {
    prop_assert!(after.suspended.iter().all(|id| after.live_endpoints.contains_key(id)), "of nothing live");
    prop_assert!(after.restorations.keys().all(|id| after.suspended.contains(id)), "of nothing suspended");
    let restored = before.suspended.difference(&after.suspended);
    for id in restored.filter(|id| after.live_endpoints.contains_key(id)) {
        prop_assert!(before.restorations.contains_key(id), "restored without a proposal");
    }
    Ok(())
}

fn find_endpoints(organisation: &Organisation) -> usize {
    organisation.live_endpoints.values().filter(|kind| **kind == EndpointType::Find).count()
}

fn walk(steps: Vec<Step>, seen: &mut Seen) -> Result<(), TestCaseError> {
    let first = register(own(), "Harbour Pensions", &administrator(), now()).expect("a registration");
    let mut organisation = replay([&first]).expect("an organisation");
    let mut known = Organisation::clone(&organisation);
    let mut events: Vec<Event> = vec![first];
    let mut replayed = organisation.clone();
    let mut fresh_ids = 100..;
    for step in steps {
        let (command, actor) = match step {
            Step::WentLive(id, kind) => {
                for state in [&mut organisation, &mut replayed] {
                    state.live_endpoints.entry(id).or_insert(kind);
                }
                known.live_endpoints.extend(organisation.live_endpoints.clone());
                continue;
            }
            Step::Asked(Command::TakeEndpointOutOfUse { id, reason, .. }, actor) => {
                let registered = registered(&known, id);
                (Command::TakeEndpointOutOfUse { id, registered, reason }, actor)
            }
            // Each of these means the next endpoint from there on with which it can be done, if there is one.
            Step::Asked(Command::SuspendEndpoint { id, reason, .. }, actor) => {
                let id = organisation.live_endpoints.range(id..).next().map_or(id, |(next, _)| *next);
                (Command::SuspendEndpoint { id, registered: registered(&known, id), reason }, actor)
            }
            Step::Asked(Command::ProposeRestoration { id, reason, .. }, actor) => {
                let id = organisation.suspended.range(id..).next().copied().unwrap_or(id);
                (Command::ProposeRestoration { id, registered: registered(&known, id), reason }, actor)
            }
            Step::Asked(Command::DecideRestoration { id, approved, reason, .. }, actor) => {
                let id = organisation.restorations.range(id..).next().map_or(id, |(next, _)| *next);
                let registered = registered(&known, id);
                (Command::DecideRestoration { id, registered, approved, reason }, actor)
            }
            Step::Asked(Command::ProposeVouchingScheme { name, endpoints }, actor) => {
                let fresh = fresh_ids.by_ref().map(endpoint);
                let endpoints = fresh.zip(endpoints).map(|(id, (_, typed))| (id, typed)).collect();
                (Command::ProposeVouchingScheme { name, endpoints }, actor)
            }
            Step::Asked(command, actor) => (command, actor),
        };
        let kind = command.kind();
        let actor = actor.unwrap_or_else(|| fitting(&command));
        let before = organisation.clone();
        match decide(&organisation, command, &actor, now()).map(Trail::into_events) {
            Err(refusal) => {
                seen.refused.insert(kind);
                prop_assert!(!refusal.to_string().is_empty());
            }
            Ok(new) => {
                seen.accepted.insert(kind);
                prop_assert!(actor.may_see(organisation.id), "another organisation acted");
                new.iter().for_each(|event| apply(&mut organisation, event));
                prop_assert_eq!(organisation.version, before.version + new.len() as u64);
                new.iter().for_each(|event| apply(&mut replayed, event));
                events.extend(new);
            }
        }
        check_people(&before.people, &organisation.people)?;
        check_scheme(&before, &organisation)?;
        check_suspended(&before, &organisation)?;
        prop_assert!(
            find_endpoints(&before) == 0 || find_endpoints(&organisation) > 0,
            "no live Find endpoint is left"
        );
    }
    prop_assert_eq!(&replayed, &organisation, "the events lead elsewhere");
    let alone = replay(&events).expect("an organisation");
    prop_assert_eq!(
        (alone.version, alone.name, alone.vouching, alone.people),
        (organisation.version, organisation.name, organisation.vouching, organisation.people)
    );
    Ok(())
}

/// The roles at PDP that somebody holds, under the id of the person.
fn held(team: &PdpTeam) -> BTreeSet<(PersonId, PdpRole)> {
    team.people.iter().flat_map(|one| one.roles.iter().map(|role| (one.id, *role))).collect()
}

fn walk_team(commands: Vec<(TeamCommand, usize)>) -> Result<BTreeSet<CommandKind>, TestCaseError> {
    let both = [PdpRole::Administrator];
    let start = team(vec![record(1, &both), record(2, &both), record(3, &[PdpRole::Reviewer])]);
    let mut now_there: PdpTeam = start.clone();
    let (mut all, mut accepted) = (Vec::new(), BTreeSet::new());
    for (command, number) in commands {
        let before = now_there.clone();
        let Some(actor) = as_they_are(&now_there, number) else { continue };
        let kind = command.kind();
        if let Ok(events) = decide_team(&now_there, command.clone(), &actor, now()).map(Trail::into_events) {
            prop_assert!(actor.holds(PdpRole::Administrator.into()));
            events.iter().for_each(|event| apply_team(&mut now_there, event));
            all.extend(events);
            accepted.insert(kind);
        }
        check_people(&before.people, &now_there.people)?;
        // Roles come of proposals that somebody else made, and nobody gives any to themselves.
        let given: Vec<_> = held(&now_there).difference(&held(&before)).copied().collect();
        if !given.is_empty() {
            let TeamCommand::Approve { id, .. } = command else { panic!("{command:?} gave {given:?}") };
            let proposal = before.proposals.iter().find(|proposal| proposal.id == id).expect("a proposal");
            prop_assert!(Some(proposal.by) != actor.person());
            prop_assert!(before.holders(PdpRole::Administrator).any(|one| one.id == proposal.by));
            for (person, role) in given {
                prop_assert!(Some(person) != actor.person() && person != proposal.by);
                prop_assert!(proposal.roles.contains(&role));
            }
        }
    }
    let mut replayed = start;
    all.iter().for_each(|event| apply_team(&mut replayed, event));
    prop_assert_eq!(replayed, now_there, "the events lead elsewhere");
    Ok(accepted)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Holds P2.
    #[test]
    fn every_walk_keeps_the_guards_and_replays_to_the_record(steps in any_walk()) {
        walk(steps, &mut Seen::default())?;
    }

    /// Holds Q4.
    #[test]
    fn every_walk_keeps_the_guards_of_pdp_s_team(
        commands in proptest::collection::vec((any_team_command(), 0_usize..6), 1..60)
    ) {
        walk_team(commands)?;
    }
}

#[test]
fn the_walks_have_every_command_accepted_and_refused() {
    let mut runner = TestRunner::deterministic();
    let mut seen = Seen::default();
    for _ in 0..300 {
        let steps = any_walk().new_tree(&mut runner).expect("a walk").current();
        walk(steps, &mut seen).expect("the rules kept");
    }
    let commands: BTreeSet<_> =
        CommandKind::ALL.iter().copied().filter(|kind| !of_pdp_alone(*kind)).collect();
    assert_eq!(seen.accepted, commands);
    assert_eq!(seen.refused, commands);
}

/// Whether it is on no organisation that is known.
fn of_pdp_alone(kind: CommandKind) -> bool {
    use CommandKind::{ApproveRoles, ProposeRoles, RegisterOrganisation, WithdrawRoles};
    matches!(kind, RegisterOrganisation | ProposeRoles | ApproveRoles | WithdrawRoles)
}

#[test]
fn the_walks_of_pdp_s_team_have_every_command_accepted() {
    let mut runner = TestRunner::deterministic();
    let mut accepted = BTreeSet::new();
    let any_walk = proptest::collection::vec((any_team_command(), 0_usize..6), 1..60);
    for _ in 0..300 {
        let commands = any_walk.new_tree(&mut runner).expect("a walk").current();
        accepted.extend(walk_team(commands).expect("the rules kept"));
    }
    use CommandKind::{AddMember, ApproveRoles, ChangeRoles, CorrectMember, InviteAgain, ProposeRoles};
    use CommandKind::{RemoveMember, TryAddress, WithdrawRoles};
    let every = [
        AddMember,
        ApproveRoles,
        ChangeRoles,
        CorrectMember,
        InviteAgain,
        ProposeRoles,
        RemoveMember,
        TryAddress,
        WithdrawRoles,
    ];
    assert_eq!(accepted, every.into());
}
