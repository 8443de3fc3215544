//! The types of what emails say, made from one list each.

/// Makes the enumeration of a list such as [`for_each_notification!`](crate::for_each_notification), with the code of each case.
macro_rules! kinds {
    ($(#[$doc:meta])* $type:ident: $(
        $(#[$about:meta])* $case:ident $({ $($(#[$fact:meta])* $field:ident: $of:ty),* $(,)? })? = $code:literal;
    )+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $type {
            $($(#[$about])* $case $({ $($(#[$fact])* $field: $of),* })?,)+
        }

        impl $type {
            /// The code of every case.
            pub const KINDS: &'static [&'static str] = &[$($code),+];

            /// The stable code of the case, snake case.
            pub const fn kind(&self) -> &'static str {
                match self {
                    $(Self::$case { .. } => $code,)+
                }
            }
        }
    };
}
pub(crate) use kinds;
