//! What the templates are filled in with: every fact of a letter, in words.
//!
//! Responsible for: turning codes, dates and what people wrote into words. Must not: hold sentences of our own; those are
//! in the templates.

use app::mail::{Asked, Audience, Letter, Mail};
use domain::actor::Role;
use domain::calendar::london_date;
use domain::policy::Policy;
use domain::problem::Advice;
use domain::text::FreeText;

use crate::outcome::OutcomeView;
use crate::{RenderError, subject, words};

/// An e-mail before it has a form.
pub(crate) struct View {
    pub subject: String,
    pub reference: String,
    pub organisation: String,
    /// The day it is about, in London.
    pub day: String,
    /// Whose people get it.
    pub sent_to: String,
    /// The role they have.
    pub role: String,
    pub body: Body,
}

/// What an e-mail says; a template each.
pub(crate) enum Body {
    ChangeSubmitted { asked: AskedView, due: String, downtime: Option<String> },
    ReviewNeeded { asked: AskedView, reason: UserText, due: String },
    InformationRequested { asked: AskedView, question: UserText },
    InformationSupplied { question: UserText, answer: UserText, due: String },
    ChangeRejected { asked: AskedView, reason: UserText },
    ReviewOutcome(Box<OutcomeView>),
    WithdrawnToOrganisation { reason: Option<UserText> },
    WithdrawnToPdp { reason: Option<UserText> },
}

/// What someone wrote, in lines.
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
        let (sent_to, role) = match mail.audience {
            Audience::Organisation(role) => (organisation.clone(), Role::Organisation(role)),
            Audience::Pdp(role) => ("the Pensions Dashboards Programme (PDP)".to_owned(), Role::Pdp(role)),
        };
        Ok(Self {
            subject: subject::of(mail)?,
            reference: mail.reference.to_string(),
            organisation,
            day: words::date(london_date(mail.at))?,
            sent_to,
            role: role.to_string(),
            body: Body::of(mail)?,
        })
    }
}

impl Body {
    fn of(mail: &Mail) -> Result<Self, RenderError> {
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
            },
            Letter::ChangeRejected { asked, reason } => {
                Self::ChangeRejected { asked: asked.into(), reason: reason.into() }
            }
            Letter::ReviewOutcome { asked, from, scale, reason, oat_required, reclassified, steps } => {
                Self::ReviewOutcome(Box::new(OutcomeView {
                    reclassified: *reclassified,
                    before: from.code(),
                    reason: reason.as_ref().map(UserText::from),
                    ..OutcomeView::of(asked.into(), *scale, *oat_required, steps)?
                }))
            }
            Letter::ChangeWithdrawn { reason } => {
                let reason = reason.as_ref().map(UserText::from);
                match mail.audience {
                    Audience::Organisation(_) => Self::WithdrawnToOrganisation { reason },
                    Audience::Pdp(_) => Self::WithdrawnToPdp { reason },
                }
            }
        })
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
