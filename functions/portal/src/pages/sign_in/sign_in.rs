//! Before somebody goes to the user pool's pages: why they are asked to sign in, and what may stop them (W6).

use askama::Template;

use crate::layout::{Frame, Section};
use crate::ports::Ports;
use crate::sign_in::ReturnTo;
use crate::visit::{Shown, Visit};
use crate::web::address::with_query;

/// Why somebody is asked to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// They have not, in this browser.
    NotYet,
    /// The session has ended by time.
    Over,
    /// They get no tokens any more.
    Removed,
}

impl Because {
    const ALL: [Self; 3] = [Self::NotYet, Self::Over, Self::Removed];

    const fn code(self) -> &'static str {
        match self {
            Self::NotYet => "new",
            Self::Over => "over",
            Self::Removed => "removed",
        }
    }

    /// The page that says so and leads back.
    pub fn address(self, return_to: &ReturnTo) -> String {
        let query = [("because", Some(self.code())), ("return_to", Some(return_to.as_str()))];
        with_query("/portal/sign-in", &query)
    }

    const fn words(self) -> &'static str {
        match self {
            Self::NotYet => "",
            Self::Over => {
                "Your session has ended. Sessions last up to 8 hours. If you sent a form when it was over, the form shows what you \
                 typed again after you have signed in."
            }
            Self::Removed => {
                "You have been signed out, because your access to the portal was removed or changed. If you can still sign in, you \
                 have the roles that you hold now. If you cannot, ask PDP."
            }
        }
    }
}

#[derive(Template)]
#[template(path = "pages/sign_in/sign_in.html")]
struct Page {
    frame: Frame,
    because: &'static str,
    start: String,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let query = visit.query();
    let code = query.value("because");
    let because = Because::ALL.into_iter().find(|because| because.code() == code).unwrap_or(Because::NotYet);
    let return_to = ReturnTo::read(&query.value("return_to"));
    let start = with_query("/portal/sign-in/start", &[("return_to", Some(return_to.as_str()))]);
    visit.show(&Page { frame: visit.frame("Sign in", Section::Nowhere), because: because.words(), start })
}
