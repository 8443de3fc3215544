//! Closed lists that programs know by a code and people by words, and the commands of an aggregate.

/// A closed list. What is written of its values and read again, is written as their codes.
pub trait Coded: Copy + Ord + 'static {
    /// Every value, in the order of the list.
    const ALL: &'static [Self];

    /// Their codes, in the same order.
    const CODES: &'static [&'static str];

    /// The stable code.
    fn code(self) -> &'static str;

    /// The value with this code, if there is one.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// Makes closed lists of enumerations that have `ALL` and `code`.
macro_rules! coded {
    ($($name:ty),+) => {$(
        impl $crate::codes::Coded for $name {
            const ALL: &'static [Self] = <$name>::ALL;
            const CODES: &'static [&'static str] = &{
                let mut codes = [""; <$name>::ALL.len()];
                let mut at = 0;
                while at < codes.len() {
                    codes[at] = <$name>::ALL[at].code();
                    at += 1;
                }
                codes
            };

            fn code(self) -> &'static str {
                <$name>::code(self)
            }
        }
    )+};
}

/// An enumeration with a stable code for each value, and words where people read it.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $words:literal;)+ }) => {
        codes! { $(#[$doc])* $name { $($(#[$vdoc])* $variant = $code;)+ } }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $($name::$variant => $words,)+ })
            }
        }
    };
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable code, snake case.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }
        }

        coded!($name);
    };
}

/// The kinds of enumerations whose values hold more than their kind: a closed list, and the kind of each value.
macro_rules! kinds_of {
    ($($whole:ident),+: $(#[$doc:meta])* $name:ident $list:tt) => {
        codes! { $(#[$doc])* $name $list }

        $(kinds_of!(@kind $whole $name $list);)+
    };
    (@kind $whole:ident $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $code:literal $(, $words:literal)?;)+
    }) => {
        impl $whole {
            /// Its kind.
            pub const fn kind(&self) -> $name {
                match self { $($whole::$variant { .. } => $name::$variant,)+ }
            }

            /// The stable code of its kind, snake case.
            pub const fn code(&self) -> &'static str {
                self.kind().code()
            }
        }
    };
}

/// The commands of an aggregate, with the name and the stable code of each.
macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? })? = $code:literal;)+) => {
        /// A command.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command { $($(#[$doc])* $variant $({ $($(#[$fdoc])* $field: $type,)+ })?,)+ }

        kinds_of! {
            Command: /// The name of a command.
            CommandKind { $($(#[$doc])* $variant = $code;)+ }
        }
    };
}
