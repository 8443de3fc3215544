//! The services that every use case works with.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::calendar::Calendar;
use domain::change::Context;
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::{GenericUuid, TypedUuid, TypedUuidKind};
use uuid::Uuid;

/// A store, a clock, a source of ids, and the calendar.
#[derive(Clone)]
pub struct Services<S> {
    pub store: S,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    /// Working days.
    pub calendar: &'static Calendar,
    /// What every quota is multiplied by (Q7): 1, except on a local stack.
    pub quota_factor: u32,
}

impl<S> Services<S> {
    /// Services with the published calendar.
    pub fn new(store: S, clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        Self { store, clock, ids, calendar: Calendar::england_and_wales(), quota_factor: 1 }
    }

    /// A fresh id of any kind.
    pub fn fresh_id<K: TypedUuidKind>(&self) -> TypedUuid<K> {
        TypedUuid::from_untyped_uuid(Uuid::from_bytes(self.ids.uuid_of(K::tag().as_str())))
    }

    /// A fresh UUID, for what has no kind of its own.
    pub fn fresh_uuid(&self) -> Uuid {
        Uuid::from_bytes(self.ids.uuid())
    }

    /// The context of a decision now.
    pub fn context(&self) -> Context<'static> {
        Context::at(self.clock.now(), self.calendar)
    }
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// Lets this much time pass before another try, while others go on.
    fn pause(&self, length: SignedDuration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Fresh, unguessable ids.
pub trait Ids: Send + Sync {
    /// A UUIDv7.
    fn uuid(&self) -> [u8; 16];
    /// A UUIDv7 for something of this kind. Ids that are counted, as tests have them, are counted for each kind.
    fn uuid_of(&self, _kind: &'static str) -> [u8; 16] {
        self.uuid()
    }
    /// 64 random bits.
    fn bits(&self) -> u64;
}
