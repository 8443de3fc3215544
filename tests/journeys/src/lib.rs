//! People at the public API of the running local stack: they sign in, call routes, post forms and read their emails.
//!
//! Responsible for: what the demonstration and the tests of the whole need to act as people do.
//! Must not: reach behind the API, but to move the stack's clock, to do at once what is due and to tell the participant simulator how to behave; what it knows of the
//! stack is in `.local/stack.json`.

use std::process::ExitCode;

mod api;
mod clock;
mod days;
mod form;
mod mailbox;
mod participants;
mod stack;

pub use self::api::{Caller, Network, NoAnswer, Wait, raw};
pub use self::clock::{LONDON, StackClock};
pub use self::days::special_days;
pub use self::form::post_form;
pub use self::mailbox::{Letter, Mailbox};
pub use self::participants::Participants;
pub use self::stack::{Stack, eventually};

/// How a program ends that a person has called: an error is a sentence that says what is wrong, never a backtrace.
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
