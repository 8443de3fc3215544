//! Who is signed in, as their access token says it.

use domain::actor::{PdpRole, Role};
use domain::codes::Coded;
use domain::ids::{OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

/// A person, for what is shown to them. What they may do, the API decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The person's id.
    pub person: String,
    pub name: Option<String>,
    /// Whether they are of PDP.
    pub is_pdp: bool,
    /// Their organisation; none of PDP's people.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// The name of their organisation.
    pub organisation: Option<String>,
    /// The codes of their roles.
    pub roles: Vec<String>,
}

impl Who {
    /// Their roles; of those that this program knows.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.roles.iter().filter_map(|code| Role::from_code(code))
    }

    /// Whether they hold this role.
    pub fn has(&self, role: Role) -> bool {
        self.roles().any(|held| held == role)
    }

    /// Whether they work in PDP support.
    pub fn is_support(&self) -> bool {
        self.has(PdpRole::Support.into())
    }

    /// Whether this is they.
    pub fn is(&self, person: PersonId) -> bool {
        person.to_string() == self.person
    }

    /// One line: organisation, name, roles.
    pub fn line(&self) -> String {
        let party =
            if self.is_pdp { Some("Pensions Dashboards Programme") } else { self.organisation.as_deref() };
        let roles: Vec<_> = self.roles().map(short).collect();
        let name = match (&self.name, roles.is_empty()) {
            (Some(name), false) => Some(format!("{name} ({})", roles.join(", "))),
            (Some(name), true) => Some(format!("{name} (no role)")),
            (None, false) => Some(roles.join(", ")),
            (None, true) => None,
        };
        let parts: Vec<_> = party.map(str::to_owned).into_iter().chain(name).collect();
        parts.join(" · ")
    }
}

/// A role, without whose it is.
fn short(role: Role) -> String {
    match role {
        Role::Pdp(PdpRole::Support) => "support".to_owned(),
        Role::Pdp(role) => role.to_string().trim_start_matches("PDP ").to_owned(),
        Role::Organisation(role) => role.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(is_pdp: bool, roles: &[&str]) -> Who {
        Who {
            person: String::new(),
            name: Some("A. Example".to_owned()),
            is_pdp,
            organisation_id: None,
            organisation: (!is_pdp).then(|| "Meadow Pensions".to_owned()),
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
        }
    }

    #[test]
    fn a_person_reads_who_they_are_in_words() {
        let contact = who(false, &["primary_business_contact", "test_manager", "of_tomorrow"]);
        assert_eq!(contact.line(), "Meadow Pensions · A. Example (primary business contact, test manager)");
        assert_eq!(
            who(true, &["reviewer", "support"]).line(),
            "Pensions Dashboards Programme · A. Example (reviewer, support)"
        );
        assert_eq!(who(false, &[]).line(), "Meadow Pensions · A. Example (no role)");
    }
}
