//! What is wrong with a field of an administration's form, in words a person can act on.

use std::fmt;

use crate::email::EmailFault;
use crate::problem::Fault;

/// Where a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name of an organisation or a person.
    Name,
    /// The e-mail address of a person.
    Email,
    /// Why an endpoint is taken out of use.
    Reason,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Reason => "reason",
        })
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// As in any text.
    Text(Fault),
    /// Not of the form of an e-mail address.
    EmailMalformed,
    /// The host of the e-mail address is not in public DNS.
    EmailHostNotPublic,
    /// Another member has this e-mail address.
    EmailInUse,
}

impl Flaw {
    /// The stable code, snake case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::EmailMalformed => "email_malformed",
            Self::EmailHostNotPublic => "email_host_not_public",
            Self::EmailInUse => "email_in_use",
        }
    }
}

impl From<EmailFault> for Flaw {
    fn from(fault: EmailFault) -> Self {
        match fault {
            EmailFault::Text(fault) => Self::Text(fault),
            EmailFault::Malformed => Self::EmailMalformed,
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
            (Flaw::Text(Fault::Missing), Field::Name) => "Enter the name".to_owned(),
            (Flaw::Text(Fault::Missing), Field::Email) => "Enter the e-mail address".to_owned(),
            (Flaw::Text(fault), _) => fault.to_string(),
            (Flaw::EmailMalformed, _) => {
                "Enter an e-mail address in the usual form, like name@example.org".to_owned()
            }
            (Flaw::EmailHostNotPublic, _) => {
                "Enter an e-mail address whose part after the @ can be found in public DNS, like example.org"
                    .to_owned()
            }
            (Flaw::EmailInUse, _) => {
                "Another member has this e-mail address. Enter another one, or change that member".to_owned()
            }
        }
    }
}
