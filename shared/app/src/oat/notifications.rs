//! Which notifications an event on a request for OAT sends, and with which facts (§9).

use domain::actor::{OrganisationRole, PdpRole};
use domain::change::support::SupportSubject;
use domain::change::{Change, GoingLive};
use domain::endpoint::EndpointUrl;
use domain::ids::EndpointId;
use domain::oat::{
    Event, EventKind, OatRequest, Outcome, Pass, Run, RunOutcome, Stage, Status, TargetProgress, Verdict,
};
use domain::policy::Policy;
use domain::text::FreeText;
use jiff::Span;
use jiff::civil::Date;

use crate::mail::posting::{Addressed, notifications_of};
use crate::mail::{
    About, Audience, Doubtful, ExpiringCertificate, FailedTarget, Mail, Notification, OatNews,
};
use crate::services::Services;

const CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryBusinessContact);
const SERVICE_MANAGERS: Audience = Audience::Organisation(OrganisationRole::ServiceManager);
const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);

/// The notifications that `event` sends, which led from `before` (none: it was the first) to `after`. `change` is what is tested as it is
/// after it, if that is a change.
pub(crate) fn of_event<S>(
    before: Option<&OatRequest>,
    after: &OatRequest,
    event: &Event,
    change: Option<&Change>,
    services: &Services<S>,
) -> Vec<Mail> {
    let mail = |parts| Mail {
        id: services.fresh_id(),
        parts,
        reader: None,
        copy_of: None,
        address: None,
        about: About::Oat { id: after.id, reference: after.reference },
        organisation: Some(after.organisation),
        organisation_name: after.organisation_name.clone(),
        policy: after.policy,
        at: event.at,
    };
    notifications_of(all_told(before, after, event, change, services.context().today))
        .into_iter()
        .map(mail)
        .collect()
}

/// What `event` tells, and to whom.
fn all_told(
    before: Option<&OatRequest>,
    after: &OatRequest,
    event: &Event,
    change: Option<&Change>,
    today: Date,
) -> Vec<Addressed> {
    let news = told(before, after, event, change).into_iter().map(|(audience, news)| {
        let subject = after.subject.clone();
        (audience, Notification::Oat { subject, news })
    });
    let date = date_needed(before, after, today)
        .map(|news| (SERVICE_MANAGERS, Notification::Oat { subject: after.subject.clone(), news }));
    news.chain(date).chain(of_support(after, &event.kind)).collect()
}

type Told = (Audience, OatNews);

fn told(
    before: Option<&OatRequest>,
    after: &OatRequest,
    event: &Event,
    change: Option<&Change>,
) -> Vec<Told> {
    let live_since = change.and_then(|change| change.live_at);
    let requested =
        |connection_date, anew| to_both(&OatNews::Requested { connection_date, anew, live_since });
    match &event.kind {
        EventKind::OatRequested { connection_date, .. } => requested(*connection_date, false),
        EventKind::OatRequestedAnew { connection_date, .. } => requested(*connection_date, true),
        EventKind::OatPassed { .. } | EventKind::OverrideApproved { outcome: Outcome::Passed, .. } => {
            let news = passed(after, change);
            let told = [CONTACTS, SERVICE_MANAGERS].map(|audience| (audience, news.clone()));
            told.into_iter().chain(doubtful_pass(after)).collect()
        }
        EventKind::OatFailed { run, .. } => {
            let news = OatNews::Failed { run: *run, failures: failures(after), live_since };
            // What fails and is in use all the same is a matter for PDP too.
            let support = live_since.map(|_| (SUPPORT, news.clone()));
            [(SERVICE_MANAGERS, news)].into_iter().chain(support).collect()
        }
        EventKind::OverrideApproved { outcome: Outcome::Failed, reason, .. } => {
            vec![(SERVICE_MANAGERS, OatNews::PassWithdrawn { reason: reason.clone() })]
        }
        EventKind::RerunPassed { run } => {
            let ended = (SUPPORT, OatNews::RerunEnded { run: *run, failures: Vec::new() });
            std::iter::once(ended).chain(doubtful_pass(after)).collect()
        }
        EventKind::RerunFailed { run, .. } => {
            vec![(SUPPORT, OatNews::RerunEnded { run: *run, failures: failures(after) })]
        }
        EventKind::OatClosed { why } => vec![(SERVICE_MANAGERS, OatNews::Closed { why: *why })],
        EventKind::OwnFaultReported { run, fault, in_a_row, urls } => {
            let urls = urls.clone();
            vec![(SUPPORT, OatNews::OwnFault { run: *run, fault: *fault, in_a_row: *in_a_row, urls })]
        }
        EventKind::OverrideProposed { outcome, reason } => {
            vec![(SUPPORT, OatNews::OverrideProposed { outcome: *outcome, reason: reason.clone() })]
        }
        EventKind::OverrideDeclined { reason } => {
            let proposed = before.and_then(|before| before.proposed_override.as_ref());
            let declined = |outcome| OatNews::OverrideDeclined { outcome, reason: reason.clone() };
            proposed.map(|proposed| (SUPPORT, declined(proposed.outcome))).into_iter().collect()
        }
        EventKind::DateChangeAsked { date, reason } => to_both(&OatNews::DateAsked {
            from: date_before(before, after, change),
            to: *date,
            reason: reason.clone(),
        }),
        EventKind::DateChangeAccepted { date, reason } => vec![(
            SERVICE_MANAGERS,
            OatNews::DateAnswered {
                from: date_before(before, after, None),
                to: *date,
                accepted: true,
                reason: reason.clone(),
            },
        )],
        EventKind::DateChangeDeclined { date, reason } => vec![(
            SERVICE_MANAGERS,
            OatNews::DateAnswered {
                from: date_before(before, after, change),
                to: *date,
                accepted: false,
                reason: Some(reason.clone()),
            },
        )],
        EventKind::DateChangeSuperseded { date, given } => {
            to_both(&OatNews::DateSuperseded { asked: *date, given: *given })
        }
        EventKind::SchemeWentLive { endpoints } => {
            let endpoints = endpoints.iter().map(|(_, endpoint)| endpoint.clone()).collect();
            let news = OatNews::SchemeWentLive { endpoints };
            [Audience::OrganisationContacts, Audience::PdpTeam]
                .map(|audience| (audience, news.clone()))
                .to_vec()
        }
        EventKind::FindingRecorded { run, endpoint, attempt, request, note } => vec![(
            SUPPORT,
            OatNews::Finding {
                run: *run,
                url: url_of(after, *run, *endpoint),
                attempt: *attempt,
                request: *request,
                note: note.clone(),
            },
        )],
        // What the person just did, and what the probe does on its way; support requests and holds have notifications of their own.
        EventKind::AttemptsRecorded { .. }
        | EventKind::DowntimeAwaited { .. }
        | EventKind::RetestRequested { .. }
        | EventKind::RerunRequested { .. }
        | EventKind::ConnectionDateGiven { .. }
        | EventKind::SupportAsked { .. }
        | EventKind::SupportAnswered { .. }
        | EventKind::DelayAsked { .. }
        | EventKind::GoingLiveHeld { .. }
        | EventKind::GoingLiveReleased { .. } => vec![],
    }
}

fn to_both(news: &OatNews) -> Vec<Told> {
    [SERVICE_MANAGERS, SUPPORT].map(|audience| (audience, news.clone())).to_vec()
}

fn passed(after: &OatRequest, change: Option<&Change>) -> OatNews {
    let overridden = match &after.stage {
        Stage::Passed { because: Pass::Override { reason }, .. } => Some(reason.clone()),
        _ => None,
    };
    let going_live = after.going_live().or(change.map(Change::going_live));
    OatNews::Passed {
        connection_date: after.connection_date,
        going_live: going_live.unwrap_or(GoingLive::NotYet),
        expiring: after.runs.last().map(expiring).unwrap_or_default(),
        overridden,
        doubtful: after.runs.last().map(doubtful).unwrap_or_default(),
    }
}

/// What PDP support reads about a run that has just passed, if there is something to look at.
fn doubtful_pass(after: &OatRequest) -> Option<Told> {
    let run = after
        .runs
        .last()
        .filter(|run| run.ended.as_ref().is_some_and(|end| end.outcome == RunOutcome::Passed))?;
    let doubtful = doubtful(run);
    (!doubtful.is_empty()).then_some((SUPPORT, OatNews::DoubtfulPass { run: run.number, doubtful }))
}

fn doubtful(run: &Run) -> Vec<Doubtful> {
    let of_target = |progress: &TargetProgress| {
        let passed = progress.verdict() == Some(Verdict::Passed);
        let doubts = progress.last.iter().filter(move |_| passed).flat_map(|last| last.doubts.clone());
        let url = progress.target.url.clone();
        doubts.map(move |doubt| Doubtful { url: url.clone(), doubt }).collect::<Vec<_>>()
    };
    run.targets.iter().flat_map(of_target).collect()
}

fn expiring(run: &Run) -> Vec<ExpiringCertificate> {
    let certificate = |progress: &TargetProgress| {
        let at = progress.last.as_ref()?.certificate_expires?;
        Some(ExpiringCertificate { url: progress.target.url.clone(), at })
    };
    run.targets.iter().filter_map(certificate).collect()
}

/// What failed in the last run, and why.
fn failures(after: &OatRequest) -> Vec<FailedTarget> {
    let progress = after.runs.last().map(|run| run.targets.as_slice()).unwrap_or_default();
    let failed = |one: &TargetProgress| match one.verdict() {
        Some(Verdict::Failed(cause)) => {
            let status = one.last.as_ref().and_then(|last| last.status);
            Some(FailedTarget { url: one.target.url.clone(), cause, status })
        }
        _ => None,
    };
    progress.iter().filter_map(failed).collect()
}

/// The connection date before the event; that of a change counts once its OAT is passed.
fn date_before(
    before: Option<&OatRequest>,
    after: &OatRequest,
    change: Option<&Change>,
) -> jiff::civil::Date {
    let own = before.map_or(after.connection_date, |before| before.connection_date);
    match after.status() {
        Status::Passed => change.and_then(|change| change.connection_date).unwrap_or(own),
        _ => own,
    }
}

/// Where an attempt was sent to, if the state still knows.
fn url_of(oat: &OatRequest, run: u32, endpoint: EndpointId) -> Option<EndpointUrl> {
    let targets = oat.run(run).map(|run| run.targets.as_slice()).unwrap_or_default();
    let known = targets.iter().find(|progress| progress.target.endpoint == endpoint);
    known.map(|progress| progress.target.url.clone())
}

/// The date of an initial connection passed before it could go live (G2). A change has a notification of its own.
fn date_needed(before: Option<&OatRequest>, after: &OatRequest, today: Date) -> Option<OatNews> {
    let needed = |oat: &OatRequest| oat.going_live() == Some(GoingLive::DateNeeded);
    let newly = needed(after) && !before.is_some_and(needed);
    let days = i64::from(Policy::version(after.policy).limits.connection_date_days);
    let earliest = today.saturating_add(Span::new().days(days));
    newly.then_some(OatNews::DateNeeded { passed: after.connection_date, earliest })
}

/// What is said about support requests and holds, in the words that those of a change have.
fn of_support(after: &OatRequest, kind: &EventKind) -> Vec<Addressed> {
    let opened = |request, subject, text: &FreeText| {
        let notification = Notification::SupportRequestOpened { request, subject, text: text.clone() };
        [SUPPORT, SERVICE_MANAGERS].map(|audience| (audience, notification.clone())).to_vec()
    };
    match kind {
        EventKind::SupportAsked { reference, text } => {
            opened(*reference, SupportSubject::OatSupportSession, text)
        }
        EventKind::DelayAsked { reference, until, text } => {
            opened(*reference, SupportSubject::DelayGoingLive { until: *until }, text)
        }
        EventKind::SupportAnswered { reference, answer, accepted } => {
            let Some(request) = after.support.iter().find(|request| request.reference == *reference) else {
                return vec![];
            };
            let notification = Notification::SupportRequestAnswered {
                request: *reference,
                subject: request.subject.clone(),
                text: request.text.clone(),
                answer: answer.clone(),
                accepted: *accepted,
            };
            vec![(SERVICE_MANAGERS, notification)]
        }
        EventKind::GoingLiveHeld { reason, until } => {
            let notification = Notification::GoingLiveHeld { reason: reason.clone(), until: *until };
            [CONTACTS, SERVICE_MANAGERS].map(|audience| (audience, notification.clone())).to_vec()
        }
        EventKind::GoingLiveReleased { reason } => {
            let going_live = after.going_live().unwrap_or(GoingLive::NotYet);
            let notification = Notification::GoingLiveReleased { reason: reason.clone(), going_live };
            [CONTACTS, SERVICE_MANAGERS].map(|audience| (audience, notification.clone())).to_vec()
        }
        _ => vec![],
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod table;
