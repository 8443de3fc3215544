//! Emails that say what waits for their reader: it is found when they are sent, so they never tell of what is done (Q3, Q4).

use std::collections::BTreeSet;

use domain::actor::Role;
use domain::calendar::{Reading, london_clock, london_date, london_instant};
use jiff::{Span, Timestamp};

use crate::error::Fault;
use crate::mail::ports::Outbox;
use crate::mail::recipients::contacts_of;
use crate::mail::{Audience, Mail, Notification};
use crate::organisation::record::Party;
use crate::page::{PageFault, PageRequest};
use crate::services::Services;
use crate::work::ports::{TaskList, WorkList};
use crate::work::row::TaskRow;
use crate::work::waiting::waiting_for;

/// Kept emails that are found at once.
const PAGE: u32 = 100;

/// What is to become of a notification.
pub(crate) enum Found {
    /// It is to be sent like this.
    Send(Mail),
    /// Nothing that it would have said waits any more.
    Over,
    /// It comes in working hours: not before this instant.
    NotBefore(Timestamp),
}

/// Finds what waits for somebody who holds `roles`, if `mail` is to say so.
pub(crate) async fn find_what_waits<S: Outbox + WorkList>(
    services: &Services<S>,
    mut mail: Mail,
    roles: &BTreeSet<Role>,
) -> Result<Found, Fault> {
    let party = contacts_of(&mail);
    let list = match party {
        Party::Organisation(id) => TaskList::Organisation(id),
        Party::Pdp => TaskList::Pdp,
    };
    for part in &mut mail.parts {
        match &mut part.notification {
            Notification::Reminder { waiting } => {
                if let Some(then) = opening(services) {
                    return Ok(Found::NotBefore(then));
                }
                let ctx = services.context();
                let chase = &ctx.policy.limits.chase;
                *waiting = waiting_for(services, list, roles, |kind| chase.every(kind).is_some()).await?;
                if !waiting.iter().any(|row| has_waited_long(services, row)) {
                    return Ok(Found::Over);
                }
            }
            Notification::RolesGiven { roles: given, waiting } => {
                given.retain(|role| roles.contains(role));
                look_again(services, party, given).await?;
                *waiting = waiting_for(services, list, given, |_| true).await?;
                if waiting.is_empty() {
                    return Ok(Found::Over);
                }
            }
            _ => {}
        }
    }
    Ok(Found::Send(mail))
}

/// Lets every email that was kept for one of these roles be looked at now: what still matters is sent, and the rest is over (Q4). The
/// index shows it a moment late, so one that was kept just now may be missed; somebody looks at it within a day.
async fn look_again<S: Outbox>(
    services: &Services<S>,
    party: Party,
    roles: &BTreeSet<Role>,
) -> Result<(), Fault> {
    let everyone = match party {
        Party::Organisation(_) => Audience::OrganisationContacts,
        Party::Pdp => Audience::PdpTeam,
    };
    for audience in roles.iter().map(|role| Audience::of(*role)).chain([everyone]) {
        let mut page = PageRequest { size: PAGE, cursor: None };
        loop {
            let kept = services.store.kept_for(party, audience, &page).await.map_err(PageFault::of_queue)?;
            for id in kept.items {
                services.store.look_at(id, services.clock.now()).await?;
            }
            page.cursor = kept.next;
            if page.cursor.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// Whether it has waited until its first reminder.
fn has_waited_long<S>(services: &Services<S>, row: &TaskRow) -> bool {
    let ctx = services.context();
    let first = row.open.reminder_from(london_date(row.open.since), &ctx.policy.limits, ctx.calendar);
    first.is_some_and(|first| first <= ctx.today)
}

/// When reminders are sent again; none when they are sent now.
fn opening<S>(services: &Services<S>) -> Option<Timestamp> {
    let ctx = services.context();
    let chase = &ctx.policy.limits.chase;
    if chase.is_time(ctx.now, ctx.calendar) {
        return None;
    }
    let is_early = london_clock(ctx.now).hour() < chase.from_hour;
    let from = if is_early { ctx.today } else { ctx.today.saturating_add(Span::new().days(1)) };
    let opens = ctx.calendar.working_day_from(from).at(chase.from_hour, 0, 0, 0);
    Some(london_instant(opens, Reading::First).unwrap_or(Timestamp::MAX))
}
