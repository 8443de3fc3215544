//! The subject of a notification about operational acceptance testing.

use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::oat::Subject;

use crate::notice::Notice;
use crate::words;

/// The subject of the test, in words.
pub(super) struct Tested {
    /// In the middle of a sentence: `technical change TC-…`, `the vouching scheme Example`.
    pub(super) words: String,
    pub(super) initial: bool,
}

impl Tested {
    pub(super) fn of(subject: &Subject) -> Self {
        match subject {
            Subject::Change { reference, .. } => {
                Self { words: format!("technical change {reference}"), initial: false }
            }
            Subject::InitialConnection { scheme } => {
                let name = words::one_line(scheme.as_str());
                Self { words: format!("the vouching scheme “{name}”"), initial: true }
            }
        }
    }

    /// The endpoints that go live.
    pub(super) const fn endpoints(&self) -> &'static str {
        if self.initial { "the scheme and its endpoints" } else { "any new endpoints" }
    }

    /// The consequence of having no pass.
    pub(super) const fn nothing_goes_live(&self) -> &'static str {
        if self.initial { "the scheme and its endpoints do not go live" } else { "no new endpoints go live" }
    }

    /// The state while PDP has something to decide.
    pub(super) const fn meanwhile(&self) -> &'static str {
        if self.initial {
            "Until PDP has decided, nothing goes live."
        } else {
            "Until PDP has decided, no new endpoints go live."
        }
    }

    /// PDP support's options when the pass should stand although a re-run failed.
    pub(super) const fn despite_a_failure(&self) -> &'static str {
        if self.initial {
            "If the pass should stand, run the test again, or propose an override with the result “passed” and \
             the reason. Somebody else in PDP support has to approve it. The scheme goes live on its \
             connection date once a re-run has passed or the override is approved."
        } else {
            "If the pass should stand, run the test again, or release the hold on the change with a reason, or \
             propose an override with the result “passed” and the reason. Somebody else in PDP support has \
             to approve an override. New endpoints go live on their connection date once one of these is done."
        }
    }

    /// As a fact.
    pub(super) fn listed(&self, notice: Notice) -> Notice {
        notice.fact("Tested", self.words.clone())
    }
}

/// A Find endpoint as a list shows it.
pub(super) fn find(url: &EndpointUrl) -> String {
    format!("Find: {}", words::one_line(url.as_str()))
}

/// Any endpoint as a list shows it.
pub(super) fn endpoint(endpoint: &ProposedEndpoint) -> String {
    format!("{}: {}", endpoint.endpoint_type, words::one_line(endpoint.url.as_str()))
}
