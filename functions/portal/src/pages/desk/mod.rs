//! PDP's desk: pages on which PDP's people decide. To everybody else there is nothing at their addresses.

pub mod endpoints;
pub mod figures;
pub mod organisations;
pub mod people;
pub mod review;
pub mod steps;
pub mod support;
pub mod team;
pub mod testing;
pub mod work;

use domain::actor::PdpRole;

use crate::ports::Ports;
use crate::routing::Pages;
use crate::trouble::Trouble;
use crate::visit::Visit;

/// Lets people of this role through to what they alone do, and tells everybody else `words`.
///
/// # Errors
/// [`Trouble::NotAllowed`] for everybody else.
pub fn only<P: Ports>(visit: &Visit<P>, role: PdpRole, words: &str) -> Result<(), Trouble> {
    if visit.signed_in()?.has(role.into()) { Ok(()) } else { Err(Trouble::NotAllowed(words.to_owned())) }
}

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    [
        review::routes::<P>,
        steps::routes::<P>,
        support::routes::<P>,
        testing::routes::<P>,
        organisations::routes::<P>,
        team::routes::<P>,
        endpoints::routes::<P>,
        work::routes::<P>,
        figures::routes::<P>,
    ]
    .into_iter()
    .fold(pages, |pages, add| add(pages))
}
