//! Testing: runs again, overrides, findings, dates, support sessions, holds, disputes.

use super::Desk;

/// The addresses of these pages.
pub fn desk() -> Desk {
    Desk::default()
}
