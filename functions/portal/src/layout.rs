//! What is around every page: title, header, navigation, who is signed in.

use api::MissingPartCode;

use crate::components::NavigationItem;
use crate::session::Who;
use crate::web::assets;
use crate::words;

/// The name of the service.
const NAME: &str = "Connection portal";

/// Where the pages of signing in are.
const SIGN_IN: &str = "/portal/sign-in";

/// After this many seconds without activity the page says when the session ends.
const IDLE: u32 = 15 * 60;

/// An entry of the navigation, under which a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Home,
    Changes,
    Testing,
    Organisations,
    Endpoints,
    Downtime,
    Figures,
    Team,
    Guide,
    /// None of them.
    Nowhere,
}

/// What is around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    pub title: String,
    /// Whether something on it has to be put right.
    pub has_error: bool,
    pub navigation: Vec<NavigationItem>,
    /// Who is signed in.
    pub who: Option<String>,
    /// Whether the header leads to signing in: not on the pages that do, whose own way leads back to where somebody wanted to go.
    pub offers_sign_in: bool,
    /// The secret of the session behind a mask, for forms.
    pub csrf: String,
    /// When the session ends.
    pub until: String,
    /// How many entries of its list cannot be shown; PDP's people see that.
    pub not_shown: u32,
    /// What else cannot be shown on it, in words.
    pub lacking: Vec<String>,
}

impl Frame {
    /// Around a page with this title.
    pub fn new(title: &str, section: Section, path: &str, who: Option<&Who>) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        let navigation = entries(who).into_iter().map(|(entry, text, href)| NavigationItem {
            text: text.to_owned(),
            href: href.to_owned(),
            current: path == href,
            active: entry == section,
        });
        Self {
            title: title.to_owned(),
            has_error: false,
            navigation: navigation.collect(),
            who: who.map(Who::line),
            offers_sign_in: who.is_none() && !path.starts_with(SIGN_IN),
            csrf: String::new(),
            until: String::new(),
            not_shown: 0,
            lacking: Vec::new(),
        }
    }

    /// Around a list of which so many entries cannot be shown.
    pub fn without(self, not_shown: u32) -> Self {
        Self { not_shown, ..self }
    }

    /// Around something of which this cannot be shown.
    pub fn lacking(self, parts: &[MissingPartCode]) -> Self {
        Self { lacking: parts.iter().map(|part| part.0.to_string()).collect(), ..self }
    }

    /// That some entries cannot be shown, or parts of what it is about; none when all are.
    pub fn missing(&self) -> Option<String> {
        let what = match (self.not_shown, self.lacking.as_slice()) {
            (0, []) => return None,
            (0, parts) => format!("{} cannot be shown at present", words::first(&parts.join(", and "))),
            (1, _) => "1 entry cannot be shown".to_owned(),
            (several, _) => format!("{several} entries cannot be shown"),
        };
        Some(format!(
            "{what}, because the service cannot read what is stored. The people who operate the service have been alerted, and you need do nothing."
        ))
    }

    /// The title of the document: no two pages have the same.
    pub fn full_title(&self) -> String {
        let error = if self.has_error { "Error: " } else { "" };
        format!("{error}{} – {NAME}", self.title)
    }

    /// The name of the service.
    pub const fn name(&self) -> &'static str {
        NAME
    }

    /// Where the styles are.
    pub const fn styles(&self) -> &'static str {
        assets::STYLES_PATH
    }

    /// Where the script is.
    pub const fn script(&self) -> &'static str {
        assets::SCRIPT_PATH
    }

    /// How many seconds of nothing are worth a word.
    pub const fn idle(&self) -> u32 {
        IDLE
    }

    /// That long, in words.
    pub fn idle_words(&self) -> String {
        words::minutes(IDLE / 60)
    }
}

/// What a reader can go to. What they may not do is not offered (W1).
fn entries(who: Option<&Who>) -> Vec<(Section, &'static str, &'static str)> {
    let guide = (Section::Guide, "Guide", "/portal/guide");
    let Some(who) = who else { return vec![guide] };
    let of_pdp = |entry| who.is_pdp.then_some(entry);
    let home = if who.is_pdp { "Work list" } else { "Home" };
    let entries = [
        Some((Section::Home, home, "/portal/")),
        Some((Section::Changes, "Technical changes", "/portal/changes")),
        Some((Section::Testing, "Testing", "/portal/oat")),
        of_pdp((Section::Organisations, "Organisations", "/portal/organisations")),
        Some((Section::Endpoints, "Endpoints", "/portal/endpoints")),
        Some((Section::Downtime, "Downtime", "/portal/downtime")),
        of_pdp((Section::Figures, "Figures", "/portal/figures")),
        Some((Section::Team, "Team", "/portal/team")),
        Some(guide),
    ];
    entries.into_iter().flatten().collect()
}
