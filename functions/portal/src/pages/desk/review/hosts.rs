//! Hosts of new endpoints, and what other organisations have there (O9).

use api::{RegisteredEndpointBody, ReviewHostBody};

use crate::words;

/// Endpoints of others that a page names of one host. A few tell what it is.
const NAMED: usize = 3;

/// A host.
pub struct Host {
    pub name: String,
    /// Endpoints of others there: the first ones.
    pub theirs: Vec<Theirs>,
    /// Whether there are more.
    pub has_more: bool,
}

/// An endpoint of another organisation.
pub struct Theirs {
    pub text: String,
    /// The page of the organisation.
    pub href: String,
}

impl Host {
    /// As a page shows it.
    pub fn of(body: &ReviewHostBody) -> Self {
        let all = &body.endpoints_of_others;
        Self {
            name: body.host.clone(),
            theirs: all.iter().take(NAMED).map(Theirs::of).collect(),
            has_more: body.more || all.len() > NAMED,
        }
    }

    /// What is there, in one line.
    pub fn line(&self) -> String {
        let texts: Vec<_> = self.theirs.iter().map(|one| one.text.as_str()).collect();
        format!("{}{}", texts.join("; "), if self.has_more { "; and more" } else { "" })
    }
}

impl Theirs {
    fn of(body: &RegisteredEndpointBody) -> Self {
        let state = words::endpoint_state(body.state.0);
        Self {
            text: format!("{} {} ({})", *body.endpoint_type, body.url, words::inside(&state)),
            href: format!("/portal/organisations/{}", body.organisation),
        }
    }
}
