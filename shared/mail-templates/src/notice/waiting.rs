//! What waits for the reader: reminders, and what comes with a role (Q3, Q4); and what PDP withdrew because nothing happened (Q3).
//!
//! Responsible for: naming each thing that waits, in the words of its page. Must not: choose what waits; it was found when the email
//! was sent.

use std::collections::BTreeSet;

use app::TaskRow;
use domain::actor::{PdpRole, Role};
use domain::calendar::london_date;
use domain::task::Task;
use domain::text::FreeText;
use jiff::civil::Date;

use super::setting::{Setting, capital};
use super::{Item, Notice};
use crate::error::RenderError;
use crate::{page, words};

/// As many are listed; the portal has all of them.
const MOST_LISTED: usize = 20;

/// To a person of an organisation: something has waited for long.
pub(crate) fn reminder(setting: &Setting, waiting: &[TaskRow]) -> Result<Notice, RenderError> {
    let chase = &setting.limits.chase;
    let lead = if waiting.len() == 1 {
        "PDP has been waiting for you, and cannot go on until this is done."
    } else {
        "PDP has been waiting for you. It cannot go on with these until they are done."
    };
    let notice = Notice::new(subject("Still waiting for you", waiting), "Still waiting for you", lead);
    Ok(listed(notice, setting, waiting)?
        .asks_for([
            "Sign in to the connection portal and do what is listed above.",
            "If you cannot do it yet, open a support request, so that PDP knows why.",
        ])
        .next([
            format!(
                "You are reminded every {} working days of what still waits, and every {} working days of a \
                 connection date. What is done by then is left out.",
                chase.working_days, chase.connection_date_working_days
            ),
            format!(
                "If nothing happens in a technical change for {} working days, PDP can withdraw it. Its new URLs can \
                 then be used in another change.",
                chase.idle_working_days
            ),
        ]))
}

/// To a person who was given roles.
pub(crate) fn roles_given(
    setting: &Setting,
    roles: &BTreeSet<Role>,
    waiting: &[TaskRow],
) -> Result<Notice, RenderError> {
    let names: Vec<_> = roles.iter().map(ToString::to_string).collect();
    let (role, this) = if names.len() == 1 { ("a role", "this role") } else { ("roles", "these roles") };
    let notice = Notice::new(
        subject("Waiting for you in your new role", waiting),
        format!("You have {role}, and something waits for you"),
        format!(
            "You have been given {this} at {}: {}. What is listed below waits for whoever has {this}.",
            setting.place(),
            names.join(", ")
        ),
    );
    Ok(listed(notice, setting, waiting)?
        .asks_for(["Sign in to the connection portal and look at what is listed above."])
        .next([
            "From now on you get the emails for your role.",
            "Emails that were sent to the role while nobody had it are not sent again. What still matters of them is \
             in this email.",
        ]))
}

/// To all contacts: PDP withdrew it.
pub(crate) fn withdrawn_as_idle(
    setting: &Setting,
    reason: &FreeText,
    since: Date,
) -> Result<Notice, RenderError> {
    let about = &setting.about;
    Ok(Notice::new(
        format!("PDP has withdrawn {about}"),
        "PDP has withdrawn your technical change",
        format!(
            "PDP has withdrawn {about}, because it waited for {} and nothing had happened in it since {}. The change \
             is closed.",
            setting.organisation,
            words::date(since)?
        ),
    )
    .quote("Why PDP withdrew it", reason)
    .next([
        "You do not need to do anything. New endpoints in this change that are not live yet will not go live, and \
         their URLs can be used in another change.",
        "If you still want to make the change, a primary business contact can begin a new draft with the answers of \
         this one, on the connection portal, at any time.",
        "If you do not understand or do not agree with this, raise a ticket with PDP support through the support portal.",
    ]))
}

/// `start`, and the reference when there is one alone.
fn subject(start: &str, waiting: &[TaskRow]) -> String {
    let mut references: Vec<_> = waiting.iter().map(|row| row.reference).collect();
    references.dedup();
    match (&references[..], waiting.len()) {
        ([Some(reference)], _) => format!("{start}: {reference}"),
        (_, 1) => format!("{start}: 1 thing"),
        (_, count) => format!("{start}: {count} things"),
    }
}

fn listed(notice: Notice, setting: &Setting, waiting: &[TaskRow]) -> Result<Notice, RenderError> {
    let items =
        waiting.iter().take(MOST_LISTED).map(|row| item(setting, row)).collect::<Result<Vec<_>, _>>()?;
    let notice = notice.pages("What waits", items);
    Ok(if waiting.len() > MOST_LISTED {
        notice.and(format!(
            "More than {MOST_LISTED} things wait. The most urgent are listed here; the connection portal lists all of them."
        ))
    } else {
        notice
    })
}

/// One thing that waits, in one line, with its page.
fn item(setting: &Setting, row: &TaskRow) -> Result<Item, RenderError> {
    let open = &row.open;
    let what = match row.reference {
        Some(reference) => format!("{reference}: {}", what(&open.task)),
        None => capital(&what(&open.task)),
    };
    let whose = match (&row.organisation_name, setting.at_pdp()) {
        (Some(name), true) => format!(" ({})", words::one_line(name)),
        _ => String::new(),
    };
    let role = match open.role {
        Role::Pdp(PdpRole::Support) => PdpRole::Support.to_string(),
        role => format!("the {role}"),
    };
    let text = format!("{what}{whose}, for {role}, since {}", words::date(london_date(open.since))?);
    Ok(Item { text, address: Some(page::of_task(row, &setting.portal)) })
}

/// What is to be done.
fn what(task: &Task) -> String {
    match task {
        Task::Question => "answer PDP’s question".to_owned(),
        Task::ConnectionDate => "give a new connection date".to_owned(),
        Task::Step { step } => format!("the step “{step}”"),
        Task::TestEndpoints => "record the test endpoints".to_owned(),
        Task::Retest => {
            "put right what failed operational acceptance testing (OAT), and ask for a re-test".to_owned()
        }
        Task::Draft => "finish the draft of a technical change, or withdraw it".to_owned(),
        Task::DelayRequest { reference } => format!("answer {reference}, which asks for a delay"),
        Task::SupportRequest { reference } => format!("answer {reference}"),
        Task::Override => "decide on a proposed override".to_owned(),
        Task::DateRequest => "decide on another connection date".to_owned(),
        Task::FailedRerun => "decide what follows from a re-run that failed".to_owned(),
        Task::OwnFault => "look into a fault of PDP’s own probe".to_owned(),
        Task::Review => "review".to_owned(),
        Task::StepDecision { step } => format!("decide on the step “{step}”"),
        Task::IntegrationTesting => "arrange integration testing".to_owned(),
        Task::Material { environment } => format!("publish {environment} cryptographic material"),
        Task::EmptyRole { role: Some(role) } => {
            format!("find somebody for the role {role}, which nobody has")
        }
        Task::EmptyRole { role: None } => "find somebody for the roles, which nobody has".to_owned(),
        Task::Hold { .. } => "decide on the hold on going live".to_owned(),
        Task::Idle => "decide on a change in which nothing happens".to_owned(),
    }
}
