//! A table, the functions in front of it, and the proxy in between.

use std::sync::Arc;
use std::time::Duration;

use app::Services;
use cloud::{CognitoIdentities, S3Links, S3MaterialStore, S3UploadForms, Sdk, SesSuppressions};
use fakes::{FakeClock, FakeIds, Fakes, organisation, pdp_team, urls_of};
use jiff::{SignedDuration, Timestamp};
use runtime::log_unreadable;
use store::DynamoStore;

use super::{
    Answer, Api, Buckets, Call, Given, Known, Names, Outside, Snapshot, Table, UserPool, flat, sdk_of,
    two_administrators,
};
use proxy::{Proxy, Service, Trouble};

/// Between what is given and what is tried, so that instants of the one are told from those of the other.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// How long an attempt may take where a function has to find out by itself that no answer comes: long for the emulator,
/// even on a busy machine.
const PATIENCE: Duration = Duration::from_millis(500);
/// As long for emails: one that is in doubt by mistake would be sent twice, rightly.
const PATIENCE_WITH_MAIL: Duration = Duration::from_secs(1);

pub const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";

/// What scenarios start from: prepared once, copied for each run.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub items: Snapshot,
    pub names: Names,
    pub known: Known,
    has_pool: bool,
    has_bucket: bool,
    /// Ids go on where preparation ended.
    ids: FakeIds,
    now: Timestamp,
}

impl Prepared {
    pub async fn of(given: &[Given]) -> Self {
        let fakes = Fakes::default();
        let table = Table::create().await;
        let has_pool = flat(given).any(|step| matches!(step, Given::UserPool));
        let pool = if has_pool { Some(UserPool::create().await) } else { None };
        let world = World::new(&fakes, (table, pool, None), Proxy::to(&emulator::url()), None);
        for number in [1, 2] {
            let organisation = organisation(number);
            let put = world.services.store.put_organisation(&organisation, &urls_of(&organisation)).await;
            put.expect("an organisation");
        }
        let second = flat(given).any(|step| matches!(step, Given::SecondAdministrator));
        let team = if second { two_administrators() } else { pdp_team() };
        world.services.store.put_pdp_team(&team).await.expect("PDP's people");
        let names = world.api.prepare(&world.services, given).await;
        let items = world.table.items().await;
        let now = world.services.clock.now() + PAUSE;
        world.table.delete().await;
        let has_bucket = given.iter().any(|step| matches!(step, Given::MaterialBucket));
        Self { known: Known::of(&items, now), items, names, has_pool, has_bucket, ids: fakes.ids, now }
    }

    /// A run of its own from here, in which this is to go wrong.
    pub async fn world(&self, trouble: Option<&Trouble>) -> World {
        let fakes = Fakes { clock: FakeClock::at(self.now), ids: self.ids.clone(), ..Fakes::default() };
        let proxy = Proxy::to(&emulator::url());
        let slow = trouble.filter(|trouble| trouble.fault.is_slow()).map(|trouble| trouble.target.service);
        let pool = if self.has_pool { Some(UserPool::create().await) } else { None };
        let buckets = if self.has_bucket { Some(Buckets::create().await) } else { None };
        World::new(&fakes, (Table::with(&self.items).await, pool, buckets), proxy, slow)
    }
}

/// One run.
pub struct World {
    pub proxy: Proxy,
    pub table: Table,
    /// Where people sign in, if the scenario has it.
    pub pool: Option<UserPool>,
    /// The service that will not answer, which nobody waits for as long as in production.
    slow: Option<Service>,
    pub clock: FakeClock,
    /// Of no function: to prepare, and to look.
    pub services: Services<DynamoStore>,
    pub api: Api,
}

struct Aws;

impl administration::Backing for Aws {
    type Store = DynamoStore;
    type Identities = CognitoIdentities;
    type Suppressions = SesSuppressions;
}

impl cryptographic_material::Backing for Aws {
    type Store = DynamoStore;
    type Packs = S3MaterialStore;
    type Links = S3Links;
}

impl evidence::Backing for Aws {
    type Store = DynamoStore;
    type Forms = S3UploadForms;
    type Links = S3Links;
    type ExportLinks = S3Links;
}

impl World {
    fn new(
        fakes: &Fakes,
        (table, pool, buckets): (Table, Option<UserPool>, Option<Buckets>),
        proxy: Proxy,
        slow: Option<Service>,
    ) -> Self {
        let sdk = |of: &str, service| sdk_for(&sdk_of(of, &proxy.url), service, slow);
        let services_of = |of: &str| {
            let dynamodb = sdk(of, Service::DynamoDb).dynamodb();
            fakes.services_over(DynamoStore::new(dynamodb, &table.name, log_unreadable))
        };
        let (evidence, material) = ("evidence", "cryptographic-material");
        let real_time = Arc::new(fakes.real_time.clone());
        let bucket = buckets.map_or_else(|| "material".to_owned(), |buckets| buckets.material);
        let pool_id = pool.as_ref().map_or("none", UserPool::id).to_owned();
        let outside = Outside {
            forms: S3UploadForms::new(
                &sdk(evidence, Service::S3),
                real_time.clone(),
                "quarantine".to_owned(),
            ),
            links: S3Links::new(&sdk(evidence, Service::S3), real_time.clone(), "evidence".to_owned()),
            export_links: S3Links::new(&sdk(evidence, Service::S3), real_time.clone(), "exports".to_owned()),
            identities: CognitoIdentities::new(sdk("administration", Service::Cognito).cognito(), pool_id),
            suppressions: SesSuppressions::new(sdk("administration", Service::Ses).ses()),
            packs: S3MaterialStore::new(&sdk(material, Service::S3), bucket.clone(), KMS_KEY.to_owned()),
            material_links: S3Links::new(&sdk(material, Service::S3), real_time, bucket),
        };
        let (api, services) = (Api::over::<Aws, _>(services_of, outside), services_of("test"));
        Self { proxy, table, pool, slow, clock: fakes.clock.clone(), services, api }
    }

    /// The SDK of this function for calls of this service.
    pub fn sdk(&self, function: &str, service: Service) -> Sdk {
        sdk_for(&sdk_of(function, &self.proxy.url), service, self.slow)
    }

    /// The services of this function.
    pub fn services_of(&self, function: &str) -> Services<DynamoStore> {
        let dynamodb = self.sdk(function, Service::DynamoDb).dynamodb();
        Services {
            store: DynamoStore::new(dynamodb, &self.table.name, log_unreadable),
            ..self.services.clone()
        }
    }

    /// Sends the call under the key of this test.
    pub async fn send(&self, call: &Call, names: &Names, tag: Option<&str>) -> Answer {
        let answer = self.api.send(call, names, "the-same", tag).await;
        self.proxy.hand_out(&answer.body);
        answer
    }
}

fn sdk_for(sdk: &Sdk, service: Service, slow: Option<Service>) -> Sdk {
    match slow.filter(|slow| *slow == service) {
        Some(Service::Ses) => sdk.clone().with_attempts_of(PATIENCE_WITH_MAIL),
        Some(_) => sdk.clone().with_attempts_of(PATIENCE),
        None => sdk.clone(),
    }
}
