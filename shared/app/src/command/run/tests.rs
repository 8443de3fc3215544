//! The order permission, receipt, quota, freshness, rules, tested on an action that says what each of them would.

use domain::refusal::Thing;
use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use domain::actor::PdpRole;
use domain::ids::PersonId;
use domain::organisation::{PdpTeam, Reason, Refusal};
use domain::quota::{Counted, Kind};
use domain::tried::Deed;
use futures_util::FutureExt;
use jiff::SignedDuration;

use super::*;
use crate::command::receipt::IdempotencyKey;
use crate::command::refused::RefusedCommand;
use crate::organisation::record::Party;
use crate::services::{Clock, Ids};

/// A store that answers what it was told, and notes what it is asked to keep.
#[derive(Clone, Default)]
struct Told {
    receipt: Option<Receipt>,
    /// What the next commits meet.
    faults: Arc<Mutex<Vec<CommitFault>>>,
    refused: Arc<Mutex<Vec<String>>>,
    written: Arc<Mutex<Vec<Commit>>>,
    /// How far each count has come, and whether somebody was told.
    used: Option<(u32, bool)>,
    /// What keeping refused commands meets next.
    tallied: Arc<Mutex<Vec<CommitFault>>>,
    /// How many counts each refused command was kept with; none when it says that one is spent.
    tallies: Arc<Mutex<Vec<Option<usize>>>>,
}

impl CommandStore for Told {
    async fn read(&self, request: ReadRequest<'_>) -> Result<Snapshot, Fault> {
        let counted =
            |(used, told)| request.counts.iter().map(move |count| Counted { count: *count, used, told });
        let counts = self.used.into_iter().flat_map(counted).collect();
        Ok(Snapshot { receipt: self.receipt, team: Some(PdpTeam::default()), counts, ..Snapshot::default() })
    }

    async fn commit(&self, commit: &Commit) -> Result<(), CommitFault> {
        match self.faults.lock().unwrap().pop() {
            Some(fault) => Err(fault),
            None => {
                self.written.lock().unwrap().push(commit.clone());
                Ok(())
            }
        }
    }

    async fn record_refused(&self, refused: &RefusedCommand, tally: Tally<'_>) -> Result<(), CommitFault> {
        if let Some(fault) = self.tallied.lock().unwrap().pop() {
            return Err(fault);
        }
        self.tallies.lock().unwrap().push(match tally {
            Tally::Counted(counts) => Some(counts.len()),
            Tally::Told(_) => None,
        });
        self.refused.lock().unwrap().push(refused.refusal.clone());
        Ok(())
    }
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn pause(&self, _: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async {})
    }
}

impl Ids for Still {
    fn uuid(&self) -> [u8; 16] {
        [7; 16]
    }

    fn bits(&self) -> u64 {
        7
    }
}

/// What each step says.
#[derive(Clone, Copy)]
struct Says {
    may: bool,
    is_current: bool,
    begins_outside: bool,
    rules: Rules,
    uses: Option<Kind>,
}

#[derive(Clone, Copy)]
enum Rules {
    No,
    Nothing,
    Write,
}

/// Everything goes well.
const FINE: Says =
    Says { may: true, is_current: true, begins_outside: false, rules: Rules::Write, uses: None };

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Repeated,
    Nothing,
    Written,
}

impl Action<Told> for Says {
    type Command = ();
    type Done = Answer;

    fn reads(&self, now: Timestamp) -> ReadRequest<'_> {
        ReadRequest::at(now)
    }

    fn command(&self, _: &Snapshot) -> Result<(), AppError> {
        Ok(())
    }

    fn tried(&self, (): &()) -> Tried {
        Deed::DraftChange.into()
    }

    fn uses(&self) -> Option<Kind> {
        self.uses
    }

    fn place(&self, snapshot: &Snapshot) -> Option<Place> {
        Place::at_home(&staff(), snapshot)
    }

    fn authorise(&self, _: &Snapshot, (): &()) -> Result<(), AppError> {
        if self.may { Ok(()) } else { Err(Refusal::NotFound(Thing::Organisation).into()) }
    }

    async fn repeated(&self, _: &Services<Told>, _: Snapshot, _: Receipt) -> Result<Answer, AppError> {
        Ok(Answer::Repeated)
    }

    fn is_current(&self, _: &Snapshot) -> bool {
        self.is_current
    }

    fn current(&self, snapshot: Snapshot) -> Option<Current> {
        snapshot.record(Party::Pdp).map(|record| Current::Record(Box::new(record)))
    }

    fn begins_outside(&self) -> bool {
        self.begins_outside
    }

    async fn decide(
        &self,
        services: &Services<Told>,
        _: &Snapshot,
        (): (),
    ) -> Result<Decided<Answer>, AppError> {
        match self.rules {
            Rules::No => Err(Reason::AlreadyMember.into()),
            Rules::Nothing => Ok(Decided::Nothing(Answer::Nothing)),
            Rules::Write => {
                let commit = Box::new(Commit::empty(services.clock.now()));
                Ok(Decided::Write(commit, Receipt::default(), Answer::Written))
            }
        }
    }
}

fn staff() -> Actor {
    Actor::Staff { person: person(), roles: BTreeSet::from([PdpRole::Administrator]), name: None }
}

fn person() -> PersonId {
    PersonId::from_u128(1)
}

fn key(party: Party, body: u8) -> RequestKey {
    let key = IdempotencyKey::parse("the-same").unwrap();
    RequestKey { person: person(), party, key, fingerprint: [body; 32] }
}

/// The answer, or the code of the refusal, and what was kept.
fn answer(store: &Told, says: Says) -> (Result<Answer, &'static str>, Vec<String>) {
    let services = Services::new(store.clone(), Arc::new(Still), Arc::new(Still));
    let (actor, key) = (staff(), key(Party::Pdp, 1));
    let caller = Caller { actor: &actor, key: Some(&key) };
    let answer = run(&services, caller, &says).now_or_never().expect("nothing waits");
    let answer = answer.map_err(|error| error.kept_as().unwrap_or("fault"));
    (answer, std::mem::take(&mut *store.refused.lock().unwrap()))
}

fn refused(code: &'static str) -> (Result<Answer, &'static str>, Vec<String>) {
    (Err(code), vec![code.to_owned()])
}

/// A store that remembers the request.
fn remembering(key: &RequestKey) -> Told {
    Told { receipt: Some(Receipt::of(key)), ..Told::default() }
}

/// Holds P1.
#[test]
fn permission_comes_before_the_receipt() {
    let known = remembering(&key(Party::Pdp, 1));
    assert_eq!(answer(&known, Says { may: false, ..FINE }), refused("not_found"));
    assert_eq!(answer(&known, FINE), (Ok(Answer::Repeated), vec![]));
}

#[test]
fn the_receipt_comes_before_freshness_and_the_rules() {
    let late = Says { is_current: false, rules: Rules::No, ..FINE };
    assert_eq!(answer(&remembering(&key(Party::Pdp, 1)), late), (Ok(Answer::Repeated), vec![]));
    assert_eq!(answer(&remembering(&key(Party::Pdp, 2)), late), refused("idempotency_key_reused"));
}

#[test]
fn a_receipt_is_of_one_request_of_one_party() {
    let own = key(Party::Pdp, 1);
    let organisation = Party::Organisation(domain::ids::OrganisationId::from_u128(1));
    assert!(Receipt::of(&own).is_of(&own));
    assert!(!Receipt::of(&own).is_of(&key(Party::Pdp, 2)));
    assert!(!Receipt::of(&own).is_of(&key(organisation, 1)));
    assert!(Receipt { party: None, ..Receipt::of(&own) }.is_of(&own), "kept before parties were");
}

#[test]
fn freshness_comes_before_the_rules() {
    let (new, stale) = (Told::default(), Says { is_current: false, ..FINE });
    assert_eq!(answer(&new, stale), refused("stale"));
    assert_eq!(answer(&new, Says { rules: Rules::No, ..stale }), refused("stale"));
    assert_eq!(answer(&new, Says { rules: Rules::Nothing, ..stale }), (Ok(Answer::Nothing), vec![]));
    let outside = Says { rules: Rules::Nothing, begins_outside: true, ..stale };
    assert_eq!(answer(&new, outside), refused("stale"), "before anything is begun");
    assert_eq!(answer(&new, Says { rules: Rules::No, ..FINE }), refused("already_member"));
}

#[test]
fn what_is_written_remembers_the_request() {
    let store = Told::default();
    assert_eq!(answer(&store, FINE), (Ok(Answer::Written), vec![]));
    let written = store.written.lock().unwrap();
    let [Commit { receipt: Some((kept, receipt)), .. }] = &written[..] else { panic!("{written:?}") };
    assert!(receipt.is_of(kept) && *kept == key(Party::Pdp, 1));
}

#[test]
fn a_lost_race_is_run_again_until_there_are_no_tries_left() {
    let races = |count| {
        let faults = (0..count).map(|_| CommitFault::VersionConflict).collect();
        Told { faults: Arc::new(Mutex::new(faults)), ..Told::default() }
    };
    let tries = usize::try_from(TRIES).unwrap();
    assert_eq!(answer(&races(tries - 1), FINE), (Ok(Answer::Written), vec![]));
    assert_eq!(answer(&races(tries), FINE), refused("conflict"));
}

/// Every quota is used up like this.
fn used(used: u32, told: bool) -> Told {
    Told { used: Some((used, told)), ..Told::default() }
}

const MOST: u32 = 240;

fn tallies(store: &Told) -> Vec<Option<usize>> {
    std::mem::take(&mut *store.tallies.lock().unwrap())
}

/// Holds Q7.
#[test]
fn a_command_is_counted_in_its_own_transaction() {
    let store = used(MOST - 1, false);
    let exporting = Says { uses: Some(Kind::Exports), ..FINE };
    assert_eq!(answer(&store, FINE), (Ok(Answer::Written), vec![]));
    assert_eq!(answer(&Told::default(), exporting), (Ok(Answer::Written), vec![]));
    let written = store.written.lock().unwrap();
    let kinds: Vec<_> = written[0].counts.iter().map(|count| count.kind).collect();
    assert_eq!(kinds, [Kind::Commands]);
}

/// Holds Q7.
#[test]
fn a_refused_command_is_counted_as_a_command_alone() {
    let store = Told::default();
    let no = Says { rules: Rules::No, uses: Some(Kind::Exports), ..FINE };
    assert_eq!(answer(&store, no), refused("already_member"));
    assert_eq!(tallies(&store), [Some(1)]);
}

/// Holds P1, Q7.
#[test]
fn the_quota_comes_after_permission_and_the_receipt() {
    let spent = used(MOST, false);
    let no = Says { may: false, ..FINE };
    assert_eq!(answer(&spent, no), (Err("not_found"), vec![]), "refused, and not kept any more");
    let known = Told { receipt: Some(Receipt::of(&key(Party::Pdp, 1))), ..used(MOST, false) };
    assert_eq!(answer(&known, FINE), (Ok(Answer::Repeated), vec![]));
    let other = Told { receipt: Some(Receipt::of(&key(Party::Pdp, 2))), ..used(MOST, false) };
    assert_eq!(answer(&other, FINE), (Err("idempotency_key_reused"), vec![]));
}

/// Holds Q7.
#[test]
fn the_quota_comes_before_freshness_and_the_rules() {
    let late = Says { is_current: false, rules: Rules::No, begins_outside: true, ..FINE };
    for says in [late, FINE, Says { rules: Rules::Nothing, ..FINE }] {
        let spent = used(MOST, false);
        assert_eq!(answer(&spent, says), refused("too_many_commands"));
        assert_eq!(tallies(&spent), [None], "it says once that it is spent");
        assert_eq!(answer(&used(MOST, true), says), (Err("too_many_commands"), vec![]));
        assert!(spent.written.lock().unwrap().is_empty());
    }
}

/// Holds P1, Q7.
#[test]
fn what_is_spent_besides_keeps_no_refusal_from_its_history() {
    let exports = Says { uses: Some(Kind::Exports), ..FINE };
    assert_eq!(answer(&used(60, false), Says { may: false, ..exports }), refused("not_found"));
    assert_eq!(answer(&used(60, false), exports), refused("too_many_exports"));
    assert_eq!(answer(&used(60, false), FINE), (Ok(Answer::Written), vec![]), "others go on");
}

/// Holds Q7.
#[test]
fn who_is_beaten_to_the_last_place_is_told_so() {
    let store = Told { faults: Arc::new(Mutex::new(vec![CommitFault::Spent(0)])), ..Told::default() };
    assert_eq!(answer(&store, FINE), refused("too_many_commands"));
    assert_eq!(tallies(&store), [None]);
    let exports = Told { faults: Arc::new(Mutex::new(vec![CommitFault::Spent(0)])), ..Told::default() };
    assert_eq!(answer(&exports, Says { uses: Some(Kind::Exports), ..FINE }), refused("too_many_exports"));
    let told = Told {
        faults: Arc::new(Mutex::new(vec![CommitFault::Spent(0)])),
        tallied: Arc::new(Mutex::new(vec![CommitFault::Spent(0)])),
        ..Told::default()
    };
    assert_eq!(answer(&told, FINE), (Err("too_many_commands"), vec![]), "somebody else said it");
}

/// Holds Q7.
#[test]
fn those_who_meet_at_a_count_are_no_reason_to_look_again() {
    let met = |count: usize| {
        let faults = (0..count).map(|_| CommitFault::CountedAtOnce).collect();
        Told { faults: Arc::new(Mutex::new(faults)), ..Told::default() }
    };
    let tries = usize::try_from(TRIES).unwrap();
    assert_eq!(answer(&met(tries - 1), FINE), (Ok(Answer::Written), vec![]));
    assert_eq!(answer(&met(tries), FINE), (Err("too_many_at_once"), vec![]));
    let keeping = |count: usize| {
        let faults = (0..count).map(|_| CommitFault::CountedAtOnce).collect();
        Told { tallied: Arc::new(Mutex::new(faults)), ..Told::default() }
    };
    let no = Says { rules: Rules::No, ..FINE };
    assert_eq!(answer(&keeping(tries - 1), no), refused("already_member"));
    assert_eq!(answer(&keeping(tries), no), (Err("too_many_at_once"), vec![]));
}

/// Holds Q7.
#[test]
fn beyond_the_quota_a_refusal_is_answered_and_not_kept() {
    let spent = Told { tallied: Arc::new(Mutex::new(vec![CommitFault::Spent(0)])), ..Told::default() };
    assert_eq!(answer(&spent, Says { rules: Rules::No, ..FINE }), (Err("already_member"), vec![]));
}
