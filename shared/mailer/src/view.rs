//! What the templates are filled in with: every fact of a letter, in words.
//!
//! Responsible for: turning codes, dates and what people wrote into words. Must not: hold sentences of our own; those are
//! in the templates and in `notice`.

use app::mail::{About, Asked, Audience, Letter, Mail};
use domain::calendar::london_date;
use domain::policy::Policy;
use domain::problem::Advice;
use domain::text::FreeText;

use crate::notice::{Notice, Setting, going_live, oat, review, step_opened, steps, support, testing};
use crate::outcome::{GoesLive, OutcomeView};
use crate::{RenderError, subject, words};

/// An e-mail before it has a form.
pub(crate) struct View {
    pub subject: String,
    pub topic: &'static str,
    /// What it is about, with its reference.
    pub about: String,
    pub reference: String,
    /// What to quote to PDP support: the reference, after that of the support request if it is about one.
    pub quote: String,
    pub organisation: String,
    /// The day it is about, in London.
    pub day: String,
    pub readers: Readers,
    pub body: Body,
}

/// Who gets it.
pub(crate) enum Readers {
    /// Everyone with this role.
    Holders { role: String, at: String },
    /// Everyone with any role.
    Everyone { at: String },
}

/// What an e-mail says; a template each.
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
    /// Every letter of the common shape.
    Notice(Box<Notice>),
}

/// What is quoted, mostly what someone wrote, in lines.
pub(crate) struct UserText {
    pub lines: Vec<String>,
}

/// What the organisation asked for (V2).
pub(crate) struct AskedView {
    pub change_type: &'static str,
    pub scale: &'static str,
    pub oat_requested: bool,
    pub needs_downtime: bool,
    pub endpoints: Vec<EndpointView>,
}

/// An endpoint it wants to add.
pub(crate) struct EndpointView {
    pub kind: String,
    pub url: String,
}

impl View {
    /// The view of `mail`.
    pub(crate) fn of(mail: &Mail) -> Result<Self, RenderError> {
        let organisation = words::one_line(&mail.organisation_name);
        Ok(Self {
            subject: subject::of(mail)?,
            topic: match mail.about {
                About::Change { .. } => "technical change",
                About::Oat { .. } => "operational acceptance testing",
            },
            about: words::about(mail.about),
            reference: mail.about.reference().to_string(),
            quote: match mail.letter {
                Letter::SupportRequestOpened { request, .. }
                | Letter::SupportRequestAnswered { request, .. } => {
                    format!("{request} and {}", mail.about.reference())
                }
                _ => mail.about.reference().to_string(),
            },
            day: words::date(london_date(mail.at))?,
            readers: Readers::of(mail.audience, &organisation),
            organisation,
            body: Body::of(mail)?,
        })
    }
}

impl Readers {
    /// The readers of a letter to `audience` about `organisation`.
    fn of(audience: Audience, organisation: &str) -> Self {
        let pdp = || "the Pensions Dashboards Programme (PDP)".to_owned();
        match audience {
            Audience::Organisation(role) => {
                Self::Holders { role: role.to_string(), at: organisation.to_owned() }
            }
            Audience::OrganisationContacts => Self::Everyone { at: organisation.to_owned() },
            Audience::Pdp(role) => Self::Holders { role: role.to_string(), at: pdp() },
            Audience::PdpTeam => Self::Everyone { at: pdp() },
        }
    }
}

impl Body {
    fn of(mail: &Mail) -> Result<Self, RenderError> {
        let setting = &Setting::of(mail);
        Ok(match &mail.letter {
            Letter::ChangeSubmitted { asked, due } => {
                // Sent on the day of submission: the policy then in force is the change's own.
                let limits = &Policy::in_force(london_date(mail.at)).limits;
                Self::ChangeSubmitted {
                    asked: asked.into(),
                    due: words::date(*due)?,
                    downtime: asked.needs_downtime.then(|| Advice::downtime(limits).to_string()),
                }
            }
            Letter::ReviewNeeded { asked, reason, due } => {
                Self::ReviewNeeded { asked: asked.into(), reason: reason.into(), due: words::date(*due)? }
            }
            Letter::InformationRequested { asked, question } => {
                Self::InformationRequested { asked: asked.into(), question: question.into() }
            }
            Letter::InformationSupplied { question, answer, due } => Self::InformationSupplied {
                question: question.into(),
                answer: answer.into(),
                due: words::date(*due)?,
                is_overdue: *due < london_date(mail.at),
            },
            Letter::ChangeRejected { asked, reason } => {
                Self::ChangeRejected { asked: asked.into(), reason: reason.into() }
            }
            Letter::ReviewOutcome {
                asked,
                from,
                scale,
                reason,
                oat_required,
                reclassified,
                stays_on,
                steps,
            } => {
                let outcome = OutcomeView::of(asked.into(), *scale, *oat_required, steps)?;
                Self::ReviewOutcome(Box::new(OutcomeView {
                    reclassified: *reclassified,
                    before: from.code(),
                    reason: reason.as_ref().map(UserText::from),
                    goes_live: match stays_on {
                        Some(day) => GoesLive::AsBefore { day: words::start_of(*day)? },
                        None => outcome.goes_live,
                    },
                    ..outcome
                }))
            }
            Letter::ChangeWithdrawn { reason } => {
                let reason = reason.as_ref().map(UserText::from);
                match mail.audience {
                    Audience::Organisation(_) | Audience::OrganisationContacts => {
                        Self::WithdrawnToOrganisation { reason }
                    }
                    Audience::Pdp(_) | Audience::PdpTeam => Self::WithdrawnToPdp { reason },
                }
            }
            Letter::NobodyHoldsRole { audience, subject } => Self::NobodyHoldsRole {
                absent: Readers::of(*audience, &words::one_line(&mail.organisation_name)),
                waiting: UserText { lines: vec![words::one_line(subject)] },
                at_pdp: matches!(audience, Audience::Pdp(_) | Audience::PdpTeam),
            },
            Letter::StepOpened { step, goes_live, waits_for_material, live_since } => {
                let opened = step_opened::Opened {
                    goes_live: *goes_live,
                    waits_for_material: *waits_for_material,
                    is_live: live_since.is_some(),
                };
                step_opened::opened(setting, step, opened).into()
            }
            Letter::StepToDecide { step, submitted_by, files, goes_live } => {
                steps::to_decide(setting, *step, *submitted_by, *files, *goes_live).into()
            }
            Letter::StepApproved { step, next, going_live } => {
                steps::approved(setting, *step, next.as_ref(), *going_live)?.into()
            }
            Letter::StepReturned { step, reason } => steps::returned(setting, *step, reason).into(),
            Letter::IntegrationTestingArranged { time, endpoints, endpoints_until } => {
                testing::arranged(setting, *time, endpoints.as_ref(), *endpoints_until)?.into()
            }
            Letter::MaterialNeeded { environment } => testing::needed(setting, *environment).into(),
            Letter::MaterialPublished { environment } => testing::published(setting, *environment).into(),
            Letter::SupportRequestOpened { request, subject, text } => match mail.audience {
                Audience::Organisation(_) | Audience::OrganisationContacts => {
                    support::received(setting, *request, subject, text)?.into()
                }
                Audience::Pdp(_) | Audience::PdpTeam => {
                    support::to_answer(setting, *request, subject, text)?.into()
                }
            },
            Letter::SupportRequestAnswered { request, subject, text, answer, accepted } => {
                support::answered(setting, *request, subject, [text, answer], *accepted)?.into()
            }
            Letter::GoingLiveHeld { reason, until } => going_live::held(setting, reason, *until)?.into(),
            Letter::GoingLiveReleased { reason, going_live } => {
                going_live::released(setting, reason, *going_live)?.into()
            }
            Letter::ConnectionDateNeeded { passed, earliest } => {
                going_live::date_needed(setting, *passed, *earliest)?.into()
            }
            Letter::WentLive { endpoints, next } => {
                going_live::went_live(setting, mail.at, endpoints, next.as_ref())?.into()
            }
            Letter::Oat { subject, news } => oat::notice(setting, mail.at, subject, news)?.into(),
            Letter::ChangeCompleted => going_live::completed(setting).into(),
            Letter::ReviewDue { asked, due, on } => review::due(setting, asked, *due, *on)?.into(),
        })
    }
}

impl From<Notice> for Body {
    fn from(notice: Notice) -> Self {
        Self::Notice(Box::new(notice))
    }
}

impl From<&FreeText> for UserText {
    fn from(text: &FreeText) -> Self {
        Self { lines: words::lines(text.as_str()) }
    }
}

impl From<&Asked> for AskedView {
    fn from(asked: &Asked) -> Self {
        let endpoint = |endpoint: &domain::endpoint::ProposedEndpoint| EndpointView {
            kind: endpoint.endpoint_type.to_string(),
            url: words::one_line(endpoint.url.as_str()),
        };
        Self {
            change_type: asked.change_type.words(),
            scale: asked.suggested_scale.code(),
            oat_requested: asked.oat_requested,
            needs_downtime: asked.needs_downtime,
            endpoints: asked.new_endpoints.iter().map(endpoint).collect(),
        }
    }
}
