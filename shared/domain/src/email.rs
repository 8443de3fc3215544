//! Email addresses of people, and whether one can work.

use std::fmt;

use crate::characters::{Stray, is_blank};
use crate::host::{self, HostFault, NotPublic};
use crate::problem::Violation;

codes! {
    /// Whether an address can work again, after an email to it came back.
    BounceType {
        /// It cannot: there is no such mailbox, or nothing is sent to it any more.
        Permanent = "permanent", "permanent";
        /// It may: a full mailbox, an out-of-office note.
        Transient = "transient", "transient";
        /// The other side did not say.
        Undetermined = "undetermined", "undetermined";
    }
}

/// An email address: `local@host` in lower case, of ASCII (the mail service takes no other local part; an international host
/// is in its ASCII form). Mail hosts in practice do not tell letters by their case, and neither does the user pool: equal
/// addresses compare equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The longest address, in characters (RFC 5321).
    pub const MAX: usize = 254;
    /// The longest part before the `@` (RFC 5321).
    const MAX_LOCAL: usize = 64;

    /// Reads an address as a person typed it. Quoted local parts, comments and addresses in numbers are refused: they are
    /// legal, and in practice mistakes.
    ///
    /// # Errors
    /// What is wrong with it..
    pub fn parse(typed: &str) -> Result<Self, Violation> {
        let typed = typed.trim();
        if typed.chars().all(is_blank) {
            return Err(Violation::Missing);
        }
        let characters = typed.chars().count();
        if characters > Self::MAX {
            return Err(Violation::TooLong { max: Self::MAX, characters });
        }
        let (local, host) = typed.rsplit_once('@').ok_or(Violation::EmailMalformed)?;
        if local.contains('@') {
            return Err(Violation::EmailMalformed);
        }
        if let Some(at) = local.find(|c| c != '.' && !is_of_a_word(c)) {
            return Err(Stray::at(typed, at).map_or(Violation::EmailMalformed, Violation::EmailCharacter));
        }
        if local.len() > Self::MAX_LOCAL || local.split('.').any(str::is_empty) {
            return Err(Violation::EmailMalformed);
        }
        let host = host_name(typed, typed.len() - host.len())?;
        let address = format!("{}@{host}", local.to_ascii_lowercase());
        if address.len() > Self::MAX {
            let violation = Violation::TooLong { max: Self::MAX, characters: address.len() };
            return Err(violation);
        }
        Ok(Self(address))
    }

    /// Takes back what [`EmailAddress::parse`] accepted when it was stored.
    pub fn restore(stored: String) -> Self {
        Self(stored)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a local part can have it between its dots.
fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c)
}

/// The host that stands in `typed` from this byte on.
fn host_name(typed: &str, from: usize) -> Result<String, Violation> {
    // URLs may have percent signs in a host; in an address they are a mistake.
    if let Some(at) = typed[from..].find('%') {
        return Err(Stray::at(typed, from + at).map_or(Violation::EmailMalformed, Violation::EmailCharacter));
    }
    // The root, which a URL may name.
    if typed.ends_with('.') {
        return Err(Violation::EmailHostNotPublic);
    }
    host::read(typed, from, typed.len()).map_err(|violation| match violation {
        HostFault::Malformed | HostFault::IpAddress => Violation::EmailMalformed,
        HostFault::Character(stray) | HostFault::NotPublic(NotPublic::Character(stray)) => {
            Violation::EmailCharacter(stray)
        }
        HostFault::NotPublic(NotPublic::Form | NotPublic::Reserved(_)) => Violation::EmailHostNotPublic,
    })
}
