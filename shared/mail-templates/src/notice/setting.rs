//! The context of every sentence: its subject, the organisation, the reader.
//!
//! Responsible for: naming people and places as the reader knows them. Must not: say what anyone has to do.

use app::mail::{About, Audience, NotificationStep};
use domain::actor::{PdpRole, Role};
use domain::calendar::london_date;
use domain::change::GoingLive;
use domain::change::steps::StepStateKind;
use domain::policy::{Limits, Policy};
use jiff::civil::Date;

use crate::error::RenderError;
use crate::sheet::Sheet;
use crate::words;

/// The longest subject, in characters: what people see in a list of emails.
const LONGEST_SUBJECT: usize = 120;

/// Subject, organisation and reader.
pub(crate) struct Setting {
    /// Its subject: `technical change TC-…`, `OAT request OAT-…`, `dispute SR-…`.
    pub about: String,
    /// The kind of its subject: `change`, `OAT request`, `dispute`.
    pub kind: &'static str,
    /// Whether it is about a request for OAT.
    pub about_oat: bool,
    /// The name of the organisation, in one line.
    pub organisation: String,
    /// The event's day in London.
    pub day: Date,
    /// The origin of the portal.
    pub portal: String,
    /// The policy's numbers for its subject.
    pub limits: &'static Limits,
    at_pdp: bool,
    /// The audiences of it that the reader belongs to.
    mine: Vec<Audience>,
    /// Whether the same email says what to do now.
    pub to_do_beside: bool,
}

impl Setting {
    /// The setting of `sheet`.
    pub(crate) fn of(sheet: &Sheet<'_>) -> Self {
        let mail = sheet.mail;
        let mine = |audience: &&Audience| sheet.reading.contains(audience);
        Self {
            about: words::about(mail.about),
            kind: match mail.about {
                About::Change { .. } => "change",
                About::Oat { .. } => "OAT request",
                About::Endpoint { .. } => "endpoint",
                About::Contacts => "record",
                About::Dispute { .. } => "dispute",
            },
            about_oat: matches!(mail.about, About::Oat { .. }),
            organisation: words::one_line(&mail.organisation_name),
            day: london_date(mail.at),
            portal: sheet.portal.to_owned(),
            limits: &Policy::version(mail.policy).limits,
            at_pdp: sheet.at_pdp(),
            mine: sheet.audiences.iter().filter(mine).copied().collect(),
            to_do_beside: sheet.to_do_beside,
        }
    }

    /// A subject for PDP: `start`, and as much of the organisation's name as fits.
    pub(crate) fn naming(&self, start: String) -> String {
        let room = LONGEST_SUBJECT.saturating_sub(start.chars().count());
        start + &words::shortened(&self.organisation, room)
    }

    /// A subject for the organisation, about OAT: `start`, and the request.
    pub(super) fn of_oat(&self, start: &str) -> String {
        // One colon in a line is enough.
        let mark = if start.contains(':') { ',' } else { ':' };
        format!("{start}{mark} {}", self.about)
    }

    /// The same for PDP.
    pub(super) fn of_oat_at_pdp(&self, start: &str) -> String {
        self.naming(self.of_oat(start) + " from ")
    }

    /// Where the reader has a role.
    pub(super) fn place(&self) -> &str {
        if self.at_pdp { "the Pensions Dashboards Programme (PDP)" } else { &self.organisation }
    }

    /// Whether people of PDP read it.
    pub(super) const fn at_pdp(&self) -> bool {
        self.at_pdp
    }

    /// Whose endpoints they are.
    pub(super) const fn your(&self) -> &'static str {
        if self.at_pdp() { "the" } else { "your" }
    }

    /// The holders of `role`, in the middle of a sentence.
    pub(super) fn who(&self, role: Role) -> String {
        let own = match role {
            Role::Organisation(role) => Audience::Organisation(role),
            Role::Pdp(role) => Audience::Pdp(role),
        };
        match role {
            _ if self.mine.contains(&own) => "you".to_owned(),
            Role::Pdp(PdpRole::Support) => PdpRole::Support.to_string(),
            Role::Pdp(role) => format!("the {role}"),
            Role::Organisation(role) if self.at_pdp() => format!("the organisation’s {role}"),
            Role::Organisation(role) => format!("your {role}"),
        }
    }

    /// The readers who must act, at the start of a sentence.
    pub(super) fn you_or_another(&self) -> String {
        match self.mine.first() {
            Some(Audience::Organisation(role)) => {
                format!("You, or another {role} at {},", self.organisation)
            }
            Some(Audience::Pdp(PdpRole::Support)) => "You, or someone else in PDP support,".to_owned(),
            Some(Audience::Pdp(role)) => format!("You, or another {role},"),
            Some(
                Audience::OrganisationContacts
                | Audience::PdpTeam
                | Audience::OrganisationMember(_)
                | Audience::PdpMember(_),
            )
            | None => "You, or a colleague,".to_owned(),
        }
    }

    /// That `step` comes next, and who can act on it.
    pub(super) fn comes_next(&self, step: &NotificationStep) -> String {
        let (name, who) = (step.step, self.who(step.by));
        let decides = step.approved_by.map_or_else(|| "PDP".to_owned(), |role| self.who(Role::Pdp(role)));
        match step.state {
            StepStateKind::WithPdp => {
                format!(
                    "The next step, “{name}”, has been submitted already: {decides} can decide on it now."
                )
            }
            StepStateKind::Returned => format!(
                "The next step, “{name}”, was returned earlier: {who} can deal with the reason and submit \
                 it again."
            ),
            _ if self.to_do_beside => {
                format!("The next step, “{name}”, is yours. This email says what you need to do for it.")
            }
            _ if who == "you" => {
                format!("The next step is yours, “{name}”. A separate email says what you need to do.")
            }
            _ => format!(
                "The next step is “{name}”. {} can start it now; everyone who has that role has been sent \
                 an email.",
                capital(&who)
            ),
        }
    }

    /// Where the new endpoints are on their way, if there are any.
    pub(super) fn on_their_way(&self, going_live: GoingLive) -> Result<Option<String>, RenderError> {
        let endpoints = format!("{} new endpoints", capital(self.your()));
        Ok(Some(match going_live {
            GoingLive::NothingToAdd => return Ok(None),
            GoingLive::NotYet => format!(
                "{endpoints} are not live yet. They go live only when every step they wait for is complete."
            ),
            GoingLive::Held => {
                format!(
                    "{endpoints} are on hold. They do not go live until PDP releases them or decides what is \
                     still open."
                )
            }
            GoingLive::DateNeeded => format!(
                "{endpoints} cannot go live yet, because their connection date has passed. {} must give a \
                 new one.",
                capital(&self.who(Role::Organisation(domain::actor::OrganisationRole::ServiceManager)))
            ),
            GoingLive::Scheduled { on } => format!("{endpoints} go live at {}.", words::start_of(on)?),
            GoingLive::Due { .. } => format!(
                "{endpoints} go live within minutes. Everyone who has a role at {} gets an email when they \
                 do.",
                self.organisation
            ),
            GoingLive::Live { .. } => format!("{endpoints} are live already."),
        }))
    }
}

/// `words` at the start of a sentence.
pub(super) fn capital(words: &str) -> String {
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
