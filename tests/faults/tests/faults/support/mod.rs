//! People, requests, tables and comparison for these tests.

mod api;
mod call;
mod emulator;
mod people;
mod sameness;
mod world;

pub use self::api::{Api, Outside, flat, functions};
pub use self::call::{Answer, Call, Given, Names};
pub use self::emulator::{Buckets, ExportBucket, Snapshot, Table, UserPool, sdk_at, sdk_of};
pub use self::people::{By, invited, two_administrators};
pub use self::sameness::{Known, is_refused_command, same_text, state_of};
pub use self::world::{KMS_KEY, Prepared, World};
