//! Emails that came back, were reported or were refused, by the people they went to, with what to do about it (Q4).

use std::borrow::Cow;

use api::{ContactFeedbackBody, MailFeedbackPage, MailNoticeBody};
use api_client::Paging;
use askama::Template;
use domain::email::BounceType;

use super::{Record, Side, Whose};
use crate::layout::Frame;
use crate::pages::team::team::administers;
use crate::ports::Ports;
use crate::trouble::{Trouble, ask};
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;
use crate::words;

/// People of a page.
const LISTED: u32 = 25;

/// As many people as can be asked for at once.
pub static EVERYBODY: Paging = Paging::first(100);

#[derive(Template)]
#[template(path = "pages/desk/people/mail.html")]
struct Page {
    frame: Frame,
    caption: String,
    back: (String, &'static str),
    now: String,
    rows: Vec<Line>,
    next: Option<String>,
    /// Where the first page is, on another one.
    first: Option<String>,
}

/// A person, and whether emails reach them.
struct Line {
    name: String,
    /// Their page, while they are a member.
    href: Option<String>,
    email: Option<String>,
    delivery: Delivery,
}

/// Whether emails reach somebody, in words.
pub struct Delivery {
    /// The trouble with them, if there is any, and its colour.
    pub wrong: Option<(&'static str, &'static str)>,
    /// What happened, each a sentence.
    pub said: Vec<String>,
    /// What to do.
    pub next: Option<&'static str>,
}

/// Reads the mail service's news about emails to the people of a side.
pub async fn feedback<P: Ports>(
    visit: &Visit<P>,
    side: Side,
    page: &Paging,
) -> Result<MailFeedbackPage, Trouble> {
    let api = visit.api()?;
    Ok(match side {
        Side::Organisation(id) => ask(api.read_mail_feedback(id, page)).await?.body,
        Side::Pdp => ask(api.read_own_mail_feedback(page)).await?.body,
    })
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, side: Side) -> Shown {
    let who = visit.signed_in()?;
    let cursor = visit.query().text("cursor");
    let page = Paging { limit: Some(LISTED), cursor: cursor.clone() };
    let (record, found) = tokio::join!(Record::read(&visit, side), feedback(&visit, side, &page));
    let (record, found) = (record?, found?);
    let mut rows: Vec<_> = found.items.iter().map(|one| line(&record, one)).collect();
    rows.sort_by_key(|row| row.delivery.wrong.is_none());
    let title = format!("Emails to the people of {}", record.called());
    let title = if cursor.is_some() { format!("{title}, further page") } else { title };
    let here = side.page("mail");
    visit.show(&Page {
        frame: visit.frame(&title, side.section()).without(found.not_shown),
        now: now(&rows, administers(who), found.next.is_some() || cursor.is_some()),
        rows,
        back: (side.home(), if side.is_pdp() { "Team" } else { "Organisation" }),
        next: found.next.as_deref().map(|next| with_query(&here, &[("cursor", Some(next))])),
        first: cursor.map(|_| here.clone()),
        caption: record.name,
    })
}

fn line(record: &Record, body: &ContactFeedbackBody) -> Line {
    let member = record.find(body.person);
    let of = Whose { side: record.side, person: body.person };
    let known = Delivery::of(body);
    Line {
        name: member.map_or_else(|| "Somebody who has left".to_owned(), |one| one.name.clone()),
        href: member.map(|_| of.home()),
        email: member.map(|one| one.email.clone()),
        // There is nothing to be done about an address that nothing goes to any more.
        delivery: if member.is_some() { known } else { Delivery { wrong: None, next: None, ..known } },
    }
}

fn now(rows: &[Line], administers: bool, is_part: bool) -> String {
    let place = if is_part { " on this page" } else { "" };
    let who = if administers {
        "Open the page of each person to put it right."
    } else {
        "There is nothing for you to do here: a PDP administrator puts it right."
    };
    match rows.iter().filter(|row| row.delivery.wrong.is_some()).count() {
        0 if rows.is_empty() => {
            format!("There is nothing to do: there is no news of emails to anybody{place}.")
        }
        0 => format!("There is nothing to do: emails to everybody{place} arrive."),
        1 => format!("Something is wrong with emails to 1 person{place}. {who}"),
        count => format!("Something is wrong with emails to {count} people{place}. {who}"),
    }
}

impl Delivery {
    /// Of what is known. What came before an email that arrived is over.
    pub fn of(body: &ContactFeedbackBody) -> Self {
        let arrived = body.delivered.as_ref().map(|one| one.at);
        let lasts = |one: &&MailNoticeBody| Some(one.at) > arrived;
        let bounced = body.bounced.as_ref().filter(lasts);
        let is_final =
            bounced.is_some_and(|one| one.bounce_type.is_some_and(|kind| kind == BounceType::Permanent));
        let (complained, rejected) =
            (body.complained.as_ref().filter(lasts), body.rejected.as_ref().filter(lasts));
        let said = [
            bounced.map(|one| {
                let how = if is_final { "came back for good" } else { "came back" };
                format!("An email{} {how} on {}{}.", about(one), words::moment(one.at), because(one))
            }),
            complained.map(|one| {
                format!(
                    "They reported an email{} as unwanted on {}{}.",
                    about(one),
                    words::moment(one.at),
                    because(one)
                )
            }),
            rejected.map(|one| {
                format!(
                    "The mail service refused to deliver an email{} on {}.",
                    about(one),
                    words::moment(one.at)
                )
            }),
            body.delivered.as_ref().map(|one| {
                format!("The last email that arrived was{} on {}.", about(one), words::moment(one.at))
            }),
        ];
        let wrong = if is_final {
            Some(("Emails come back", "red"))
        } else if complained.is_some() {
            Some(("Reported as unwanted", "orange"))
        } else if bounced.is_some() {
            Some(("An email came back", "yellow"))
        } else {
            rejected.map(|_| ("An email was refused", "yellow"))
        };
        let next = if is_final {
            Some(
                "Ask the person, by telephone, whether the address is right. If it is not, correct it. If it is, try it again.",
            )
        } else if complained.is_some() {
            Some(
                "The mail service may send nothing more to this address. Ask the person, by telephone, whether they still want PDP’s emails, then try the address again.",
            )
        } else if bounced.is_some() {
            Some(
                "Later emails may arrive. If this goes on, ask the person whether their mailbox is in order.",
            )
        } else {
            rejected.map(|_| {
                "The address is not the reason. If this goes on, tell the people who operate this service."
            })
        };
        Self { wrong, said: said.into_iter().flatten().collect(), next }
    }
}

/// What an email was about.
fn about(one: &MailNoticeBody) -> String {
    one.reference.as_ref().map_or_else(|| " about people and roles".to_owned(), |it| format!(" about {it}"))
}

/// Why, where the mail service says so.
fn because(one: &MailNoticeBody) -> Cow<'static, str> {
    let Some(word) = one.reason.as_deref() else { return "".into() };
    match word {
        "General" | "Undetermined" | "other" => "".into(),
        "NoEmail" => ": there is no such mailbox".into(),
        "MailboxFull" => ": the mailbox is full".into(),
        "OnAccountSuppressionList" | "Suppressed" => {
            ": the mail service sends nothing to this address, because of what came back or was reported before"
                .into()
        }
        "MessageTooLarge" => ": it was too large".into(),
        "ContentRejected" | "AttachmentRejected" => ": their mail server did not take what was in it".into(),
        "abuse" => ": they marked it as spam".into(),
        word => format!(". The mail service calls this “{word}”").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(at: &str, bounce: Option<BounceType>, reason: &str) -> MailNoticeBody {
        MailNoticeBody {
            at: at.parse().unwrap(),
            reference: Some("TC-7Q4M0ZKD".to_owned()),
            bounce_type: bounce.map(Into::into),
            reason: Some(reason.to_owned()),
        }
    }

    fn feedback() -> ContactFeedbackBody {
        let person = "0190a0b0-0000-7000-8000-000000000001".parse().unwrap();
        ContactFeedbackBody { person, delivered: None, bounced: None, complained: None, rejected: None }
    }

    /// Holds Q4.
    #[test]
    fn what_arrived_since_ends_what_was_wrong() {
        let bounced = Some(notice("2026-11-27T10:00:00Z", Some(BounceType::Permanent), "MailboxFull"));
        let wrong = Delivery::of(&ContactFeedbackBody { bounced: bounced.clone(), ..feedback() });
        assert_eq!(wrong.wrong.map(|(words, _)| words), Some("Emails come back"));
        assert_eq!(
            wrong.said,
            [
                "An email about TC-7Q4M0ZKD came back for good on Friday 27 November 2026 at 10:00: the mailbox is full."
            ]
        );
        let delivered = Some(notice("2026-11-28T10:00:00Z", None, ""));
        let over = Delivery::of(&ContactFeedbackBody { bounced, delivered, ..feedback() });
        assert!(over.wrong.is_none() && over.next.is_none());
        assert_eq!(over.said.len(), 1);
    }

    /// Holds Q4.
    #[test]
    fn the_worst_is_said_and_what_to_do() {
        let at = "2026-11-27T10:00:00Z";
        let complained = Some(notice(at, None, "abuse"));
        let bounced = Some(notice(at, Some(BounceType::Transient), "NewWord"));
        let one = Delivery::of(&ContactFeedbackBody { complained, bounced: bounced.clone(), ..feedback() });
        assert_eq!(one.wrong.map(|(words, _)| words), Some("Reported as unwanted"));
        assert!(one.said[1].ends_with("10:00: they marked it as spam."), "{:?}", one.said);
        let one = Delivery::of(&ContactFeedbackBody { bounced, ..feedback() });
        assert_eq!(one.wrong.map(|(words, _)| words), Some("An email came back"));
        assert!(one.said[0].ends_with("The mail service calls this “NewWord”."), "{:?}", one.said);
        let rejected = Some(MailNoticeBody { reference: None, ..notice(at, None, "") });
        let one = Delivery::of(&ContactFeedbackBody { rejected, ..feedback() });
        assert!(one.said[0].contains("an email about people and roles"), "{:?}", one.said);
        assert!(one.next.is_some_and(|next| next.starts_with("The address is not the reason.")));
    }
}
