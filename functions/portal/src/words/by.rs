//! Who did something.

use api::{ByBody, ChangeBody, NamedPersonBody};
use domain::actor::{PdpRole, Role};

/// Who did it: `by Ada Byron (service manager)`, or `by a service manager` where the name is not among `people`. Empty when neither is
/// known.
pub fn by(by: Option<&ByBody>, people: &[NamedPersonBody]) -> String {
    let Some(by) = by else { return String::new() };
    let name = by.person.and_then(|id| people.iter().find(|person| person.id == id));
    match (name, by.role) {
        (Some(person), Some(role)) => format!("by {} ({})", person.name, role.0),
        (Some(person), None) => format!("by {}", person.name),
        (None, Some(role)) => format!("by {}", role.0.somebody()),
        (None, None) => String::new(),
    }
}

/// Those in a change whose names its reader may know.
pub fn people(change: &ChangeBody) -> &[NamedPersonBody] {
    change.people.as_deref().unwrap_or_default()
}

/// Everybody in a role, as those to whom an email goes: `each service manager of the organisation`.
pub fn each(role: Role) -> String {
    match role {
        Role::Organisation(role) => format!("each {role} of the organisation"),
        Role::Pdp(PdpRole::Support) => "everybody at PDP support".to_owned(),
        Role::Pdp(role) => format!("each {role}"),
    }
}
