//! People at the public API and the portal of the running local stack: they sign in, call routes, open pages, post forms and read
//! their emails.
//!
//! Responsible for: the actions of people in the demonstration and the end-to-end tests. Must not: reach behind the
//! API and the portal, except to move the stack's clock, to do due work at once and to set the participant simulator's behaviour. It
//! learns about the stack only from `.local/stack.json`.

use std::process::ExitCode;

mod api;
mod browser;
mod clock;
mod days;
mod form;
mod mailbox;
mod participants;
mod sign_in;
mod stack;

pub use self::api::{Caller, Network, NoAnswer, Wait, raw};
pub use self::browser::{Browser, Page};
pub use self::clock::{LONDON, StackClock};
pub use self::days::special_days;
pub use self::form::post_form;
pub use self::mailbox::{Mailbox, Notification};
pub use self::participants::Participants;
pub use self::sign_in::SignInPages;
pub use self::stack::{Stack, eventually};

/// The result of a program that a person has called. An error is a sentence that says what is wrong, never a backtrace.
#[expect(clippy::print_stderr, reason = "what a program tells who called it")]
pub fn end(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
