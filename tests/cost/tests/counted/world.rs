//! One run: tables, functions, the portal, and what was counted in each part of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use api_client::Client;
use app::{ReminderThrottle, Services};
use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenV2;
use axum::Router;
use cloud::ExpiringItems;
use cost::{Counts, Deployed, Idle, Index, Meter, Tally};
use fakes::{Fakes, organisation, pdp_team, urls_of};
use http_tests::Caller;
use jiff::SignedDuration;
use portal::{Portal, Ports, Settings};
use proxy::Proxy;
use runtime::log_unreadable;
use store::DynamoStore;

use crate::functions::{PORTAL, functions, services_of};
use crate::gateway::{self, Gateway};
use crate::lines::Lines;
use crate::pool::{self, Pool};
use crate::surroundings::{Surroundings, sdk_of};
use crate::visit::Visit;

/// What the schedules take when there is nothing to do.
pub struct Baseline {
    /// In the first minute of an hour, by function.
    pub hour: BTreeMap<String, Tally>,
    /// In any other.
    pub minute: Counts,
    /// The nightly comparison of no file.
    pub night: Tally,
}

/// See the module.
pub struct World {
    pub around: Surroundings,
    pub fakes: Fakes,
    pub gateway: Arc<Gateway>,
    pub pool: Arc<Pool>,
    pub portal: Router,
    pub meter: Arc<Meter>,
    pub indexes: Vec<Index>,
    /// A due-work job's process lives on from minute to minute.
    pub throttle: ReminderThrottle,
    pub lines: Lines,
    pub baseline: Baseline,
    proxy: Proxy,
    seeded_bytes: u64,
}

/// The outside of the portal.
struct Outside;

impl Ports for Outside {
    type Api = gateway::ForThePortal;
    type Items = ExpiringItems;
    type Tokens = pool::ForThePortal;
}

impl World {
    /// Two organisations, PDP, and no change yet; schedules have run and found nothing.
    pub async fn begin(deployed: &Deployed) -> Self {
        let (around, fakes, indexes) = (Surroundings::create().await, Fakes::default(), deployed.indexes());
        let meter = Arc::new(Meter::new(indexes.clone()));
        let proxy = Proxy::watched(&emulator::url(), Arc::<Meter>::clone(&meter));
        let functions = functions(&proxy.url, &fakes, &around);
        let gateway = Arc::new(Gateway::new(functions, fakes.real_time.clone()));
        let settings = Settings {
            portal: PORTAL.to_owned(),
            api: "https://api.example.org".to_owned(),
            sign_in: "https://sign-in.example.org".to_owned(),
            issuer: "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_abcdefghi".to_owned(),
            client: "abcdefghijklmnopqrstuvwxyz".to_owned(),
            sessions: around.sessions.clone(),
            uploads: "https://uploads.example.org".to_owned(),
        };
        let pool = Arc::new(Pool::new(settings.clone(), fakes.real_time.clone()));
        let portal = portal::router(Portal::<Outside> {
            api: gateway::ForThePortal(Arc::clone(&gateway)),
            items: ExpiringItems::new(sdk_of("portal", &proxy.url).dynamodb(), around.sessions.clone()),
            tokens: pool::ForThePortal(Arc::clone(&pool)),
            clock: Arc::new(fakes.clock.clone()),
            real_time: Arc::new(fakes.real_time.clone()),
            ids: Arc::new(fakes.ids.clone()),
            settings,
        });
        let baseline = Baseline { hour: BTreeMap::new(), minute: Counts::default(), night: Tally::default() };
        let mut world = Self {
            around,
            fakes,
            gateway,
            pool,
            portal,
            meter,
            indexes,
            throttle: ReminderThrottle::default(),
            lines: Lines::begin(),
            baseline,
            proxy,
            seeded_bytes: 0,
        };
        world.seed().await;
        world.measure_baseline().await;
        world.seeded_bytes = world.around.kept_bytes(&world.indexes);
        world
    }

    async fn seed(&self) {
        let store = DynamoStore::new(Surroundings::client(), &self.around.table, log_unreadable);
        for number in [1, 2] {
            let organisation = organisation(number);
            store.put_organisation(&organisation, &urls_of(&organisation)).await.expect("an organisation");
        }
        store.put_pdp_team(&pdp_team()).await.expect("PDP's people");
    }

    async fn measure_baseline(&mut self) {
        // What is done once: the bank holidays are noted, and the first comparison is made.
        self.run_schedules().await;
        self.take();
        self.pass(SignedDuration::from_hours(1));
        self.run_schedules().await;
        self.baseline.hour = self.take().tallies;
        self.pass(SignedDuration::from_mins(1));
        self.run_schedules().await;
        self.baseline.minute = self.take();
        self.baseline.night = self.compare_at_night().await;
    }

    /// What runs without any change.
    pub fn idle(&self) -> Idle {
        let minute = self.baseline.minute.clone();
        let of_hour = self.baseline.hour.values().fold(Tally::default(), |sum, one| sum + *one);
        Idle { hour: of_hour - minute.together(), minute }
    }

    /// The services of this function.
    pub fn services(&self, function: &str) -> Services<DynamoStore> {
        services_of(function, &self.proxy.url, &self.fakes, &self.around.table)
    }

    /// The SDK of this function.
    pub fn sdk(&self, function: &str) -> cloud::Sdk {
        sdk_of(function, &self.proxy.url)
    }

    /// Time passes, for decisions and for tokens.
    pub fn pass(&self, time: SignedDuration) {
        self.fakes.clock.advance(time);
        self.fakes.real_time.advance(time);
    }

    /// What was counted since the last time.
    pub fn take(&self) -> Counts {
        let mut counts = std::mem::take(&mut *self.gateway.counts());
        counts.tallies = self.meter.take();
        counts.log_bytes = self.lines.take();
        counts
    }

    /// What the table keeps of what was done here.
    pub fn kept_bytes(&self) -> u64 {
        self.around.kept_bytes(&self.indexes) - self.seeded_bytes
    }

    /// The API as this person uses it.
    pub fn api(&self, caller: Caller) -> Client<gateway::Caller<'_>> {
        let until = app::Clock::now(&self.fakes.real_time).as_second() + pool::TOKEN;
        Client::new(gateway::Caller { gateway: &self.gateway, claims: caller.claims(until) })
    }

    /// Somebody signs in at the portal.
    pub async fn visit(&self, caller: Caller) -> Visit<'_> {
        Visit::begin(self, caller).await
    }

    /// The user pool asks what to say in a token.
    pub async fn make_token(&self, caller: Caller) {
        let ready = include_str!("../../../events/token-claims.json");
        let mut event: CognitoEventUserPoolsPreTokenGenV2 =
            serde_json::from_str(ready).expect("an event of the user pool");
        let sign_in = fakes::sign_in(&caller.actor()).expect("a person");
        event.request.user_attributes.insert("sub".to_owned(), sign_in.to_string());
        token_claims::handle(&self.services("token-claims").store, event).await.expect("a token");
        self.gateway.counts().called("token-claims");
    }
}
