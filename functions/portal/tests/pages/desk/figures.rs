//! How PDP is doing, month by month.

use super::Desk;

/// The addresses of these pages.
pub fn desk() -> Desk {
    Desk::default()
}
