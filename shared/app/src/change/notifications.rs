//! Which notifications an event sends, and with which facts.

use domain::actor::{By, OrganisationRole, PdpRole, Role};
use domain::calendar::london_date;
use domain::change::material::Environment;
use domain::change::steps::{StepState, StepView};
use domain::change::support::HoldReason;
use domain::change::{Change, Context, Decision, Event, EventKind, GoingLive, Submitted};
use domain::ids::EvidenceId;
use domain::policy::{Policy, Step};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::mail::posting::{Addressed, notifications_of};
use crate::mail::{About, Asked, Audience, Mail, Notification, NotificationStep};
use crate::services::Services;

/// The notifications that `event` sends, which led from `before` to `after`. A draft sends none.
pub(crate) fn of_event<S>(
    before: &Change,
    after: &Change,
    event: &Event,
    services: &Services<S>,
) -> Vec<Mail> {
    let Some(submitted) = &after.submitted else {
        return Vec::new();
    };
    let mail = |parts| Mail {
        id: services.fresh_id(),
        parts,
        reader: None,
        copy_of: None,
        address: None,
        about: About::Change { id: after.id, reference: submitted.reference },
        organisation: Some(after.organisation),
        organisation_name: submitted.organisation_name.clone(),
        policy: submitted.policy,
        at: event.at,
    };
    notifications_of(told(before, after, submitted, event, &services.context()))
        .into_iter()
        .map(mail)
        .collect()
}

/// What `event` tells, and to whom.
fn told(
    before: &Change,
    after: &Change,
    submitted: &Submitted,
    event: &Event,
    ctx: &Context<'_>,
) -> Vec<Addressed> {
    let mut notifications = of_review(before, after, submitted, &event.kind);
    notifications.extend(taken_back(before, after, &event.kind));
    notifications.extend(of_steps(after, event, ctx));
    notifications.extend(reopened(before, after, &event.kind));
    notifications.extend(of_going_live(after, event));
    notifications.extend(opened(before, after, event));
    notifications.extend(date_needed(before, after, ctx));
    notifications
}

/// The file that an event is about.
pub(crate) fn evidence_of(event: &Event) -> Option<EvidenceId> {
    match &event.kind {
        EventKind::UploadRequested { id, .. } | EventKind::EvidenceRemoved { id } => Some(*id),
        _ => None,
    }
}

const CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryBusinessContact);
const SERVICE_MANAGERS: Audience = Audience::Organisation(OrganisationRole::ServiceManager);
const TEST_MANAGERS: Audience = Audience::Organisation(OrganisationRole::TestManager);
const TECHNICAL_CONTACTS: Audience = Audience::Organisation(OrganisationRole::PrimaryTechnicalContact);
const REVIEWERS: Audience = Audience::Pdp(PdpRole::Reviewer);
const SUPPORT: Audience = Audience::Pdp(PdpRole::Support);
const ADMINISTRATORS: Audience = Audience::Pdp(PdpRole::Administrator);

fn of_review(before: &Change, change: &Change, submitted: &Submitted, kind: &EventKind) -> Vec<Addressed> {
    let asked = || Asked::from(submitted.submission.clone());
    match kind {
        EventKind::ChangeSubmitted { due, submission, .. } => vec![
            (CONTACTS, Notification::ChangeSubmitted { asked: asked(), due: *due }),
            (
                REVIEWERS,
                Notification::ReviewNeeded { asked: asked(), reason: submission.reason.clone(), due: *due },
            ),
        ],
        EventKind::InformationRequested { question, .. } => {
            vec![(
                CONTACTS,
                Notification::InformationRequested { asked: asked(), question: question.clone() },
            )]
        }
        EventKind::InformationSupplied { answer, due, .. } => {
            let question = change.questions.last().map_or_else(|| answer.clone(), |last| last.text.clone());
            let notification =
                Notification::InformationSupplied { question, answer: answer.clone(), due: *due };
            vec![(REVIEWERS, notification)]
        }
        EventKind::ChangeRejected { reason } => {
            vec![(CONTACTS, Notification::ChangeRejected { asked: asked(), reason: reason.clone() })]
        }
        EventKind::ChangeConfirmed { oat_required, .. } => {
            let suggested = submitted.submission.suggested_scale;
            let reason = submitted.scale_reason.clone();
            vec![(
                CONTACTS,
                Notification::ReviewOutcome {
                    asked: asked(),
                    from: suggested,
                    scale: submitted.scale,
                    reason,
                    oat_required: *oat_required,
                    reclassified: false,
                    stays_on: None,
                    steps: steps(change),
                },
            )]
        }
        EventKind::ChangeReclassified { from, to, reason, oat_required: None } => {
            let (from, scale, reason, due) = (*from, *to, reason.clone(), change.review_due());
            vec![(CONTACTS, Notification::ScaleChangedInReview { asked: asked(), from, scale, reason, due })]
        }
        EventKind::ChangeReclassified { from, to, reason, oat_required: Some(oat_required) } => vec![(
            CONTACTS,
            Notification::ReviewOutcome {
                asked: asked(),
                from: *from,
                scale: *to,
                reason: Some(reason.clone()),
                oat_required: *oat_required,
                reclassified: true,
                stays_on: stays_on(before, change),
                steps: steps(change),
            },
        )],
        EventKind::ChangeWithdrawn { reason: Some(reason), idle_since: Some(since) } => {
            let (reason, since) = (reason.clone(), *since);
            vec![(Audience::OrganisationContacts, Notification::WithdrawnAsIdle { reason, since })]
        }
        EventKind::ChangeWithdrawn { reason, .. } => [CONTACTS, REVIEWERS]
            .map(|audience| (audience, Notification::ChangeWithdrawn { reason: reason.clone() }))
            .to_vec(),
        EventKind::ReviewReminded { on, due } => {
            vec![(REVIEWERS, Notification::ReviewDue { asked: asked(), due: *due, on: *on })]
        }
        _ => vec![],
    }
}

/// What PDP took back (Q5). Of a confirmation, whoever has a step to take hears that it waits.
fn taken_back(before: &Change, after: &Change, kind: &EventKind) -> Vec<Addressed> {
    let (decision, reason) = match kind {
        EventKind::QuestionTakenBack { reason, .. } => (Decision::Question, reason),
        EventKind::ConfirmationTakenBack { reason, .. } => (Decision::Confirmation, reason),
        EventKind::RejectionTakenBack { reason, .. } => (Decision::Rejection, reason),
        _ => return vec![],
    };
    let question = match decision {
        Decision::Question => after.questions.last().map(|last| last.text.clone()),
        Decision::Confirmation | Decision::Rejection => None,
    };
    let due = after.review_due();
    let notification = Notification::DecisionTakenBack { decision, question, reason: reason.clone(), due };
    let at_organisation = |view: &StepView| matches!(view.by, Role::Organisation(_));
    let open = before.steps().into_iter().filter(|view| view.state.is_open() && at_organisation(view));
    let concerned = open.map(|view| audience(view.by)).chain(awaiting_live(before));
    [CONTACTS].into_iter().chain(concerned).map(|audience| (audience, notification.clone())).collect()
}

/// A step that PDP opened again (Q5), and everything that waits because of it.
fn reopened(before: &Change, after: &Change, kind: &EventKind) -> Vec<Addressed> {
    let EventKind::StepReopened { step, reason } = kind else { return vec![] };
    let waits = |view: &StepView| matches!(view.state, StepState::CannotStartYet { .. });
    let waits_now = |view: &StepView| after.step(view.step).is_some_and(|now| waits(&now));
    let waiting: Vec<_> = before.steps().into_iter().filter(|view| !waits(view) && waits_now(view)).collect();
    let notification = Notification::StepReopened {
        step: *step,
        reason: reason.clone(),
        waiting: waiting.iter().map(|view| view.step).collect(),
        goes_live_later: before.go_live_at().is_some(),
    };
    let own = after.step(*step).map(|view| audience(view.by));
    let of_waiting = waiting.iter().map(|view| match (&view.state, view.approved_by) {
        (StepState::WithPdp { .. }, Some(role)) => Audience::Pdp(role),
        _ => audience(view.by),
    });
    let told = own.into_iter().chain(of_waiting).chain(awaiting_live(before));
    told.map(|audience| (audience, notification.clone())).collect()
}

/// Those who count on a day or moment of going live, if there is one.
fn awaiting_live(change: &Change) -> impl Iterator<Item = Audience> {
    let is_coming = change.go_live_at().is_some();
    [CONTACTS, SERVICE_MANAGERS].into_iter().filter(move |_| is_coming)
}

fn of_steps(change: &Change, event: &Event, ctx: &Context<'_>) -> Vec<Addressed> {
    match &event.kind {
        EventKind::StepSubmitted { submission, evidence } => {
            let step = submission.step();
            let (Some(view), By::Person { role, .. }) = (change.step(step), event.by) else { return vec![] };
            let (files, goes_live) = (evidence.len(), change.goes_live_with(step));
            let notification = Notification::StepToDecide { step, submitted_by: role, files, goes_live };
            view.approved_by.map(|role| (Audience::Pdp(role), notification)).into_iter().collect()
        }
        EventKind::StepApproved { step } => {
            let (step, going_live) = (*step, change.going_live());
            let notification = Notification::StepApproved { step, next: next(change), going_live };
            change.step(step).map(|view| (audience(view.by), notification)).into_iter().collect()
        }
        EventKind::StepReturned { step, reason } => {
            let notification = Notification::StepReturned { step: *step, reason: reason.clone() };
            change.step(*step).map(|view| (audience(view.by), notification)).into_iter().collect()
        }
        EventKind::IntegrationTestingArranged { time } => {
            let endpoints = change.testing.endpoints.clone();
            let endpoints_until = test_endpoints_until(change, *time, ctx);
            let notification =
                Notification::IntegrationTestingArranged { time: *time, endpoints, endpoints_until };
            vec![(TEST_MANAGERS, notification)]
        }
        EventKind::MaterialPublished { environment, .. } => {
            vec![(TECHNICAL_CONTACTS, Notification::MaterialPublished { environment: *environment })]
        }
        _ => vec![],
    }
}

fn of_going_live(change: &Change, event: &Event) -> Vec<Addressed> {
    match &event.kind {
        EventKind::SupportRequestOpened { reference, subject, text } => {
            let notification = Notification::SupportRequestOpened {
                request: *reference,
                subject: subject.clone(),
                text: text.clone(),
            };
            let asker = asker(event.by).map(|asker| (asker, notification.clone()));
            [(SUPPORT, notification)].into_iter().chain(asker).collect()
        }
        EventKind::SupportRequestAnswered { reference, answer, accepted } => {
            let Some(request) = change.support.iter().find(|request| request.reference == *reference) else {
                return vec![];
            };
            let notification = Notification::SupportRequestAnswered {
                request: *reference,
                subject: request.subject.clone(),
                text: request.text.clone(),
                answer: answer.clone(),
                accepted: *accepted,
            };
            asker(request.by).map(|asker| (asker, notification)).into_iter().collect()
        }
        // The notifications about OAT tell it, with what is undecided.
        EventKind::GoingLiveHeld { reason: HoldReason::Oat, .. } => vec![],
        EventKind::GoingLiveHeld { reason, until } => {
            let notification = Notification::GoingLiveHeld { reason: reason.clone(), until: *until };
            // Nobody asked for this one, so somebody has to release it.
            let support = (*reason == HoldReason::Reclassified).then_some(SUPPORT);
            let told = [CONTACTS, SERVICE_MANAGERS].into_iter().chain(support);
            told.map(|audience| (audience, notification.clone())).collect()
        }
        EventKind::GoingLiveReleased { reason } => {
            let notification =
                Notification::GoingLiveReleased { reason: reason.clone(), going_live: change.going_live() };
            [CONTACTS, SERVICE_MANAGERS].map(|audience| (audience, notification.clone())).to_vec()
        }
        EventKind::EndpointsWentLive { endpoints } => {
            let endpoints = endpoints.iter().map(|(_, endpoint)| endpoint.clone()).collect();
            let notification = Notification::WentLive { endpoints, next: next(change) };
            [Audience::OrganisationContacts, Audience::PdpTeam]
                .map(|audience| (audience, notification.clone()))
                .to_vec()
        }
        EventKind::ChangeCompleted => vec![(CONTACTS, Notification::ChangeCompleted)],
        _ => vec![],
    }
}

/// Every step that can be done now and could not before (S5): for the first time, or again, when what came before it is complete
/// again or another decision needs it after all. A step that is returned just now has its own notification.
fn opened(before: &Change, after: &Change, event: &Event) -> Vec<Addressed> {
    let to_do = |change: &Change| -> Vec<StepView> {
        let can_be_done =
            |view: &StepView| matches!(view.state, StepState::ToDo { .. } | StepState::Returned { .. });
        change.steps().into_iter().filter(can_be_done).collect()
    };
    let known: Vec<Step> = to_do(before).iter().map(|view| view.step).collect();
    let just_returned = match &event.kind {
        EventKind::StepReturned { step, .. } => Some(*step),
        // The notification about the result says so.
        EventKind::OatRevoked { .. } => Some(Step::OperationalAcceptanceTesting),
        _ => None,
    };
    let new = to_do(after)
        .into_iter()
        .filter(|view| !known.contains(&view.step) && Some(view.step) != just_returned);
    new.flat_map(|view| {
        let environment = Environment::ALL.iter().find(|environment| environment.step() == view.step);
        let pack = environment.filter(|environment| !after.material.contains_key(environment));
        let needed = pack
            .map(|environment| (ADMINISTRATORS, Notification::MaterialNeeded { environment: *environment }));
        let (goes_live, waits_for_material) = (after.goes_live_with(view.step), pack.is_some());
        let by = audience(view.by);
        let live_since = after.live_at.filter(|_| view.step == Step::OperationalAcceptanceTesting);
        let endpoints = view.step == Step::IntegrationTesting && after.testing.endpoints.is_none();
        let step = notification_step(view);
        let recorded = endpoints.then_some((TEST_MANAGERS, Notification::TestEndpointsNeeded));
        let opened = Notification::StepOpened { step, goes_live, waits_for_material, live_since };
        [(by, opened)].into_iter().chain(needed).chain(recorded)
    })
    .collect()
}

/// Until when other test endpoints can be asked for, testing being at `time` (S3); none when it is too late.
fn test_endpoints_until(change: &Change, time: Timestamp, ctx: &Context<'_>) -> Option<Date> {
    let policy = change.submitted.as_ref().map_or(ctx.policy, |submitted| Policy::version(submitted.policy));
    let notice = policy.limits.test_endpoints_working_days;
    let last = ctx.calendar.last_day_of_notice(london_date(time), notice);
    (last >= ctx.today).then_some(last)
}

/// The day that a reclassification left as it was. Would it be sooner, it is held instead (V4).
fn stays_on(before: &Change, after: &Change) -> Option<Date> {
    match (before.going_live(), after.going_live()) {
        (GoingLive::Scheduled { on: was }, GoingLive::Scheduled { on }) if on >= was => Some(on),
        _ => None,
    }
}

/// The connection date passed before everything was done (G2).
fn date_needed(before: &Change, after: &Change, ctx: &Context<'_>) -> Option<Addressed> {
    let newly = after.going_live() == GoingLive::DateNeeded && before.going_live() != GoingLive::DateNeeded;
    let notification = || Notification::ConnectionDateNeeded {
        passed: after.connection_date,
        earliest: after.earliest_connection_date(ctx),
    };
    newly.then(|| (SERVICE_MANAGERS, notification()))
}

const fn audience(role: Role) -> Audience {
    match role {
        Role::Organisation(role) => Audience::Organisation(role),
        Role::Pdp(role) => Audience::Pdp(role),
    }
}

fn asker(by: By) -> Option<Audience> {
    match by {
        By::Person { role, .. } => Some(audience(role)),
        By::Reader { .. } | By::System(_) => None,
    }
}

fn next(change: &Change) -> Option<NotificationStep> {
    change.next_step().map(notification_step)
}

fn steps(change: &Change) -> Vec<NotificationStep> {
    change.steps().into_iter().map(notification_step).collect()
}

fn notification_step(view: StepView) -> NotificationStep {
    NotificationStep {
        step: view.step,
        by: view.by,
        approved_by: view.approved_by,
        needs: view.needs,
        state: view.state.kind(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
pub(crate) mod table;
