//! Notifications of one shape: the most important thing, the facts, a person's text, what to do, what happens next.
//!
//! Responsible for: that shape. The modules below hold the sentences and fill it in for each notification. Must not: know its
//! look as text or as HTML; two templates do.

pub(crate) mod contacts;
pub(crate) mod dispute;
pub(crate) mod endpoints;
pub(crate) mod going_live;
pub(crate) mod oat;
pub(crate) mod review;
mod setting;
pub(crate) mod step_opened;
pub(crate) mod steps;
pub(crate) mod support;
pub(crate) mod testing;
pub(crate) mod waiting;

use domain::change::testing::TestUrls;
use domain::text::FreeText;

pub(crate) use setting::Setting;

use crate::asked::AskedView;
use crate::quote::UserText;
use crate::words;

/// A notification of the common shape.
pub(crate) struct Notice {
    /// The subject of an email that says this first: the most important thing and the reference, in one line.
    pub subject: String,
    pub heading: String,
    /// The most important thing, in one or more paragraphs.
    pub lead: Vec<String>,
    /// The facts listed with the reference.
    pub facts: Vec<Fact>,
    pub sections: Vec<Section>,
    /// The organisation's request, repeated at the end.
    pub asked: Option<AskedView>,
}

/// A fact: one value, or a list of them.
pub(crate) struct Fact {
    pub label: &'static str,
    pub value: String,
    pub items: Vec<Item>,
}

/// An item of such a list.
pub(crate) struct Item {
    pub text: String,
    /// The address of its page, if it has one of its own.
    pub address: Option<String>,
}

/// A part of a notification with a heading.
pub(crate) struct Section {
    pub heading: &'static str,
    pub content: Content,
}

/// The content of a section.
pub(crate) enum Content {
    /// To be done in this order.
    Numbered(Vec<String>),
    Paragraphs(Vec<String>),
    Quote(UserText),
}

impl Section {
    /// The line under its heading in plain text.
    pub(crate) fn underline(&self) -> String {
        "-".repeat(self.heading.chars().count())
    }
}

impl Notice {
    fn new(subject: String, heading: impl Into<String>, lead: impl Into<String>) -> Self {
        Self {
            subject,
            heading: heading.into(),
            lead: vec![lead.into()],
            facts: Vec::new(),
            sections: Vec::new(),
            asked: None,
        }
    }

    fn and(mut self, lead: impl Into<String>) -> Self {
        self.lead.push(lead.into());
        self
    }

    fn fact(mut self, label: &'static str, value: impl Into<String>) -> Self {
        self.facts.push(Fact { label, value: value.into(), items: Vec::new() });
        self
    }

    fn list(self, label: &'static str, items: Vec<String>) -> Self {
        let items = items.into_iter().map(|text| Item { text, address: None });
        self.pages(label, items.collect())
    }

    fn pages(mut self, label: &'static str, items: Vec<Item>) -> Self {
        self.facts.push(Fact { label, value: String::new(), items });
        self
    }

    fn section(mut self, heading: &'static str, content: Content) -> Self {
        self.sections.push(Section { heading, content });
        self
    }

    fn quote(self, heading: &'static str, text: &FreeText) -> Self {
        self.section(heading, Content::Quote(text.into()))
    }

    fn asks_for<S: Into<String>>(self, steps: impl IntoIterator<Item = S>) -> Self {
        let steps: Vec<String> = steps.into_iter().map(S::into).collect();
        let content = if steps.len() == 1 { Content::Paragraphs(steps) } else { Content::Numbered(steps) };
        self.section("What you need to do", content)
    }

    fn next<S: Into<String>>(self, paragraphs: impl IntoIterator<Item = S>) -> Self {
        let paragraphs = paragraphs.into_iter().map(S::into).collect();
        self.section("What happens next", Content::Paragraphs(paragraphs))
    }
}

/// Test endpoints as a list shows them.
fn test_endpoints(urls: &TestUrls) -> Vec<String> {
    let shown = |kind: &str, url: &domain::endpoint::EndpointUrl| {
        format!("Test {kind}: {}", words::one_line(url.as_str()))
    };
    vec![shown("Find", &urls.find), shown("View", &urls.view), shown("PAT refresh", &urls.pat_refresh)]
}
