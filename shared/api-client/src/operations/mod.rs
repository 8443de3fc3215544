//! The operations of the API, each a line of a table: its method, path, body and answer.

mod change;
mod downtime;
mod evidence;
mod oat;
mod organisation;
mod process;
mod work;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One operation, as the document names it.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    pub method: &'static str,
    /// The path, with the names of its values in braces.
    pub path: &'static str,
    /// The operation's id in the document, and the name of the method here.
    pub name: &'static str,
    /// Reads a successful answer as the method does and writes it again. Tests hold every answer they get against it.
    pub read_again: fn(&[u8]) -> Result<Value, serde_json::Error>,
}

fn read_again<A: Serialize + DeserializeOwned>(answer: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_slice::<A>(answer)?)
}

/// Every operation that has a method.
pub const OPERATIONS: &[&[Operation]] = &[
    change::OPERATIONS,
    process::OPERATIONS,
    downtime::OPERATIONS,
    evidence::OPERATIONS,
    organisation::OPERATIONS,
    oat::OPERATIONS,
    work::OPERATIONS,
];

/// Makes methods of a table. The values of a path have the names that they have in it.
macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $method:ident $path:literal ($($value:ident: $type:ty),*)
        $(if $seen:ident)? $(sends [$body:ty])? $(asks [$query:ty])? => $answer:ty;)+) => {
        /// The operations of this table.
        pub(super) const OPERATIONS: &[$crate::Operation] = &[$($crate::Operation {
            method: stringify!($method),
            path: $path,
            name: stringify!($name),
            read_again: super::read_again::<$answer>,
        },)+];

        impl<T: $crate::Transport> $crate::Client<T> {$(
            $(#[$doc])*
            pub fn $name(
                &self,
                $($value: $type,)*
                $($seen: &$crate::ETag,)?
                $(body: &$body,)?
                $(query: &$query,)?
            ) -> $crate::Call<'_, T, $answer> {
                let values = [$((stringify!($value), $crate::path::Segment::segment(&$value)),)*];
                let call = self.call(http::Method::$method, $crate::path::path($path, &values));
                $(let call = call.seeing($seen);)?
                $(let call = call.sending::<$body>(body);)?
                $(let call = call.asking::<$query>(query);)?
                call
            }
        )+}
    };
}

use operations;
