//! The work list: who is at what.

use crate::ports::Ports;
use crate::routing::Pages;

/// The pages, by their addresses.
pub fn routes<P: Ports>(pages: Pages<P>) -> Pages<P> {
    pages
}
