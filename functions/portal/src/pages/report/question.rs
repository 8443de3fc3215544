//! The questions of the form that reports a technical change: their order, their pages, and which of them are open.
//!
//! Must not: decide whether an answer is right. The check of the API says that.

use api::AnswersBody;
use domain::change::answers::ChangeType;
use domain::ids::ChangeId;

/// A question. Each has a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    Type,
    Reason,
    Scale,
    Oat,
    Endpoints,
    Affected,
    Downtime,
}

impl Question {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 7] =
        [Self::Type, Self::Reason, Self::Scale, Self::Oat, Self::Endpoints, Self::Affected, Self::Downtime];

    /// The last part of the address of its page.
    const fn page(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Reason => "reason",
            Self::Scale => "scale",
            Self::Oat => "oat",
            Self::Endpoints => "endpoints",
            Self::Affected => "affected",
            Self::Downtime => "downtime",
        }
    }

    /// What it asks.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Type => "What type of change is it?",
            Self::Reason => "What is the reason for your request?",
            Self::Scale => "What is the scale of the change?",
            Self::Oat => "Do you want PDP to run operational acceptance testing (OAT)?",
            Self::Endpoints => "Which endpoints are you adding?",
            Self::Affected => "Which of your live endpoints does the change affect?",
            Self::Downtime => "Does the change need downtime?",
        }
    }

    /// What it is called in a list of answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Type => "Type of change",
            Self::Reason => "Reason for the request",
            Self::Scale => "Scale of the change",
            Self::Oat => "OAT asked for",
            Self::Endpoints => "New endpoints",
            Self::Affected => "Live endpoints affected",
            Self::Downtime => "Needs downtime",
        }
    }

    /// How the names of its fields begin in the API.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Type => "change_type",
            Self::Reason => "reason",
            Self::Scale => "suggested_scale",
            Self::Oat => "oat_requested",
            Self::Endpoints => "new_endpoints",
            Self::Affected => "affected_endpoints",
            Self::Downtime => "needs_downtime",
        }
    }

    /// Where its page is.
    pub fn address(self, id: ChangeId) -> String {
        format!("/portal/changes/{id}/{}", self.page())
    }

    /// The same, for who comes from the check of all answers and goes back there.
    pub fn address_from_check(self, id: ChangeId) -> String {
        format!("{}?from=check", self.address(id))
    }

    /// Whether it is asked. Endpoints that were typed can be removed, whatever the type has become.
    pub fn is_asked(self, answers: &AnswersBody) -> bool {
        let adds = answers.change_type.is_some_and(|kind| ChangeType::adds_endpoints(kind.0));
        self != Self::Endpoints || adds || !answers.new_endpoints.is_empty()
    }

    /// Whether there is something of an answer.
    pub fn is_answered(self, answers: &AnswersBody) -> bool {
        match self {
            Self::Type => answers.change_type.is_some(),
            Self::Reason => !answers.reason.trim().is_empty(),
            Self::Scale => answers.suggested_scale.is_some(),
            Self::Oat => answers.oat_requested.is_some(),
            Self::Endpoints => !answers.new_endpoints.is_empty(),
            Self::Affected => !answers.affected_endpoints.is_empty(),
            Self::Downtime => answers.needs_downtime.is_some(),
        }
    }

    /// Whether it needs an answer.
    pub fn is_needed(self) -> bool {
        self != Self::Affected
    }

    /// The question before it.
    pub fn before(self, answers: &AnswersBody) -> Option<Self> {
        let at = Self::ALL.iter().position(|one| *one == self)?;
        Self::ALL.iter().take(at).rev().find(|one| one.is_asked(answers)).copied()
    }

    /// The next one without an answer: behind this one, then from the beginning. What needs no answer is asked on the way alone.
    pub fn next(after: Option<Self>, answers: &AnswersBody) -> Option<Self> {
        let at = after.and_then(|after| Self::ALL.iter().position(|one| *one == after));
        let open = |one: &&Self| one.is_asked(answers) && !one.is_answered(answers);
        let behind = at.and_then(|at| Self::ALL.iter().skip(at + 1).find(open));
        let from_start = || Self::ALL.iter().filter(|one| one.is_needed()).find(open);
        behind.or_else(from_start).copied().filter(|next| Some(*next) != after)
    }

    /// How many questions need an answer, and how many of them have one.
    pub fn progress(answers: &AnswersBody) -> (usize, usize) {
        let needed = || Self::ALL.iter().filter(|one| one.is_needed() && one.is_asked(answers));
        (needed().filter(|one| one.is_answered(answers)).count(), needed().count())
    }
}
