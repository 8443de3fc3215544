//! Claims on tasks, and notes (Q1).

use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::calendar::Calendar;
use domain::change::support::HoldReasonKind;
use domain::ids::{ChangeId, NoteId, OatId, OrganisationId, PersonId};
use domain::policy::other::OTHER;
use domain::policy::{Limits, Policy};
use domain::refusal::{Refusal, Thing};
use domain::task::{
    Claim, NoteOn, OpenTask, Reason, Task, claim, may_claim, may_note, may_read_notes, note, release,
};
use domain::text::Name;
use jiff::{SignedDuration, Timestamp};
use rstest::rstest;

use crate::support::at;
use crate::support::people::{business_contact, outsider, pdp_support, reminders, staff};
use crate::support::samples::monday_morning;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn limits() -> &'static Limits {
    &Policy::version(1).limits
}

fn after_hours(hours: i32) -> Timestamp {
    monday_morning().saturating_add(HOUR * hours).expect("a time")
}

fn hold() -> OpenTask {
    let task = Task::Hold { why: HoldReasonKind::Pdp };
    OpenTask::new(task, PdpRole::Support, monday_morning(), limits(), Calendar::england_and_wales())
}

/// Somebody at PDP of this name.
fn person(n: u128, name: &str) -> Actor {
    let name = Some(Name::parse(name).expect("a name"));
    Actor::Staff { person: PersonId::from_u128(n), roles: [PdpRole::Support].into(), name }
}

fn claimed(by: &Actor, at: Timestamp) -> Claim {
    claim(Some(&hold()), None, false, by, limits(), at).expect("a claim")
}

/// Holds Q1.
#[test]
fn a_claim_shows_who_is_at_it_and_ends_in_a_day() {
    let made = claimed(&person(1, "Kim"), monday_morning());
    assert_eq!(made.name.as_ref().map(Name::as_str), Some("Kim"));
    assert_eq!((made.by, made.until), (PersonId::from_u128(1), after_hours(24)));
    assert!(made.is_on(&hold(), after_hours(23)));
    assert!(!made.is_on(&hold(), after_hours(24)));
    let other = claim(Some(&hold()), None, false, &person(1, "Kim"), &OTHER.limits, monday_morning());
    assert_eq!(other.expect("a claim").until, after_hours(30), "policy says how long");
}

/// Holds Q1.
#[test]
fn somebody_else_takes_over_knowingly() {
    let (kim, lee) = (person(1, "Kim"), person(2, "Lee"));
    let held = claimed(&kim, monday_morning());
    let take = |take_over, now| claim(Some(&hold()), Some(&held), take_over, &lee, limits(), now);
    let refused = take(false, after_hours(1)).expect_err("a refusal");
    assert_eq!(
        refused.to_string(),
        "Kim has claimed this until 10:00 on Tuesday 8 September 2026. Ask them first, or take it over if they cannot go on"
    );
    assert_eq!(take(true, after_hours(1)).expect("a claim").by, PersonId::from_u128(2));
    assert_eq!(take(false, after_hours(24)).expect("it has ended").by, PersonId::from_u128(2));
    // One's own lasts anew.
    let again = claim(Some(&hold()), Some(&held), false, &kim, limits(), after_hours(2)).expect("a claim");
    assert_eq!(again.until, after_hours(26));
}

/// Holds Q1.
#[test]
fn a_claim_does_not_pass_on_to_a_later_task() {
    let (kim, lee) = (person(1, "Kim"), person(2, "Lee"));
    let held = claimed(&kim, monday_morning());
    let again = OpenTask { since: after_hours(1), ..hold() };
    assert!(!held.is_on(&again, after_hours(1)));
    assert!(claim(Some(&again), Some(&held), false, &lee, limits(), after_hours(1)).is_ok());
    assert_eq!(release(Some(&again), Some(&held), &lee, after_hours(1)), Ok(None));
}

/// Holds Q1.
#[test]
fn who_claimed_it_releases_it() {
    let (kim, lee) = (person(1, "Kim"), person(2, "Lee"));
    let held = claimed(&kim, monday_morning());
    let released = release(Some(&hold()), Some(&held), &kim, after_hours(1)).expect("released");
    assert!(!released.expect("a claim that ended").is_on(&hold(), after_hours(1)));
    let others = release(Some(&hold()), Some(&held), &lee, after_hours(1));
    assert!(matches!(others, Err(Refusal::Task(Reason::Claimed { .. }))));
    assert_eq!(release(Some(&hold()), None, &kim, after_hours(1)), Ok(None));
}

/// Holds Q1.
#[test]
fn only_what_waits_for_pdp_now_is_claimed() {
    let kim = person(1, "Kim");
    let nothing = Err(Refusal::NotFound(Thing::Task));
    assert_eq!(claim(None, None, true, &kim, limits(), monday_morning()), nothing);
    let to_come = OpenTask { since: after_hours(1), ..hold() };
    assert_eq!(claim(Some(&to_come), None, true, &kim, limits(), monday_morning()), nothing);
    let role = OrganisationRole::ServiceManager;
    let theirs = OpenTask { role: role.into(), ..hold() };
    let refused = claim(Some(&theirs), None, true, &kim, limits(), monday_morning());
    assert_eq!(refused, Err(Reason::NotOfPdp { role }.into()));
    assert_eq!(release(None, None, &kim, monday_morning()), Err(Refusal::NotFound(Thing::Task)));
}

/// Holds P1, Q1.
#[rstest]
#[case(business_contact())]
#[case(outsider())]
#[case(reminders())]
#[case::without_a_role(staff(&[]))]
fn nobody_else_claims(#[case] actor: Actor) {
    assert!(matches!(may_claim(&actor), Err(Refusal::RoleRequired { .. })));
    let refused = claim(Some(&hold()), None, true, &actor, limits(), monday_morning());
    assert!(matches!(refused, Err(Refusal::RoleRequired { .. })));
    let refused = release(Some(&hold()), None, &actor, monday_morning());
    assert!(matches!(refused, Err(Refusal::RoleRequired { .. })));
}

#[rstest]
#[case(Some("Kim"), "Kim has claimed this until 10:30 on Monday 14 September 2026")]
#[case(None, "Somebody else has claimed this until 10:30 on Monday 14 September 2026")]
fn a_refusal_says_who_and_until_when(#[case] name: Option<&str>, #[case] words: &str) {
    let name = name.map(|name| Name::parse(name).expect("a name"));
    let reason = Reason::Claimed { name, until: at("2026-09-14T09:30:00Z") };
    assert!(reason.to_string().starts_with(words), "{reason}");
    let role = OrganisationRole::SecurityLead;
    let other = Reason::NotOfPdp { role };
    assert!(other.to_string().contains("security lead"), "{other}");
    assert_ne!(reason.code(), other.code());
}

const PLACES: [NoteOn; 3] =
    [NoteOn::Change(ChangeId::nil()), NoteOn::Oat(OatId::nil()), NoteOn::Organisation(OrganisationId::nil())];

/// Holds P1, Q1.
#[test]
fn only_pdp_reads_and_writes_notes() {
    for on in PLACES {
        assert_eq!(may_read_notes(on, &staff(&[])), Ok(()));
        assert!(matches!(may_note(on, &staff(&[])), Err(Refusal::RoleRequired { .. })));
        assert!(may_note(on, &pdp_support()).is_ok());
        for actor in [business_contact(), outsider(), reminders()] {
            assert_eq!(may_read_notes(on, &actor), Err(Refusal::NotFound(on.thing())));
            assert_eq!(may_note(on, &actor), Err(Refusal::NotFound(on.thing())));
        }
    }
}

/// Holds Q1.
#[test]
fn a_note_has_a_text_of_bounded_length() {
    let write =
        |text: &str| note(NoteId::nil(), PLACES[0], text, &person(1, "Kim"), limits(), monday_morning());
    let made = write(" Called them.\r\nThey mend it ").expect("a note");
    assert_eq!(made.text.as_str(), "Called them.\nThey mend it");
    assert_eq!(made.name.as_ref().map(Name::as_str), Some("Kim"));
    for text in [String::new(), " \u{200b}".to_owned(), "x".repeat(1_001)] {
        assert!(matches!(write(&text), Err(Refusal::Invalid(_))), "{text}");
    }
}
