//! Takes a change of each scale from draft to live: through the API's and the portal's own routers, and the functions that follow,
//! over the real SDK and a proxy that counts what each call costs, to an emulator.
//!
//! Responsible for: that docs/cost.md says what is counted. The emulator is on loopback (`EMULATOR_URL`; `cargo nextest run` starts
//! one). Must not: price anything, or know how a unit is worked out.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod background;
mod draft;
mod functions;
mod gateway;
mod lines;
mod pool;
mod surroundings;
mod visit;
mod walk;
mod world;

use std::{env, fs};

use cost::{Assumptions, Biller, Counted, Deployed, Prices, page};
use domain::policy::Scale;

use crate::world::World;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/cost.md");

#[tokio::test]
async fn the_page_of_costs_is_fresh() {
    let deployed = Deployed::read();
    let idle = World::begin(&deployed).await.idle();
    let mut walks = Vec::new();
    for scale in Scale::ALL {
        walks.push(World::begin(&deployed).await.take_live(*scale).await);
    }
    let assumptions = Assumptions::of_the_file();
    let counted = Counted { walks, idle };
    let page = page(&counted, &Biller::new(&assumptions, &deployed), &Prices::of_the_file());
    #[expect(clippy::disallowed_methods, reason = "a person's wish, not configuration")]
    if env::var("UPDATE_DOCS").is_ok_and(|value| value == "1") {
        fs::write(PAGE, &page).expect("the page is written");
    }
    let kept = fs::read_to_string(PAGE).unwrap_or_default();
    let differs = kept.lines().zip(page.lines()).find(|(kept, counted)| kept != counted);
    assert!(
        kept == page,
        "stale: UPDATE_DOCS=1 cargo nextest run -p cost the_page_of_costs_is_fresh. The first difference: {differs:#?}"
    );
}
