//! Every command in memory, with every run of three failures, and killed wherever it waits: the repetition finishes it.

use app::Services;
use fakes::{
    FakeDownloadLinks, FakeExportLinks, FakeIdentities, FakeMaterialLinks, FakeMaterialStore,
    FakeSuppressions, FakeUploadForms, Fakes, Interrupted, MemoryStore, Verdict, killed_at,
};
use jiff::SignedDuration;

use crate::outcome::is_to_be_repeated;
use crate::scenarios::{Scenario, named};
use crate::support::{
    Answer, Api, Given, Known, Names, Outside, flat, invited, same_text, two_administrators,
};

/// Calls of ports that fail or pass, from the first of the command on: one more than most commands make.
const CALLS: u32 = 3;
const REPETITIONS: usize = 6;
/// As often can a link have been handed out after that.
const MOST_LINKS: usize = REPETITIONS + 1;

pub type Store = Interrupted<MemoryStore>;

struct InMemory;

impl administration::Backing for InMemory {
    type Store = Store;
    type Identities = Interrupted<FakeIdentities>;
    type Suppressions = FakeSuppressions;
}

impl cryptographic_material::Backing for InMemory {
    type Store = Store;
    type Packs = FakeMaterialStore;
    type Links = FakeMaterialLinks;
}

impl evidence::Backing for InMemory {
    type Store = Store;
    type Forms = FakeUploadForms;
    type Links = FakeDownloadLinks;
    type ExportLinks = FakeExportLinks;
}

/// One run in memory.
pub struct Room {
    pub fakes: Fakes,
    pub services: Services<Store>,
    pub api: Api,
    pub names: Names,
    tag: Option<String>,
    known: Known,
}

impl Room {
    async fn of(scenario: &Scenario) -> Self {
        let room = Self::with(scenario.given).await;
        let tag = room.api.tag(&scenario.call, &room.names).await;
        let known = Known::in_text(&format!("{:?}", room.fakes.store), room.services.clock.now());
        Self { tag, known, ..room }
    }

    /// In which this is given.
    pub async fn with(given: &[Given]) -> Self {
        let fakes = Fakes::seeded();
        if flat(given).any(|step| matches!(step, Given::SecondAdministrator)) {
            fakes.store.put_pdp_team(&two_administrators());
        }
        for (contact, sign_in) in invited() {
            fakes.identities.put_invited(&contact, sign_in);
        }
        let services = fakes.services_over(Interrupted::new(fakes.store.clone()));
        let outside = Outside {
            forms: fakes.forms.clone(),
            links: fakes.links.clone(),
            export_links: fakes.export_links.clone(),
            identities: Interrupted::new(fakes.identities.clone()),
            suppressions: fakes.suppressions.clone(),
            packs: FakeMaterialStore::default(),
            material_links: FakeMaterialLinks(fakes.real_time.clone()),
        };
        let api = Api::over::<InMemory, _>(|_| services.clone(), outside);
        let names = api.prepare(&services, given).await;
        fakes.clock.advance(SignedDuration::from_mins(1));
        let known = Known::in_text("", services.clock.now());
        Self { fakes, services, api, names, tag: None, known }
    }

    async fn send(&self, scenario: &Scenario) -> Answer {
        self.api.send(&scenario.call, &self.names, "the-same", self.tag.as_deref()).await
    }

    /// Repeats the request until there is an answer that stands.
    async fn repeat(&self, scenario: &Scenario) -> Answer {
        for _ in 0..REPETITIONS {
            let answer = self.send(scenario).await;
            if !is_to_be_repeated(&answer) {
                return answer;
            }
            self.fakes.clock.advance(SignedDuration::from_secs(5));
        }
        panic!("{} does not end", scenario.name);
    }

    /// All that the store holds. A refused command counts once.
    fn state(&self) -> String {
        same_text(&format!("{:?}", self.fakes.store), &self.known)
    }
}

pub async fn survives_every_interruption(name: &str) {
    let scenario = named(name);
    let room = Room::of(scenario).await;
    let answer = room.repeat(scenario).await;
    assert_eq!(answer.status, scenario.status, "{:#}", answer.body);
    let mut expected = vec![room.state()];
    if scenario.hands_out_a_link() {
        for _ in 0..MOST_LINKS {
            room.send(scenario).await;
            expected.push(room.state());
        }
    }
    let ends_the_same = |room: &Room, answer: &Answer, when: &str| {
        let fits = answer.status == scenario.status || answer.status == scenario.repeated;
        assert!(fits, "{name}, {when}: {} {:#}", answer.status, answer.body);
        // Who tries again is refused again, and the history says so.
        if answer.status < 300 {
            let state = room.state();
            let as_large = expected.iter().find(|expected| expected.len() == state.len());
            assert_eq!(state, *as_large.unwrap_or(&expected[0]), "{name}, {when}");
        }
    };

    for failures in sequences() {
        let room = Room::of(scenario).await;
        room.services.store.tell(&failures);
        let answer = room.repeat(scenario).await;
        ends_the_same(&room, &answer, &format!("{failures:?}"));
    }
    for nth in 1.. {
        let room = Room::of(scenario).await;
        if killed_at(nth, room.send(scenario)).await.is_some() {
            assert!(nth > 2, "{name} waits for its store");
            return;
        }
        let answer = room.repeat(scenario).await;
        ends_the_same(&room, &answer, &format!("killed at {nth}"));
    }
}

/// Every way in which so many calls can end.
fn sequences() -> impl Iterator<Item = Vec<Verdict>> {
    let ways = Verdict::ALL.len();
    (0..ways.pow(CALLS)).map(move |mut number| {
        let mut verdicts = Vec::new();
        for _ in 0..CALLS {
            verdicts.push(Verdict::ALL[number % ways]);
            number /= ways;
        }
        verdicts
    })
}
