//! PDP's desk: pages on which PDP's people decide. To everybody else there is nothing at their addresses.

pub mod endpoints;
pub mod figures;
pub mod organisations;
pub mod review;
pub mod steps;
pub mod support;
pub mod team;
pub mod testing;
pub mod work;

use axum::Router;

use crate::ports::Ports;

/// The pages, by their addresses.
pub fn routes<P: Ports>() -> Router {
    Router::new()
        .merge(review::routes::<P>())
        .merge(steps::routes::<P>())
        .merge(support::routes::<P>())
        .merge(testing::routes::<P>())
        .merge(organisations::routes::<P>())
        .merge(team::routes::<P>())
        .merge(endpoints::routes::<P>())
        .merge(work::routes::<P>())
        .merge(figures::routes::<P>())
}
