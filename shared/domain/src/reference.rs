//! References that people read out (C7): a prefix that says of what, and eight Crockford base-32 characters.

use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Makes types of references that begin with these letters.
macro_rules! references {
    ($($(#[$doc:meta])* $name:ident = $letters:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 8]);

        impl $name {
            /// Makes a reference from 40 random bits (the lowest of `bits`).
            pub fn from_bits(bits: u64) -> Self {
                Self(characters(bits))
            }

            /// Reads a reference as a person may write it: any case, spaces or hyphens anywhere, `O` for 0, `I` and `L`
            /// for 1, with or without the prefix.
            pub fn parse(written: &str) -> Option<Self> {
                read(written, $letters).map(Self)
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
}

fn characters(bits: u64) -> [u8; 8] {
    let mut characters = [0; 8];
    for (place, character) in characters.iter_mut().enumerate() {
        *character = ALPHABET[(bits >> (5 * place)) as usize & 31];
    }
    characters
}

fn read(written: &str, letters: &str) -> Option<[u8; 8]> {
    let upper: String =
        written.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let mut characters = [0; 8];
    // The letters of a prefix are digits too: only what comes before eight others is the prefix.
    let digits = match upper.strip_prefix(letters) {
        Some(rest) if rest.len() == characters.len() => rest,
        _ => &upper,
    };
    let mut places = characters.iter_mut();
    for c in digits.bytes() {
        let c = match c {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            c if ALPHABET.contains(&c) => c,
            _ => return None,
        };
        *places.next()? = c;
    }
    places.next().is_none().then_some(characters)
}
