//! Connection dates of OAT, and an initial connection that is live (O2, O7, G2).

use domain::endpoint::ProposedEndpoint;
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use super::tested::{Tested, endpoint};
use crate::error::RenderError;
use crate::notice::Notice;
use crate::notice::setting::{Setting, capital};
use crate::words;

/// To PDP support, and to the service managers: a request for another connection date.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn asked(
    setting: &Setting,
    tested: &Tested,
    [from, to]: [Date; 2],
    reason: &FreeText,
) -> Result<Notice, RenderError> {
    let (from, to) = (words::date(from)?, words::date(to)?);
    if setting.at_pdp() {
        let lead = format!(
            "{} asks for another connection date for {}: {to}, in place of {from}. {} need to answer.",
            setting.organisation,
            tested.words,
            setting.you_or_another()
        );
        let subject = setting.of_oat_at_pdp(&format!("Decision needed: connection date {to}"));
        let notice = Notice::new(subject, "Another connection date is asked for", lead);
        return Ok(facts(notice, tested, from, to)
            .quote("What the organisation wrote", reason)
            .asks_for([
                "Accept the date, or decline it with a reason. You can accept it only before that day.",
            ])
            .next([
                "The service managers of the organisation get your answer by email.",
                tested.meanwhile(),
            ]));
    }
    let lead = format!("PDP has been asked for another connection date for {}: {to}.", tested.words);
    let subject = setting.of_oat("PDP has received your request for another date");
    let notice = Notice::new(subject, "PDP has received your request for another date", lead)
        .and(format!("The date stays {from} unless PDP accepts the new one. {}", tested.meanwhile()));
    Ok(facts(notice, tested, from, to).quote("What was asked", reason).next([
        "PDP support answers by email. There is no set date for the answer. You do not need to do anything \
         until then.",
    ]))
}

/// To the service managers: PDP's answer.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn answered(
    setting: &Setting,
    tested: &Tested,
    [from, to]: [Date; 2],
    accepted: bool,
    reason: Option<&FreeText>,
) -> Result<Notice, RenderError> {
    let has_come = from <= setting.day;
    let (from, to, start) = (words::date(from)?, words::date(to)?, words::start_of(to)?);
    let (subject, heading, lead) = if accepted {
        let subject = format!("PDP has accepted {to} as the connection date");
        let lead = format!("PDP has accepted {to} as the connection date for {}.", tested.words);
        (setting.of_oat(&subject), "PDP has accepted another connection date", lead)
    } else {
        let lead =
            format!("PDP has declined {to} as the connection date for {}. It stays {from}.", tested.words);
        let heading = "PDP has declined another connection date";
        (setting.of_oat(heading), heading, lead)
    };
    let notice = facts(Notice::new(subject, heading, lead), tested, from, to);
    let notice = match reason {
        Some(reason) => notice.quote("What PDP wrote", reason),
        None => notice,
    };
    Ok(notice.next([if accepted {
        format!(
            "When operational acceptance testing (OAT) is passed, {} go live at {start}, without anyone doing \
             anything, unless they are on hold.",
            tested.endpoints()
        )
    } else if has_come {
        format!(
            "That day has come. If operational acceptance testing (OAT) is passed and nothing else is in the \
             way, {} go live within minutes. If {} is not ready for that, tell PDP support straight away.",
            tested.endpoints(),
            setting.organisation
        )
    } else {
        format!(
            "You do not need to do anything. If {} is not ready for that day, ask for another date with the \
             reason, or contact PDP support.",
            setting.organisation
        )
    }]))
}

/// To PDP support, and to the service managers: a newer date settled a requested one.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn superseded(
    setting: &Setting,
    tested: &Tested,
    [asked, given]: [Date; 2],
) -> Result<Notice, RenderError> {
    let (asked, given) = (words::date(asked)?, words::date(given)?);
    let lead = format!("The connection date for {} is now {given}.", tested.words);
    let subject = if setting.at_pdp() {
        setting.of_oat_at_pdp("No decision needed any more about another connection date")
    } else {
        setting.of_oat("A newer connection date counts")
    };
    let notice = Notice::new(subject, "A newer connection date counts", lead)
        .and(format!("An older request for {asked} is closed because of that, without an answer from PDP."));
    let notice =
        tested.listed(notice).fact("Connection date", given).fact("Connection date asked for before", asked);
    Ok(notice.next([if setting.at_pdp() {
        "You do not need to do anything: there is nothing to decide about the older request any more."
    } else {
        "You do not need to do anything. If you need another date after all, ask for it on the connection \
         portal."
    }]))
}

fn facts(notice: Notice, tested: &Tested, from: String, to: String) -> Notice {
    tested.listed(notice).fact("Connection date before", from).fact("Connection date asked for", to)
}

/// To the service managers: the date of an initial connection passed before it could go live.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn needed(
    setting: &Setting,
    tested: &Tested,
    passed: Date,
    earliest: Date,
) -> Result<Notice, RenderError> {
    let passed = words::date(passed)?;
    let days = setting.limits.connection_date_days;
    let lead = format!(
        "Operational acceptance testing (OAT) of {} is passed, but its connection date, {passed}, came before \
         that. {} need to give a new one.",
        tested.words,
        setting.you_or_another()
    );
    let subject = setting.of_oat("Action needed: give a new connection date");
    let notice = tested.listed(Notice::new(subject, "A new connection date is needed", lead));
    Ok(notice
        .fact("Connection date that has passed", passed)
        .fact("Earliest connection date, if you give it today", words::date(earliest)?)
        .asks_for([
            format!(
                "Choose the day when the scheme and its endpoints go live. It must be at least {days} calendar \
                 days after the day on which you give it (CoCo 3.1.13)."
            ),
            "Give it as the connection date on the connection portal. Only a service manager can do this."
                .to_owned(),
        ])
        .next([
            format!(
                "The scheme and its endpoints then go live at 00:00, UK time, at the start of that day. \
                 Everyone who has a role at {} gets an email when they do.",
                setting.organisation
            ),
            "There is no deadline for this, but nothing goes live until you give a date.".to_owned(),
        ]))
}

/// To everyone in the organisation, and to everyone at PDP: the initial connection is live.
///
/// # Errors
/// [`RenderError`] when a time has no words.
pub(super) fn went_live(
    setting: &Setting,
    tested: &Tested,
    at: Timestamp,
    endpoints: &[ProposedEndpoint],
) -> Result<Notice, RenderError> {
    let scheme = capital(&tested.words);
    let (subject, heading, lead, more) = if setting.at_pdp() {
        (
            setting.of_oat_at_pdp("An initial connection is live"),
            "An initial connection is live",
            format!("{scheme} from {} is live, with all its endpoints.", setting.organisation),
            "The organisation may now add further pension providers and schemes.",
        )
    } else {
        (
            setting.of_oat("Your vouching scheme is live"),
            "You are connected: your vouching scheme is live",
            format!("{scheme} is live, with all its endpoints."),
            "Your organisation may now add further pension providers and schemes.",
        )
    };
    let notice = Notice::new(subject, heading, lead).and(more).fact("Live since", words::date_time(at)?);
    let notice = notice.list("Endpoints", endpoints.iter().map(endpoint).collect());
    Ok(notice.next(if setting.at_pdp() {
        [
            "You do not need to do anything.",
            "If you think that an endpoint should not be live, tell PDP support straight away.",
        ]
    } else {
        [
            "To add further pension providers and schemes, a primary business contact reports a technical \
             change on the connection portal. You can start at any time.",
            "If something is wrong with an endpoint, tell PDP support straight away, through the support \
             portal.",
        ]
    }))
}
