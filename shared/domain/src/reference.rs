//! References that people read out (C7): a prefix that says of what, and eight Crockford base-32 characters.

use std::fmt;

use crate::characters::is_blank;
use crate::problem::{Field, Problem, Violation};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes types of references that begin with these letters.
macro_rules! references {
    ($($(#[$doc:meta])* $name:ident = $letters:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 8]);

        impl $name {
            const PREFIX: &str = $letters;

            /// Makes a reference from 40 random bits (the lowest of `bits`).
            pub fn from_bits(bits: u64) -> Self {
                Self(characters(bits))
            }

            /// Reads a reference as a person may write it: any case, spaces or hyphens anywhere, `O` for 0, `I` and `L`
            /// for 1, with or without the prefix.
            pub fn parse(written: &str) -> Option<Self> {
                read(written, Self::PREFIX).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!($letters, "-"))?;
                self.0.iter().try_for_each(|c| write!(f, "{}", *c as char))
            }
        }
    )+};
}

references! {
    /// The reference of a technical change, for example `TC-7Q4M0ZKD`. Random: it says nothing about what it names.
    Reference = "TC";
    /// The reference of a support request, for example `SR-7Q4M0ZKD` (D1).
    SupportReference = "SR";
    /// The reference of a request for operational acceptance testing, for example `OAT-7Q4M0ZKD` (O1).
    OatReference = "OAT";
    /// The reference of a pre-flight, for example `PF-7Q4M0ZKD` (Q10).
    PreFlightReference = "PF";
}

codes! {
    /// What a reference names.
    ReferenceKind {
        /// A technical change.
        Change = "technical_change";
        /// A request for operational acceptance testing.
        Oat = "oat_request";
        /// A support request about either of them, or a dispute of a result.
        Support = "support_request";
        /// A pre-flight.
        PreFlight = "pre_flight";
    }
}

/// A reference of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnyReference {
    Change(Reference),
    Oat(OatReference),
    Support(SupportReference),
    PreFlight(PreFlightReference),
}

impl AnyReference {
    /// What it names.
    pub const fn kind(self) -> ReferenceKind {
        match self {
            Self::Change(_) => ReferenceKind::Change,
            Self::Oat(_) => ReferenceKind::Oat,
            Self::Support(_) => ReferenceKind::Support,
            Self::PreFlight(_) => ReferenceKind::PreFlight,
        }
    }

    const fn of(kind: ReferenceKind, characters: [u8; 8]) -> Self {
        match kind {
            ReferenceKind::Change => Self::Change(Reference(characters)),
            ReferenceKind::Oat => Self::Oat(OatReference(characters)),
            ReferenceKind::Support => Self::Support(SupportReference(characters)),
            ReferenceKind::PreFlight => Self::PreFlight(PreFlightReference(characters)),
        }
    }
}

impl fmt::Display for AnyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Change(reference) => reference.fmt(f),
            Self::Oat(reference) => reference.fmt(f),
            Self::Support(reference) => reference.fmt(f),
            Self::PreFlight(reference) => reference.fmt(f),
        }
    }
}

/// What a person who looks something up may mean: with a prefix one reference, without one a reference of each kind (Q2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenReference {
    kind: Option<ReferenceKind>,
    characters: [u8; 8],
}

impl WrittenReference {
    /// Reads a reference of any kind as a person may write it: any case, spaces or hyphens anywhere, `O` for 0, `I` and `L`
    /// for 1, in its prefix too.
    ///
    /// # Errors
    /// A [`Problem`] of the field `reference`, when it is none.
    pub fn parse(written: &str) -> Result<Self, Problem> {
        let problem = |violation| Problem::new(Field::Reference, violation);
        let plain = plain(written);
        if plain.is_empty() {
            return Err(problem(Violation::Missing));
        }
        let prefixed = |kind: &ReferenceKind| {
            let digits = plain.strip_prefix(&self::plain(kind.prefix()))?;
            Some(Self { kind: Some(*kind), characters: digits_of(digits)? })
        };
        // A reference has eight digits, so its length says whether it has a prefix.
        let bare = digits_of(&plain).map(|characters| Self { kind: None, characters });
        let read = bare.or_else(|| ReferenceKind::ALL.iter().find_map(prefixed));
        read.ok_or_else(|| problem(Violation::NotAReference))
    }

    /// The references that it may be, in the order of the list of their kinds.
    pub fn candidates(self) -> Vec<AnyReference> {
        let kinds = ReferenceKind::ALL.iter().filter(|kind| self.kind.is_none_or(|only| only == **kind));
        kinds.map(|kind| AnyReference::of(*kind, self.characters)).collect()
    }
}

impl ReferenceKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Change => Reference::PREFIX,
            Self::Oat => OatReference::PREFIX,
            Self::Support => SupportReference::PREFIX,
            Self::PreFlight => PreFlightReference::PREFIX,
        }
    }
}

fn characters(bits: u64) -> [u8; 8] {
    let mut characters = [0; 8];
    for (place, character) in characters.iter_mut().enumerate() {
        *character = ALPHABET[(bits >> (5 * place)) as usize & 31];
    }
    characters
}

fn read(written: &str, prefix: &str) -> Option<[u8; 8]> {
    let plain = plain(written);
    // The letters of a prefix are digits too: only what comes before eight others is the prefix.
    let prefixed = plain.strip_prefix(&self::plain(prefix)).and_then(digits_of);
    prefixed.or_else(|| digits_of(&plain))
}

/// Without spaces and hyphens, in capitals, and without the letters that stand for digits.
fn plain(written: &str) -> String {
    let kept = written.chars().filter(|c| !is_gap(*c));
    kept.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    })
    .collect()
}

/// Whether it only parts what is written: white space, a character that cannot be seen, or anything that looks like a hyphen.
fn is_gap(c: char) -> bool {
    is_blank(c)
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

/// The eight digits of a reference, if that is all there is.
fn digits_of(plain: &str) -> Option<[u8; 8]> {
    let digits: [u8; 8] = plain.as_bytes().try_into().ok()?;
    digits.iter().all(|digit| ALPHABET.contains(digit)).then_some(digits)
}
