//! The input of the templates: every fact of a notification, in words.
//!
//! Responsible for: turning codes, dates and people's text into words; the subjects of the emails with their own
//! template. Must not: hold other sentences; those are in the templates and in `notice`.

use app::mail::{About, Audience, Mail, Notification};
use domain::calendar::london_date;
use domain::problem::Advice;

use crate::asked::AskedView;
use crate::error::RenderError;
use crate::notice::{
    Notice, Setting, contacts, dispute, endpoints, going_live, oat, review, step_opened, steps, support,
    testing, waiting,
};
use crate::outcome::{GoesLive, OutcomeView};
use crate::page::Page;
use crate::quote::UserText;
use crate::sheet::Sheet;
use crate::words;

/// An email before it has a form.
pub(crate) struct View {
    pub subject: String,
    pub topic: &'static str,
    /// Its subject, with the reference.
    pub about: String,
    /// Empty when it is about something that has none.
    pub reference: String,
    /// The reference to quote to PDP support, after that of the support request if it is about one.
    pub quote: String,
    pub organisation: String,
    /// The day it is about, in London.
    pub day: String,
    pub readers: Readers,
    pub at_pdp: bool,
    /// Its content; never empty.
    pub parts: Vec<Part>,
}

/// A part of an email, and the page that it leads to.
pub(crate) struct Part {
    pub page: Page,
    pub body: Body,
}

/// Its readers.
pub(crate) enum Readers {
    /// Everyone with one of these roles.
    Holders { roles: Vec<String>, at: String },
    /// Everyone with any role.
    Everyone { at: String },
    /// One person, whatever their roles.
    One,
}

/// The content of an email; a template each.
pub(crate) enum Body {
    ChangeSubmitted {
        asked: AskedView,
        due: String,
        downtime: Option<String>,
    },
    ReviewNeeded {
        asked: AskedView,
        reason: UserText,
        due: String,
    },
    InformationRequested {
        asked: AskedView,
        question: UserText,
    },
    InformationSupplied {
        question: UserText,
        answer: UserText,
        due: String,
        is_overdue: bool,
    },
    ChangeRejected {
        asked: AskedView,
        reason: UserText,
    },
    ReviewOutcome(Box<OutcomeView>),
    WithdrawnToOrganisation {
        reason: Option<UserText>,
    },
    WithdrawnToPdp {
        reason: Option<UserText>,
    },
    NobodyHoldsRole {
        absent: Readers,
        waiting: UserText,
        at_pdp: bool,
    },
    /// Every notification of the common shape.
    Notice(Box<Notice>),
}

impl View {
    /// The view of the parts of `mail` for somebody who belongs to `reading`, with the origin of the portal.
    pub(crate) fn of(mail: &Mail, reading: &[Audience], portal: &str) -> Result<Self, RenderError> {
        let organisation = words::one_line(&mail.organisation_name);
        let sheets = Sheet::all_of(mail, reading, portal);
        let first = sheets.first().ok_or(RenderError::NothingToRead)?;
        let mut readers: Vec<_> = sheets.iter().flat_map(|sheet| sheet.audiences).copied().collect();
        readers.sort();
        readers.dedup();
        let said = sheets.iter().map(Said::of).collect::<Result<Vec<_>, _>>()?;
        let request = sheets.iter().find_map(|sheet| match sheet.notification {
            Notification::SupportRequestOpened { request, .. }
            | Notification::SupportRequestAnswered { request, .. } => Some(request),
            _ => None,
        });
        let reference = mail.about.reference().map_or_else(String::new, |reference| reference.to_string());
        Ok(Self {
            subject: said.first().ok_or(RenderError::NothingToRead)?.subject.clone(),
            topic: match mail.about {
                About::Change { .. } => "technical change",
                About::Oat { .. } => "operational acceptance testing",
                About::Endpoint { .. } => "register of endpoints",
                About::Contacts => "people and roles",
                About::Dispute { .. } => "dispute of a result",
            },
            about: words::about(mail.about),
            reference: reference.clone(),
            quote: match request {
                Some(request) => format!("{request} and {reference}"),
                None => reference,
            },
            day: words::date(london_date(mail.at))?,
            readers: Readers::of(&readers, &organisation),
            at_pdp: first.at_pdp(),
            organisation,
            parts: sheets
                .iter()
                .zip(said)
                .map(|(sheet, said)| Part { page: Page::of(sheet), body: said.body })
                .collect(),
        })
    }
}

impl Readers {
    /// The readers of a notification to `audiences` about `organisation`.
    fn of(audiences: &[Audience], organisation: &str) -> Self {
        let at_pdp = audiences.iter().any(|audience| audience.at_pdp());
        let at = if at_pdp { "the Pensions Dashboards Programme (PDP)" } else { organisation }.to_owned();
        if audiences.iter().all(|audience| audience.is_person()) {
            return Self::One;
        }
        let role = |audience: &Audience| match audience {
            Audience::Organisation(role) => Some(role.to_string()),
            Audience::Pdp(role) => Some(role.to_string()),
            Audience::OrganisationContacts
            | Audience::PdpTeam
            | Audience::OrganisationMember(_)
            | Audience::PdpMember(_) => None,
        };
        match audiences.iter().map(role).collect() {
            Some(roles) => Self::Holders { roles, at },
            None => Self::Everyone { at },
        }
    }
}

/// What one part says, and the subject of an email that says it first.
pub(crate) struct Said {
    pub subject: String,
    body: Body,
}

impl Said {
    /// The content of `sheet`, and its subject: one line with the most important thing and the reference.
    pub(crate) fn of(sheet: &Sheet<'_>) -> Result<Self, RenderError> {
        let (setting, mail) = (&Setting::of(sheet), sheet.mail);
        let change = &setting.about;
        Ok(match sheet.notification {
            Notification::ChangeSubmitted { asked, due } => {
                let due = words::date(*due)?;
                let subject = format!("PDP has received {change} and aims to review it by {due}");
                let downtime = asked.needs_downtime.then(|| Advice::downtime(setting.limits).to_string());
                Self { subject, body: Body::ChangeSubmitted { asked: asked.into(), due, downtime } }
            }
            Notification::ReviewNeeded { asked, reason, due } => {
                let due = words::date(*due)?;
                let subject = setting.naming(format!("Review by {due}: {change} from "));
                Self { subject, body: Body::ReviewNeeded { asked: asked.into(), reason: reason.into(), due } }
            }
            Notification::InformationRequested { asked, question } => Self {
                subject: format!("Action needed: PDP has a question about {change}"),
                body: Body::InformationRequested { asked: asked.into(), question: question.into() },
            },
            Notification::InformationSupplied { question, answer, due } => {
                let is_overdue = *due < london_date(mail.at);
                let (by, due) = (if is_overdue { "overdue since" } else { "by" }, words::date(*due)?);
                let subject = setting.naming(format!("Review {by} {due}: answer on {change} from "));
                let (question, answer) = (question.into(), answer.into());
                Self { subject, body: Body::InformationSupplied { question, answer, due, is_overdue } }
            }
            Notification::ChangeRejected { asked, reason } => Self {
                subject: format!("PDP has rejected {change}"),
                body: Body::ChangeRejected { asked: asked.into(), reason: reason.into() },
            },
            Notification::ReviewOutcome {
                asked,
                from,
                scale,
                reason,
                oat_required,
                reclassified,
                stays_on,
                steps,
            } => {
                let decided = if *reclassified { "changed its decision on" } else { "confirmed" };
                let oat = if *oat_required { "OAT required" } else { "OAT not required" };
                let subject = format!("PDP has {decided} {change}: {scale} scale, {oat}");
                let outcome = OutcomeView::of(asked.into(), *scale, *oat_required, steps);
                let body = Body::ReviewOutcome(Box::new(OutcomeView {
                    reclassified: *reclassified,
                    before: from.code(),
                    reason: reason.as_ref().map(UserText::from),
                    goes_live: match stays_on {
                        Some(day) => GoesLive::AsBefore { day: words::start_of(*day)? },
                        None => outcome.goes_live,
                    },
                    ..outcome
                }));
                Self { subject, body }
            }
            Notification::ChangeWithdrawn { reason } => {
                let reason = reason.as_ref().map(UserText::from);
                if sheet.at_pdp() {
                    let subject = setting.naming(format!("Withdrawn: {change} from "));
                    Self { subject, body: Body::WithdrawnToPdp { reason } }
                } else {
                    let subject = format!("Withdrawn: {change}");
                    Self { subject, body: Body::WithdrawnToOrganisation { reason } }
                }
            }
            Notification::NobodyHoldsRole { audience, subject } => Self {
                subject: setting.naming(match audience {
                    Audience::Organisation(role) => format!("No {role} for {change} at "),
                    Audience::OrganisationContacts => format!("No contacts for {change} at "),
                    Audience::Pdp(role) => format!("No {role} for {change} from "),
                    Audience::PdpTeam => format!("Nobody at PDP for {change} from "),
                    Audience::OrganisationMember(_) | Audience::PdpMember(_) => {
                        format!("No reader for {change} at ")
                    }
                }),
                body: Body::NobodyHoldsRole {
                    absent: Readers::of(&[*audience], &setting.organisation),
                    waiting: UserText { lines: vec![words::one_line(subject)] },
                    at_pdp: audience.at_pdp(),
                },
            },
            Notification::StepOpened { step, goes_live, waits_for_material, live_since } => {
                let opened = step_opened::Opened {
                    goes_live: *goes_live,
                    waits_for_material: *waits_for_material,
                    is_live: live_since.is_some(),
                };
                step_opened::opened(setting, step, opened).into()
            }
            Notification::StepToDecide { step, submitted_by, files, goes_live } => {
                steps::to_decide(setting, *step, *submitted_by, *files, *goes_live).into()
            }
            Notification::StepApproved { step, next, going_live } => {
                steps::approved(setting, *step, next.as_ref(), *going_live)?.into()
            }
            Notification::StepReturned { step, reason } => steps::returned(setting, *step, reason).into(),
            Notification::StepReopened { step, reason, waiting, goes_live_later } => {
                steps::reopened(setting, *step, reason, waiting, *goes_live_later).into()
            }
            Notification::DecisionTakenBack { decision, question, reason, due } => {
                review::taken_back(setting, *decision, question.as_ref(), reason, *due)?.into()
            }
            Notification::IntegrationTestingArranged { time, endpoints, endpoints_until } => {
                testing::arranged(setting, *time, endpoints.as_ref(), *endpoints_until)?.into()
            }
            Notification::TestEndpointsNeeded => testing::endpoints_needed(setting).into(),
            Notification::ScaleChangedInReview { asked, from, scale, reason, due } => {
                review::scale_changed(setting, asked, [*from, *scale], reason, *due)?.into()
            }
            Notification::MaterialNeeded { environment } => testing::needed(setting, *environment).into(),
            Notification::MaterialPublished { environment } => {
                testing::published(setting, *environment).into()
            }
            Notification::SupportRequestOpened { request, subject, text } if sheet.at_pdp() => {
                support::to_answer(setting, *request, subject, text)?.into()
            }
            Notification::SupportRequestOpened { request, subject, text } => {
                support::received(setting, *request, subject, text)?.into()
            }
            Notification::SupportRequestAnswered { request, subject, text, answer, accepted } => {
                support::answered(setting, *request, subject, [text, answer], *accepted)?.into()
            }
            Notification::GoingLiveHeld { reason, until } => {
                going_live::held(setting, reason, *until)?.into()
            }
            Notification::GoingLiveReleased { reason, going_live } => {
                going_live::released(setting, reason, *going_live)?.into()
            }
            Notification::ConnectionDateNeeded { passed, earliest } => {
                going_live::date_needed(setting, *passed, *earliest)?.into()
            }
            Notification::WentLive { endpoints, next } => {
                going_live::went_live(setting, mail.at, endpoints, next.as_ref())?.into()
            }
            Notification::WithdrawnAsIdle { reason, since } => {
                waiting::withdrawn_as_idle(setting, reason, *since)?.into()
            }
            Notification::Reminder { waiting } => waiting::reminder(setting, waiting)?.into(),
            Notification::RolesGiven { roles, waiting } => {
                waiting::roles_given(setting, roles, waiting)?.into()
            }
            Notification::EndpointSuspended { endpoint, reason } => {
                endpoints::suspended(setting, endpoint, reason).into()
            }
            Notification::RestorationProposed { endpoint, reason } => {
                endpoints::restoration_proposed(setting, endpoint, reason).into()
            }
            Notification::RestorationDeclined { endpoint, reason } => {
                endpoints::restoration_declined(setting, endpoint, reason.as_ref()).into()
            }
            Notification::EndpointRestored { endpoint, reason } => {
                endpoints::restored(setting, endpoint, reason).into()
            }
            Notification::Oat { subject, news } => oat::notice(setting, mail.at, subject, news)?.into(),
            Notification::DisputeOpened { result, urls, text } if sheet.at_pdp() => {
                dispute::to_answer(setting, result, urls, text).into()
            }
            Notification::DisputeOpened { result, urls, text } => {
                dispute::received(setting, result, urls, text).into()
            }
            Notification::DisputeAnswered { result, text, ruling, answer } => {
                dispute::answered(setting, result, *ruling, [text, answer]).into()
            }
            Notification::ChangeCompleted => going_live::completed(setting).into(),
            Notification::ReviewDue { asked, due, on } => review::due(setting, asked, *due, *on)?.into(),
            Notification::AddressCorrected { is_new: true } => contacts::address_is_new(setting).into(),
            Notification::AddressCorrected { is_new: false } => contacts::address_was_before(setting).into(),
            Notification::AddressTried => contacts::address_tried(setting).into(),
            Notification::RolesProposed { by, person, joins, roles } => {
                contacts::roles_proposed(setting, by.as_ref(), person, *joins, roles).into()
            }
            Notification::RoleLeftEmpty { role } => contacts::role_left_empty(setting, *role).into(),
            Notification::NobodyCanBeReached { person, roles } => {
                contacts::nobody_can_be_reached(setting, person, roles).into()
            }
        })
    }
}

impl From<Notice> for Said {
    fn from(notice: Notice) -> Self {
        Self { subject: notice.subject.clone(), body: Body::Notice(Box::new(notice)) }
    }
}
