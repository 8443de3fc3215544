//! What is wrong with a field of an administration's form, in words a person can act on.

use std::fmt;

use crate::characters::{Stray, is_blank};
use crate::email::EmailFault;
use crate::problem::Fault;

/// Where a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name of an organisation, a person or a vouching scheme.
    Name,
    /// The email address of a person.
    Email,
    /// Why an endpoint is taken out of use.
    Reason,
    /// The endpoints of a vouching scheme as a whole.
    Endpoints,
    /// The type of one of them (position from 0).
    EndpointType(usize),
    /// The URL of one of them (position from 0).
    EndpointUrl(usize),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Email => f.write_str("email"),
            Self::Reason => f.write_str("reason"),
            Self::Endpoints => f.write_str("endpoints"),
            Self::EndpointType(at) => write!(f, "endpoints[{at}].endpoint_type"),
            Self::EndpointUrl(at) => write!(f, "endpoints[{at}].url"),
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// What can be wrong in any form.
    Common(Fault),
    /// Not of the form of an email address.
    EmailMalformed,
    /// An email address with a character that none has.
    EmailCharacter(Stray),
    /// The host of the email address is not in public DNS.
    EmailHostNotPublic,
    /// Another member has this email address.
    EmailInUse,
    /// A vouching scheme without a Find endpoint (O1).
    FindMissing,
}

impl Flaw {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Common(fault) => fault.code(),
            Self::EmailMalformed => "email_malformed",
            Self::EmailCharacter(_) => "email_has_unfit_character",
            Self::EmailHostNotPublic => "email_host_not_public",
            Self::EmailInUse => "email_in_use",
            Self::FindMissing => "find_missing",
        }
    }
}

impl From<EmailFault> for Flaw {
    fn from(fault: EmailFault) -> Self {
        match fault {
            EmailFault::Text(fault) => Self::Common(fault),
            EmailFault::Malformed => Self::EmailMalformed,
            EmailFault::Character(stray) => Self::EmailCharacter(stray),
            EmailFault::HostNotPublic => Self::EmailHostNotPublic,
        }
    }
}

/// One problem: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// What.
    pub flaw: Flaw,
}

impl Problem {
    /// The sentence for a person: what to do about it.
    pub fn message(&self) -> String {
        match (&self.flaw, self.field) {
            (Flaw::Common(Fault::Missing), Field::Name) => "Enter the name".to_owned(),
            (Flaw::Common(Fault::Missing), Field::Email) => "Enter the email address".to_owned(),
            (Flaw::FindMissing, _) | (Flaw::Common(Fault::Missing), Field::Endpoints) => {
                "Add a Find endpoint. A vouching scheme needs at least one".to_owned()
            }
            (Flaw::Common(Fault::Missing), Field::EndpointType(_)) => {
                "Select the endpoint type: Find, View or PAT refresh".to_owned()
            }
            (Flaw::Common(Fault::Missing), Field::EndpointUrl(_)) => "Enter the endpoint URL".to_owned(),
            (Flaw::Common(Fault::TooManyEndpoints { max, over }), _) => format!(
                "A vouching scheme can have up to {max} endpoints. Remove {over}, and add the rest by a technical change when the scheme is live"
            ),
            (Flaw::Common(Fault::UrlRepeated { first }), _) => format!(
                "This URL is already here for this endpoint type (endpoint {first}). Remove one of them"
            ),
            (Flaw::Common(Fault::UrlInUse), _) => {
                "This URL is already registered or being added for this endpoint type. Enter another URL"
                    .to_owned()
            }
            (Flaw::Common(fault), _) => fault.to_string(),
            (Flaw::EmailMalformed, _) => {
                "Enter an email address in the usual form, like name@example.org".to_owned()
            }
            (Flaw::EmailCharacter(stray), _) => of_an_address(stray),
            (Flaw::EmailHostNotPublic, _) => {
                "Enter an email address whose part after the @ can be found in public DNS, like example.org"
                    .to_owned()
            }
            (Flaw::EmailInUse, _) => {
                "Another member has this email address. Enter another one, or change that member".to_owned()
            }
        }
    }
}

fn of_an_address(stray: &Stray) -> String {
    let instead = match stray.character {
        '\u{2018}' | '\u{2019}' => "Enter the straight one (') instead",
        '\u{2010}'..='\u{2014}' => "Enter the hyphen of the keyboard (-) instead",
        c if is_blank(c) || c.is_control() => "Enter the address without it, like name@example.org",
        _ => "Enter an address without it, like name@example.org",
    };
    format!("The email address has {stray}. {instead}")
}
