//! How values of the domain become values in an item and back, and the macros that spell it out for structures and enumerations.
//!
//! Texts are borrowed when written and owned when read, so that a large state is copied once each way.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};

use app::OatQueue;
use domain::actor::{OrganisationRole, PdpRole, Process, Role};
use domain::change::answers::ChangeType;
use domain::change::material::Environment;
use domain::change::step_answers::Accreditation;
use domain::change::steps::StepStateKind;
use domain::change::support::HoldReasonKind;
use domain::change::{Decision, Status};
use domain::dispute::Ruling;
use domain::downtime::Status as DowntimeStatus;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl};
use domain::evidence::{FileFormat, FileRejection, KeptVersion, PdfFlag};
use domain::export::ExportFailure;
use domain::oat::observation::{ClientCertificate, OwnFault, UrlFault};
use domain::oat::{Cause, ClosedBecause, Doubt, Outcome, Status as OatStatus};
use domain::policy::{Scale, Step};
use domain::reference::{AnyReference, OatReference, PreFlightReference, Reference, SupportReference};
use domain::task::OatProgress;
use domain::text::{FileName, FreeText, Name};
use jiff::Timestamp;
use jiff::civil::Date;
use newtype_uuid::{TypedUuid, TypedUuidKind};

pub(crate) use super::held::Held;
use super::values::{Bytes, Code, Digest, Text};

/// A value of the domain that items hold.
pub(crate) trait Stored: Sized {
    /// As it is in an item.
    type Item<'a>
    where
        Self: 'a;
    /// Into an item.
    fn item(&self) -> Self::Item<'_>;
    /// Out of an item.
    fn restore(item: Self::Item<'_>) -> Self;
    /// Whether it is left out of an item. An option is, when it is none.
    fn is_left_out(_: &Self::Item<'_>) -> bool {
        false
    }
    /// As it is read where there is none: an item may be older than the field. None when nothing can stand for it; then the field
    /// has to be one that may be absent.
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        None
    }
}

/// Values that are written as they are, as text, or as a code.
macro_rules! stored_values {
    ($($kind:ident: $($type:ty),+;)+) => {$($(stored_values!(@$kind $type);)+)+};
    (@plain $type:ty) => {
        impl Stored for $type {
            type Item<'a> = $type;
            fn item(&self) -> $type { *self }
            fn restore(item: $type) -> Self { item }
            fn absent<'a>() -> Option<$type> where Self: 'a { Some(<$type>::default()) }
        }
    };
    (@text $type:ty) => {
        impl Stored for $type {
            type Item<'a> = Text<$type>;
            fn item(&self) -> Text<$type> { Text(*self) }
            fn restore(item: Text<$type>) -> Self { item.0 }
        }
    };
    (@code $type:ty) => {
        impl Stored for $type {
            type Item<'a> = Code<$type>;
            fn item(&self) -> Code<$type> { Code(*self) }
            fn restore(item: Code<$type>) -> Self { item.0 }
        }
    };
    (@words $type:ty) => {
        impl Stored for $type {
            type Item<'a> = Cow<'a, str>;
            fn item(&self) -> Cow<'_, str> { Cow::Borrowed(self.as_str()) }
            fn restore(item: Cow<'_, str>) -> Self { Self::restore(item.into_owned()) }
        }
    };
}

stored_values! {
    plain: bool, u16, u32, u64, usize;
    text: AnyReference, Date, IpAddr, OatReference, PreFlightReference, Reference, SocketAddr, SupportReference, Timestamp;
    code: Accreditation, Cause, ChangeType, ClientCertificate, ClosedBecause, Decision, Doubt, DowntimeStatus, EndpointType, Environment, ExportFailure, FileFormat, FileRejection, HoldReasonKind, OatProgress, OatQueue, OatStatus, OrganisationRole, Outcome, OwnFault, PdfFlag, PdpRole, Process, Role, Ruling, Scale, Status, Step, StepStateKind, UrlFault;
    words: EmailAddress, EndpointUrl, FileName, FreeText, KeptVersion, Name;
}

impl Stored for String {
    type Item<'a> = Cow<'a, str>;
    fn item(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
    fn restore(item: Cow<'_, str>) -> Self {
        item.into_owned()
    }
    fn absent<'a>() -> Option<Cow<'a, str>>
    where
        Self: 'a,
    {
        Some(Cow::Borrowed(""))
    }
}

impl<K: TypedUuidKind> Stored for TypedUuid<K> {
    type Item<'a>
        = Text<Self>
    where
        K: 'a;
    fn item(&self) -> Text<Self> {
        Text(*self)
    }
    fn restore(item: Text<Self>) -> Self {
        item.0
    }
}

impl Stored for [u8; 32] {
    type Item<'a> = Digest;
    fn item(&self) -> Digest {
        Digest(*self)
    }
    fn restore(item: Digest) -> Self {
        item.0
    }
}

impl Stored for Vec<u8> {
    type Item<'a> = Bytes<'a>;
    fn item(&self) -> Bytes<'_> {
        Bytes(Cow::Borrowed(self))
    }
    fn restore(item: Bytes<'_>) -> Self {
        item.0.into_owned()
    }
}

impl<T: Stored> Stored for Option<T> {
    type Item<'a>
        = Option<T::Item<'a>>
    where
        T: 'a;
    fn item(&self) -> Self::Item<'_> {
        self.as_ref().map(T::item)
    }
    fn restore(item: Self::Item<'_>) -> Self {
        item.map(T::restore)
    }
    fn is_left_out(item: &Self::Item<'_>) -> bool {
        item.is_none()
    }
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        Some(None)
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Item<'a>
        = Vec<T::Item<'a>>
    where
        T: 'a;
    fn item(&self) -> Self::Item<'_> {
        self.iter().map(T::item).collect()
    }
    fn restore(item: Self::Item<'_>) -> Self {
        item.into_iter().map(T::restore).collect()
    }
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        Some(Vec::new())
    }
}

impl<T: Stored + Ord> Stored for BTreeSet<T> {
    type Item<'a>
        = Vec<T::Item<'a>>
    where
        T: 'a;
    fn item(&self) -> Self::Item<'_> {
        self.iter().map(T::item).collect()
    }
    fn restore(item: Self::Item<'_>) -> Self {
        item.into_iter().map(T::restore).collect()
    }
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        Some(Vec::new())
    }
}

/// Keys of maps are ids and codes.
impl<K, V> Stored for BTreeMap<K, V>
where
    K: Stored + Ord,
    V: Stored,
    for<'a> K::Item<'a>: Ord,
{
    type Item<'a>
        = BTreeMap<K::Item<'a>, V::Item<'a>>
    where
        K: 'a,
        V: 'a;
    fn item(&self) -> Self::Item<'_> {
        self.iter().map(|(key, value)| (key.item(), value.item())).collect()
    }
    fn restore(item: Self::Item<'_>) -> Self {
        item.into_iter().map(|(key, value)| (K::restore(key), V::restore(value))).collect()
    }
    fn absent<'a>() -> Option<Self::Item<'a>>
    where
        Self: 'a,
    {
        Some(BTreeMap::new())
    }
}

/// The item of a structure. An option is left out of it when it is none. A field that is added later is an option, or of a type
/// that has a value for "absent" ([`Stored::absent`]).
macro_rules! stored_struct {
    ($item:ident for $type:ty { $($(#[$renamed:meta])? $field:ident: $ftype:ty),* $(,)? }) => {
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub(crate) struct $item<'a> {
            $(
                #[serde(skip_serializing_if = "crate::item::stored::Held::is_left_out")]
                $(#[$renamed])?
                $field: $crate::item::stored::Held<'a, $ftype>,
            )*
        }

        impl $crate::item::stored::Stored for $type {
            type Item<'a> = $item<'a>;
            fn item(&self) -> $item<'_> {
                $item {
                    $($field: $crate::item::stored::Held($crate::item::stored::Stored::item(&self.$field)),)*
                }
            }
            fn restore(item: $item<'_>) -> Self {
                Self {
                    $($field: <$ftype as $crate::item::stored::Stored>::restore(item.$field.0),)*
                }
            }
        }
    };
}

/// The item of an enumeration: a map with one entry named after the case. Fields as in a structure.
macro_rules! stored_enum {
    ($item:ident for $type:ty {
        $($variant:ident $({ $($field:ident: $ftype:ty),* $(,)? })? $(($inner:ty))?,)*
    }) => {
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(clippy::enum_variant_names, reason = "the cases are named as in the domain")]
        pub(crate) enum $item<'a> {
            $($variant
                $({$(
                    #[serde(skip_serializing_if = "crate::item::stored::Held::is_left_out")]
                    $field: $crate::item::stored::Held<'a, $ftype>,
                )*})?
                $((<$inner as $crate::item::stored::Stored>::Item<'a>))?,
            )*
        }

        impl $crate::item::stored::Stored for $type {
            type Item<'a> = $item<'a>;
            fn item(&self) -> $item<'_> {
                match self {
                    $($crate::item::stored::stored_enum!(@pattern Self $variant $({ $($field)* })? $((inner $inner))?) => {
                        $crate::item::stored::stored_enum!(@item $item $variant $({ $($field)* })? $((inner $inner))?)
                    })*
                }
            }
            fn restore(item: $item<'_>) -> Self {
                match item {
                    $($crate::item::stored::stored_enum!(@pattern $item $variant $({ $($field)* })? $((inner $inner))?) => {
                        $crate::item::stored::stored_enum!(@value $variant $({ $($field: $ftype,)* })? $((inner $inner))?)
                    })*
                }
            }
        }
    };
    (@pattern $path:ident $variant:ident) => { $path::$variant };
    (@pattern $path:ident $variant:ident { $($field:ident)* }) => { $path::$variant { $($field,)* } };
    (@pattern $path:ident $variant:ident ($name:ident $inner:ty)) => { $path::$variant($name) };
    (@item $item:ident $variant:ident) => { $item::$variant };
    (@item $item:ident $variant:ident { $($field:ident)* }) => {
        $item::$variant { $($field: $crate::item::stored::Held($crate::item::stored::Stored::item($field)),)* }
    };
    (@item $item:ident $variant:ident ($name:ident $inner:ty)) => {
        $item::$variant($crate::item::stored::Stored::item($name))
    };
    (@value $variant:ident) => { Self::$variant };
    (@value $variant:ident { $($field:ident: $type:ty,)* }) => {
        Self::$variant { $($field: <$type as $crate::item::stored::Stored>::restore($field.0),)* }
    };
    (@value $variant:ident ($name:ident $inner:ty)) => {
        Self::$variant(<$inner as $crate::item::stored::Stored>::restore($name))
    };
}

/// The item of what a kind of email says, from a list such as [`app::for_each_notification!`].
macro_rules! stored_kinds {
    ($item:ident $(#[$doc:meta])* $type:ident: $(
        $(#[$about:meta])* $case:ident $({ $($(#[$fact:meta])* $field:ident: $of:ty),* $(,)? })? = $code:literal;
    )+) => {
        $crate::item::stored::stored_enum! { $item for $type { $($case $({ $($field: $of),* })?,)+ } }
    };
}

pub(crate) use {stored_enum, stored_kinds, stored_struct};
