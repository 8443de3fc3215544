//! The surroundings of a command.

use domain::actor::Actor;

use crate::command::receipt::RequestKey;
use crate::command::run::Caller;

/// Who asks, on what, having seen which version of it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a, T> {
    pub actor: &'a Actor,
    /// On what: the id of a change or of a request for OAT, or whose record.
    pub on: T,
    /// The version they saw; any when none.
    pub seen: Option<u64>,
    /// Identifies the request, so that it can be repeated.
    pub key: Option<&'a RequestKey>,
}

impl<'a, T> Request<'a, T> {
    /// A request of the system itself: repeatable by nature, so it has no key.
    pub const fn of_system(actor: &'a Actor, on: T) -> Self {
        Self { actor, on, seen: None, key: None }
    }

    pub(crate) const fn caller(&self) -> Caller<'a> {
        Caller { actor: self.actor, key: self.key }
    }
}
