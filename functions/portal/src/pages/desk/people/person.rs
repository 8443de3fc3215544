//! Somebody of an organisation or of PDP: their roles, how far their sign-in is, how emails reach them, and what can be done (P2, Q4).

use api::SignInStateCode;
use askama::Template;
use domain::organisation::SignInState;

use super::mail::{Delivery, EVERYBODY, feedback};
use super::roles::propose_for;
use super::{Record, Whose, sign_in};
use crate::components::Row;
use crate::layout::Frame;
use crate::pages::team::people::Member;
use crate::pages::team::team::{administers, proposed};
use crate::ports::Ports;
use crate::session::Who;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/people/person.html")]
struct Page {
    frame: Frame,
    done: Option<&'static str>,
    caption: String,
    back: (String, &'static str),
    heading: String,
    now: String,
    facts: Vec<Row>,
    /// What can be done: pages and their names.
    can: Vec<(&'static str, String)>,
    /// Roles that are proposed for them: the page, and its words.
    proposals: Vec<(String, String)>,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, of: Whose) -> Shown {
    let who = visit.signed_in()?;
    let (record, state, feedback) = tokio::join!(
        Record::read(&visit, of.side),
        sign_in(&visit, of),
        feedback(&visit, of.side, &EVERYBODY)
    );
    let record = record?;
    let member = record.member(of.person)?;
    let (state, feedback) = (state?, feedback?);
    let known = feedback.items.iter().find(|one| one.person == member.id).map(Delivery::of);
    let title = format!("{} of {}", member.name, record.called());
    let said = known.as_ref().map(|known| known.said.join(" ")).filter(|said| !said.is_empty());
    let proposals = record.proposals.iter().filter(|one| one.person == Some(member.id));
    let proposals: Vec<_> = proposals
        .map(|one| (format!("/portal/team/proposals/{}", one.id), words::first(&proposed(one))))
        .collect();
    visit.show(&Page {
        frame: visit.frame(&title, of.side.section()),
        done: words::done(&visit.query().value("done")),
        back: (of.side.home(), if of.side.is_pdp() { "Team" } else { "Organisation" }),
        heading: member.called(who),
        now: now(who, member, &problems(member, state, known.as_ref())),
        facts: vec![
            Row::new("Email address", member.email.clone()),
            Row::new("Roles", member.roles_in_words()),
            Row::new("Sign-in", sign_in_in_words(state)),
            Row::new(
                "Emails",
                said.unwrap_or_else(|| "Nothing is known of emails to this address".to_owned()),
            ),
        ],
        can: if administers(who) { can(of, member, (who, state, known.as_ref())) } else { Vec::new() },
        proposals,
        caption: record.name,
    })
}

/// How far somebody's sign-in is.
pub fn sign_in_in_words(state: SignInStateCode) -> &'static str {
    match state.0 {
        SignInState::Invited => "Invited, and has not signed in yet. The invitation still works",
        SignInState::InvitationExpired => "Invited, and has not signed in. The invitation no longer works",
        SignInState::SignedIn => "Has signed in, with a password of their own",
        SignInState::Closed => "Closed",
        SignInState::Missing => "There is none",
    }
}

/// What has to be put right.
fn problems(member: &Member, state: SignInStateCode, known: Option<&Delivery>) -> Vec<String> {
    let name = &member.name;
    let of_sign_in = match state.0 {
        SignInState::InvitationExpired => {
            Some(format!("The invitation of {name} no longer works: send it again."))
        }
        SignInState::Closed => Some(format!("The sign-in of {name} is closed: send the invitation again.")),
        SignInState::Missing => Some(format!("{name} has no sign-in that works: send the invitation again.")),
        SignInState::Invited | SignInState::SignedIn => None,
    };
    let of_mail = known.and_then(|known| {
        let (wrong, _) = known.wrong?;
        Some(format!("{wrong}. {}", known.next.unwrap_or_default()))
    });
    of_sign_in.into_iter().chain(of_mail).collect()
}

fn now(who: &Who, member: &Member, problems: &[String]) -> String {
    let can = match (administers(who), member.is(who)) {
        (true, true) => {
            "These are your own details. You can correct them; another PDP administrator changes your roles, or removes you."
        }
        (true, false) if problems.is_empty() => {
            "There is nothing that you must do. You can change what this page shows."
        }
        (true, false) => "",
        (false, _) if problems.is_empty() => {
            "There is nothing for you to do here. A PDP administrator can change what this page shows."
        }
        (false, _) => "A PDP administrator puts this right.",
    };
    let said: Vec<_> =
        problems.iter().map(String::as_str).chain([can]).filter(|one| !one.is_empty()).collect();
    said.join(" ")
}

/// What an administrator can do about this person.
fn can(
    of: Whose,
    member: &Member,
    (who, state, known): (&Who, SignInStateCode, Option<&Delivery>),
) -> Vec<(&'static str, String)> {
    let (is_other, is_pdp) = (!member.is(who), of.side.is_pdp());
    let page = |is: bool, text, name: &str| is.then(|| (text, of.page(name)));
    let lacks = of.side.roles().any(|role| !member.roles.contains(&role));
    let pages = [
        page(state.0.may_be_invited().is_ok(), "Send the invitation again", "invitation"),
        page(known.is_some_and(|known| known.wrong.is_some()), "Try the address again", "address-trial"),
        page(true, "Correct the name or address", "correction"),
        page(is_other && !is_pdp, "Change roles", "roles"),
        (is_other && is_pdp && lacks).then(|| ("Propose further roles", propose_for(of))),
        page(is_other && is_pdp && !member.roles.is_empty(), "Take roles away", "roles"),
        page(
            is_other,
            if is_pdp { "Remove from the team" } else { "Remove from the organisation" },
            "removal",
        ),
    ];
    pages.into_iter().flatten().collect()
}
