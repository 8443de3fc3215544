//! People and roles (Q4): addresses, proposals, and roles that nobody can be reached in.
//!
//! Responsible for: telling people what became of their own entry, and PDP what it has to mend. Must not: show an address; an email
//! goes to the one that it speaks of.

use std::collections::BTreeSet;

use domain::actor::{OrganisationRole, PdpRole, Role};
use domain::text::Name;

use super::Notice;
use super::setting::Setting;
use crate::words;

/// To the address that emails go to from now on.
pub(crate) fn address_is_new(setting: &Setting) -> Notice {
    Notice::new(
        "Your emails about pensions dashboards now come to this address".to_owned(),
        "Your email address was corrected",
        format!(
            "A PDP administrator has changed your email address in the record of {}. Emails to you come to \
             this address from now on.",
            setting.organisation
        ),
    )
    .and("You sign in with this address now. Your password and your second factor stay as they are.")
    .asks_for(["If you did not expect this, or you are not the person it is for, tell PDP support at once."])
    .next(["You get your next email at this address. An email was also sent to the address before."])
}

/// To the address before.
pub(crate) fn address_was_before(setting: &Setting) -> Notice {
    Notice::new(
        "Your emails about pensions dashboards no longer come to this address".to_owned(),
        "Your email address was corrected",
        format!(
            "A PDP administrator has changed your email address in the record of {}. Emails to you come to \
             another address from now on, and this one no longer signs you in.",
            setting.organisation
        ),
    )
    .asks_for([
        "If you did not expect this, tell PDP support at once. Somebody else may be getting your emails.",
    ])
    .next(["This is the last email to this address. An email was also sent to the new one."])
}

/// To an address that emails came back from.
pub(crate) fn address_tried(setting: &Setting) -> Notice {
    Notice::new(
        "Emails about pensions dashboards can reach you again".to_owned(),
        "Emails can reach you again",
        format!(
            "Emails to this address came back, so you may have missed some about {}. A PDP administrator has \
             asked for your address to be tried again.",
            setting.organisation
        ),
    )
    .asks_for([
        "Look on the connection portal for anything that waits for you.".to_owned(),
        "Make sure that your mail system accepts emails from this sender.".to_owned(),
    ])
    .next(["Emails to you come to this address again. Those that came back are not sent again."])
}

/// To PDP's administrators.
pub(crate) fn roles_proposed(
    setting: &Setting,
    by: Option<&Name>,
    person: &Name,
    joins: bool,
    roles: &BTreeSet<PdpRole>,
) -> Notice {
    let person = words::one_line(person.as_str());
    let (says, by) = match by.map(|by| words::one_line(by.as_str())) {
        Some(by) => (format!("{by} proposes"), by),
        None => ("An administrator proposes".to_owned(), "who proposed it".to_owned()),
    };
    let what = if joins { "join PDP’s team with" } else { "get" };
    let roles: Vec<_> = roles.iter().map(ToString::to_string).collect();
    Notice::new(
        setting.naming("Decision needed: roles proposed at the ".to_owned()),
        "Roles at PDP are proposed",
        format!("{says} that {person} should {what} these roles. A second administrator has to approve it."),
    )
    .list("Roles", roles)
    .asks_for([
        format!("Check with {by} that {person} should have these roles."),
        "Approve the proposal, or withdraw it. Who proposed it, or is to get the roles, cannot approve it."
            .to_owned(),
    ])
    .next([if joins {
        "When it is approved, the person is invited by email."
    } else {
        "When it is approved, the person has the roles within 15 minutes."
    }])
}

/// To PDP support.
pub(crate) fn role_left_empty(setting: &Setting, role: OrganisationRole) -> Notice {
    let organisation = &setting.organisation;
    let meanwhile = match role {
        OrganisationRole::PrimaryBusinessContact => {
            "Nobody there can submit or withdraw a technical change, or answer PDP’s questions."
        }
        _ => "Something waits there for this role, and nobody can do it.",
    };
    Notice::new(
        setting.naming(format!("No {role} any more at ")),
        format!("Nobody is {role} any more"),
        format!("The last {role} at {organisation} was removed or lost the role. {meanwhile}"),
    )
    .asks_for([
        format!("Ask {organisation} who takes on the role."),
        "Have a PDP administrator give that person the role.".to_owned(),
    ])
    .next([
        "Whoever gets the role is told at once what waits for it. Until then you are told about each email \
            that nobody gets."
            .to_owned(),
    ])
}

/// To PDP's administrators.
pub(crate) fn nobody_can_be_reached(setting: &Setting, person: &Name, roles: &BTreeSet<Role>) -> Notice {
    let person = words::one_line(person.as_str());
    let at_pdp = roles.iter().any(|role| matches!(role, Role::Pdp(_)));
    let place = if at_pdp { "PDP" } else { &setting.organisation };
    let roles: Vec<_> = roles.iter().map(ToString::to_string).collect();
    Notice::new(
        setting.naming(format!("Nobody can be reached about {}: ", setting.about)),
        format!("Nobody at {place} can be reached by email"),
        format!(
            "An email about {} to {person} at {place} came back for good. Nobody else with these roles can \
             be reached by email, so nobody has been told.",
            setting.about
        ),
    )
    .list("Roles", roles)
    .asks_for([
        format!("Telephone {person}, or somebody else at {place}, and say what the email was about."),
        "Correct their email address if it is wrong. If it is right, let the service try the address again."
            .to_owned(),
        "If the person has left, remove them and give the roles to somebody else.".to_owned(),
    ])
    .next(["You will not be told about this person again until their address is corrected or tried again."])
}
