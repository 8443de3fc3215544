//! Notifications to the organisation about a test: requested, passed, failed, closed (O1, O7, O8).

use app::mail::{Doubtful, ExpiringCertificate, FailedTarget};
use domain::change::GoingLive;
use domain::oat::{Cause, ClosedBecause, Doubt};
use domain::text::FreeText;
use jiff::Timestamp;
use jiff::civil::Date;

use super::tested::{Tested, find};
use crate::error::RenderError;
use crate::notice::Notice;
use crate::notice::setting::{Setting, capital};
use crate::words;
use domain::calendar::london_date;

const PORTAL: &str = "on the connection portal";

/// To the service managers, and to PDP support: OAT was requested.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn requested(
    setting: &Setting,
    tested: &Tested,
    connection_date: Date,
    anew: bool,
) -> Result<Notice, RenderError> {
    let again = if anew { " again" } else { "" };
    let oat = format!("operational acceptance testing (OAT) of {}", tested.words);
    let date = words::date(connection_date)?;
    if setting.at_pdp() {
        let lead = format!(
            "{} has requested {oat}{again}. The test starts by itself within minutes: you do not need to do \
             anything.",
            setting.organisation
        );
        let subject = setting.of_oat_at_pdp(&format!("OAT requested for {date}"));
        let notice = Notice::new(subject, format!("OAT has been requested{again}"), lead);
        return Ok(tested.listed(notice).fact("Connection date", date).next([
            "The service managers of the organisation get the result by email. You get one if a fault on \
             PDP’s side keeps the test from being made, or if the organisation asks for another date or for \
             a support session.",
        ]));
    }
    let attempts = setting.limits.oat.attempts;
    let lead = format!(
        "PDP has received your request for {oat}. The test starts by itself within minutes, and you get the \
         result by email."
    );
    let subject = setting.of_oat("PDP has received your request for OAT");
    let notice = Notice::new(subject, format!("PDP has received your request for OAT{again}"), lead);
    Ok(tested.listed(notice).fact("Connection date", date).next([
        format!(
            "PDP sends a synthetic find request to each Find endpoint that is tested, and expects a 202 \
             response in time. Where a fault can pass by itself, PDP tries up to {attempts} times."
        ),
        format!(
            "If the test is passed, {} go live at the start of the connection date. If it is not, the email \
             says why and what to do.",
            tested.endpoints()
        ),
        "You do not need to do anything until then, but keep the endpoints running.".to_owned(),
    ]))
}

/// To the service managers, and to PDP support: OAT was requested of endpoints that are live already (V4).
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn live_requested(
    setting: &Setting,
    tested: &Tested,
    since: Timestamp,
    anew: bool,
) -> Result<Notice, RenderError> {
    let again = if anew { " again" } else { "" };
    let oat = format!("operational acceptance testing (OAT) of {}", tested.words);
    let live = format!("since {}", words::date(london_date(since))?);
    if setting.at_pdp() {
        let lead = format!(
            "{} has requested {oat}{again}. Its endpoints are live. The test starts by itself within \
             minutes: you do not need to do anything.",
            setting.organisation
        );
        let subject = setting.of_oat_at_pdp("OAT requested for live endpoints");
        let notice = Notice::new(subject, format!("OAT has been requested{again}"), lead);
        return Ok(tested.listed(notice).fact("Live", live).next([
            "The service managers of the organisation get the result by email. You get one if the test is \
             not passed. The endpoints stay live whatever the result is.",
        ]));
    }
    let lead = format!(
        "PDP has received your request for {oat}. Your endpoints are live. The test starts by itself within \
         minutes, and you get the result by email."
    );
    let subject = setting.of_oat("PDP has received your request for OAT");
    let notice = Notice::new(subject, format!("PDP has received your request for OAT{again}"), lead);
    Ok(tested.listed(notice).fact("Live", live).next([
        "PDP sends a synthetic find request to each Find endpoint that is tested, and expects a 202 response \
         in time. The endpoints stay live whatever the result is, so no connection date is needed.",
        "You do not need to do anything until then, but keep the endpoints running.",
    ]))
}

/// The rights that a passed initial connection gives (O7).
const FURTHER_SCHEMES: &str = "Your organisation may now add further pension providers and schemes: a primary business contact \
     reports a technical change on the connection portal.";

/// How it was passed.
pub(super) struct Passed<'a> {
    pub connection_date: Date,
    pub going_live: GoingLive,
    pub expiring: &'a [ExpiringCertificate],
    pub doubtful: &'a [Doubtful],
}

/// To the contacts concerned: it was passed.
///
/// # Errors
/// [`RenderError`] when a date has no words.
pub(super) fn passed(
    setting: &Setting,
    tested: &Tested,
    passed: &Passed<'_>,
    overridden: Option<&FreeText>,
) -> Result<Notice, RenderError> {
    let lead = format!("{} has passed operational acceptance testing (OAT).", capital(&tested.words));
    let subject = match passed.going_live {
        GoingLive::Scheduled { on } => {
            setting.of_oat(&format!("OAT passed, going live on {}", words::date(on)?))
        }
        _ => setting.of_oat("OAT passed"),
    };
    let notice = Notice::new(subject, "OAT is passed", lead);
    let on_its_way = match passed.going_live {
        GoingLive::Scheduled { on } if tested.initial => {
            let (what, start) = (capital(tested.endpoints()), words::start_of(on)?);
            Some(format!("{what} go live at {start}."))
        }
        other => setting.on_their_way(other)?,
    };
    let notice = on_its_way.into_iter().fold(notice, Notice::and);
    let notice = if tested.initial { notice.and(FURTHER_SCHEMES) } else { notice };
    let notice = tested.listed(notice);
    let notice = match passed.going_live {
        GoingLive::NothingToAdd => notice,
        GoingLive::Live { since } => {
            notice.fact("Live", format!("since {}", words::date(london_date(since))?))
        }
        _ => notice.fact("Connection date", words::date(passed.connection_date)?),
    };
    let notice = match overridden {
        Some(reason) => notice.quote("Why PDP decided so", reason),
        None => notice,
    };
    let notice = warned(notice, passed)?;
    let next = match passed.going_live {
        GoingLive::Scheduled { .. } | GoingLive::Due { .. } => format!(
            "You do not need to do anything to go live: it happens by itself. Everyone who has a role at {} \
             gets an email when it has. Until then, a service manager can ask for another connection date \
             {PORTAL}.",
            setting.organisation
        ),
        GoingLive::DateNeeded if setting.to_do_beside => {
            "This email also says how to give the new connection date.".to_owned()
        }
        GoingLive::DateNeeded => {
            "A separate email tells the service managers how to give the new connection date.".to_owned()
        }
        GoingLive::Held | GoingLive::NotYet => {
            "You get another email when they go live, or if PDP needs something from you.".to_owned()
        }
        GoingLive::NothingToAdd | GoingLive::Live { .. } => {
            "You do not need to do anything more for this test.".to_owned()
        }
    };
    Ok(notice.next([next, format!("The report of the test, with every attempt, is {PORTAL}.")]))
}

/// Certificates that expire soon (O6), and answers that may mean less than they seem to.
fn warned(notice: Notice, passed: &Passed<'_>) -> Result<Notice, RenderError> {
    let (mut notice, mut to_do) = (notice, Vec::new());
    if !passed.expiring.is_empty() {
        let shown = |one: &ExpiringCertificate| -> Result<String, RenderError> {
            Ok(format!("{} until {}", find(&one.url), words::date(london_date(one.at))?))
        };
        let list = passed.expiring.iter().map(shown).collect::<Result<_, _>>()?;
        notice = notice.list("Certificates that expire soon", list);
        to_do.push(
            "Ask whoever looks after your certificates to renew those listed above before they expire. \
             Otherwise find requests stop reaching you on that day."
                .to_owned(),
        );
    }
    if !passed.doubtful.is_empty() {
        notice = notice.list("Answers to look at again", doubtful_places(passed.doubtful));
        to_do.extend(doubts(passed.doubtful).map(|doubt| format!("{doubt}. {}.", doubt.advice())));
    }
    Ok(if to_do.is_empty() { notice } else { notice.asks_for(to_do) })
}

/// Each doubt once.
pub(super) fn doubts(doubtful: &[Doubtful]) -> impl Iterator<Item = Doubt> {
    let arose = |doubt: &Doubt| doubtful.iter().any(|one| one.doubt == *doubt);
    Doubt::ALL.iter().copied().filter(arose)
}

/// Where doubts arose, each place once.
pub(super) fn doubtful_places(doubtful: &[Doubtful]) -> Vec<String> {
    let mut places = Vec::new();
    for one in doubtful {
        let place = find(&one.url);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// To the service managers: it was not passed.
pub(super) fn failed(
    setting: &Setting,
    tested: &Tested,
    run: u32,
    failures: &[FailedTarget],
    is_live: bool,
) -> Notice {
    let until_then = if is_live {
        "your endpoints stay live, and the change is not complete"
    } else {
        tested.nothing_goes_live()
    };
    let lead = format!("{} did not pass operational acceptance testing (OAT).", capital(&tested.words));
    let subject = setting.of_oat("Action needed: OAT not passed");
    let notice = Notice::new(subject, "OAT was not passed", lead);
    let causes = distinct(failures);
    let notice = causes.iter().fold(notice, |notice, cause| notice.and(cause.to_string()));
    let notice = tested.listed(notice).fact("Run", run.to_string());
    let mut to_do: Vec<String> = causes.iter().map(|cause| cause.advice().to_owned()).collect();
    to_do.push(format!(
        "Ask for the re-test {PORTAL}, and say what you fixed. {} can do this.",
        setting.you_or_another()
    ));
    notice.list("What failed", listed(failures)).asks_for(to_do).next([
        format!(
            "When you have asked for a re-test, it starts by itself within minutes, and you get the result \
             by email. Until the test is passed, {until_then}."
        ),
        format!(
            "The report of this run is {PORTAL}. It shows every attempt, with times and addresses, and the \
             id of each request, by which you can find it in your logs."
        ),
        format!(
            "If you cannot find the fault, ask for a support session {PORTAL}. PDP support answers by \
             email."
        ),
    ])
}

/// The failures, as a list shows them.
pub(super) fn listed(failures: &[FailedTarget]) -> Vec<String> {
    let shown = |failed: &FailedTarget| {
        let why = failed.cause.to_string();
        // Some causes have one status, and say it.
        let status = failed.status.map(|status| status.to_string()).filter(|status| !why.contains(status));
        let status = status.map(|status| format!(" (it answered {status})")).unwrap_or_default();
        format!("{} – {}{status}", find(&failed.url), why.trim_end_matches('.'))
    };
    failures.iter().map(shown).collect()
}

/// Each cause once, in the order of the endpoints.
pub(super) fn distinct(failures: &[FailedTarget]) -> Vec<Cause> {
    let mut causes = Vec::new();
    for failed in failures {
        if !causes.contains(&failed.cause) {
            causes.push(failed.cause);
        }
    }
    causes
}

/// To the service managers: two people of PDP decided that it was not passed.
pub(super) fn pass_withdrawn(setting: &Setting, tested: &Tested, reason: &FreeText) -> Notice {
    let lead = format!(
        "PDP has changed the result of operational acceptance testing (OAT): {} is no longer passed.",
        tested.words
    );
    let subject = setting.of_oat("Action needed: PDP has changed OAT to not passed");
    let notice = Notice::new(subject, "PDP has changed the result of OAT: not passed", lead).and(format!(
        "Until OAT is passed, {}. Two people at PDP support have agreed on this.",
        tested.nothing_goes_live()
    ));
    tested
        .listed(notice)
        .quote("Why PDP decided so", reason)
        .asks_for([
            "Deal with what PDP wrote. If you do not know how, ask for a support session on the connection \
             portal."
                .to_owned(),
            format!(
                "Ask for a re-test {PORTAL}, and say what you fixed. {} can do this.",
                setting.you_or_another()
            ),
        ])
        .next(["The re-test starts by itself within minutes, and you get the result by email."])
}

/// To the service managers: the subject of the test moved on.
pub(super) fn closed(setting: &Setting, tested: &Tested, why: ClosedBecause) -> Notice {
    let lead = format!("The {} is closed, because {why}. No more tests are made.", setting.about);
    let subject = setting.of_oat("Closed");
    let notice = tested.listed(Notice::new(subject, "An OAT request is closed", lead));
    notice.next([match why {
        ClosedBecause::ChangeEnded => "You do not need to do anything.",
        ClosedBecause::StepNotOpen => {
            "You do not need to do anything now. When the step is open again, you get an email, and a \
             service manager can request OAT anew. The reference stays the same."
        }
        ClosedBecause::NothingToTest => {
            "When your organisation has a Find endpoint again, a service manager can request OAT anew. The \
             reference stays the same. If you think that this is a mistake, contact PDP support."
        }
        ClosedBecause::SchemeNotOpen => {
            "You do not need to do anything. If you think that this is a mistake, contact PDP support."
        }
    }])
}
