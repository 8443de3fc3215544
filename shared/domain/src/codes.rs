//! Closed lists that programs know by a code and people by words, and the commands of an aggregate.

/// A closed list. What is written of its values and read again, is written as their codes.
pub trait Coded: Copy + Eq + 'static {
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

/// An enumeration with, for each value, a stable code and words.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $words:literal;)+ }) => {
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

            /// The value with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $($name::$variant => $words,)+ })
            }
        }

        coded!($name);
    };
}

/// The kinds of an enumeration whose values hold more than their kind, each with a stable code.
macro_rules! kinds_of {
    ($whole:ident: $(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// Every kind, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The stable code, snake case.
            pub const fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }
        }

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

        coded!($name);
    };
}

/// The commands of an aggregate, with the name and the stable code of each.
macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? })? = $code:literal;)+) => {
        /// A command.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command { $($(#[$doc])* $variant $({ $($(#[$fdoc])* $field: $type,)+ })?,)+ }

        /// The name of a command.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandKind { $($(#[$doc])* $variant,)+ }

        impl CommandKind {
            /// Every command.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code, snake case.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The command with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl Command {
            /// Its name.
            pub const fn kind(&self) -> CommandKind {
                match self { $(Self::$variant { .. } => CommandKind::$variant,)+ }
            }
        }
    };
}
