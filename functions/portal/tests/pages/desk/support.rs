//! What organisations ask for, holds on going live, and notes that only PDP sees.

use super::Desk;

/// The addresses of these pages.
pub fn desk() -> Desk {
    Desk::default()
}
