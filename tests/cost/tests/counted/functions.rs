//! The HTTP functions over the real store and SDK, each with its own name on the wire.

use std::sync::Arc;

use app::Services;
use axum::Router;
use cloud::{CognitoIdentities, S3Links, S3MaterialStore, S3UploadForms, SesSuppressions};
use fakes::Fakes;
use httpapi::Route;
use runtime::log_unreadable;
use store::DynamoStore;

use crate::surroundings::{Surroundings, sdk_of};

pub const KMS_KEY: &str = "arn:aws:kms:eu-west-2:000000000000:key/0197f9a0-0000-7000-8000-0000000000ff";
pub const PORTAL: &str = "https://portal.example.org";

/// A function by its folder, with its routes.
pub type Function = (&'static str, &'static [Route], Router);

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

/// The services of this function, reached at `url`.
pub fn services_of(function: &str, url: &str, fakes: &Fakes, table: &str) -> Services<DynamoStore> {
    fakes.services_over(DynamoStore::new(sdk_of(function, url).dynamodb(), table, log_unreadable))
}

/// All of them.
pub fn functions(url: &str, fakes: &Fakes, around: &Surroundings) -> Vec<Function> {
    let services = |function: &str| services_of(function, url, fakes, &around.table);
    let real_time = || Arc::new(fakes.real_time.clone());
    let sdk = |function: &str| sdk_of(function, url);
    let links = |function: &str, bucket: &str| S3Links::new(&sdk(function), real_time(), bucket.to_owned());
    let office = administration::Office::<Aws> {
        services: services("administration"),
        identities: CognitoIdentities::new(sdk("administration").cognito(), "none".to_owned()),
        suppressions: SesSuppressions::new(sdk("administration").ses()),
    };
    let counter = evidence::Counter::<Aws> {
        services: services("evidence"),
        forms: S3UploadForms::new(&sdk("evidence"), real_time(), around.quarantine.clone()),
        links: links("evidence", &around.evidence),
        export_links: links("evidence", &around.exports),
        portal: PORTAL.to_owned(),
    };
    let material = "cryptographic-material";
    let safe = cryptographic_material::Safe::<Aws> {
        services: services(material),
        packs: S3MaterialStore::new(&sdk(material), around.material.clone(), KMS_KEY.to_owned()),
        links: links(material, &around.material),
    };
    vec![
        ("administration", administration::ROUTES, administration::router(Arc::new(office))),
        (material, cryptographic_material::ROUTES, cryptographic_material::router(Arc::new(safe))),
        ("evidence", evidence::ROUTES, evidence::router(Arc::new(counter))),
        ("submissions", submissions::ROUTES, submissions::router(services("submissions"))),
        (
            "reviews-and-steps",
            reviews_and_steps::ROUTES,
            reviews_and_steps::router(services("reviews-and-steps")),
        ),
        ("oat", oat::ROUTES, oat::router(services("oat"))),
    ]
}
