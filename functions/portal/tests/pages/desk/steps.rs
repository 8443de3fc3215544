//! Steps of a change: the decision on each, integration testing, cryptographic material.

use super::Desk;

/// The addresses of these pages.
pub fn desk() -> Desk {
    Desk::default()
}
