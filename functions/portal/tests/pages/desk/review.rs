//! The review of a change: a question, the decision, another scale, taking back what was decided.

use super::Desk;

/// The addresses of these pages.
pub fn desk() -> Desk {
    Desk::default()
}
