//! Roles at PDP that one administrator proposed: for whom, by whom, and who can approve them (Q4).

use api::RoleProposalBody;
use askama::Template;
use axum::extract::Path;
use domain::ids::ProposalId;
use domain::organisation::Reason;

use crate::components::Row;
use crate::layout::{Frame, Section};
use crate::pages::desk::people::{Record, Side};
use crate::pages::team::team::{administers, proposed, proposer, whom};
use crate::ports::Ports;
use crate::session::Who;
use crate::trouble::Trouble;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/desk/team/proposal.html")]
struct Page {
    frame: Frame,
    heading: String,
    now: String,
    facts: Vec<Row>,
    /// What can be done: pages and their names.
    can: Vec<(&'static str, String)>,
}

/// A proposal, and the team in which it waits.
pub struct Waiting {
    pub team: Record,
    pub proposal: RoleProposalBody,
}

impl Waiting {
    /// Finds the proposal of this id. Others may have decided on it meanwhile: the words of the rule say so.
    pub async fn find<P: Ports>(visit: &Visit<P>, text: &str) -> Result<Self, Trouble> {
        let id: ProposalId = text.parse().map_err(|_| Trouble::NotFound)?;
        let team = Record::read(visit, Side::Pdp).await?;
        let proposal = team.proposals.iter().find(|one| one.id == id).cloned();
        let proposal = proposal.ok_or_else(|| Trouble::Refused(format!("{}.", Reason::ProposalNotFound)))?;
        Ok(Self { team, proposal })
    }

    /// Its page.
    pub fn page(&self) -> String {
        format!("/portal/team/proposals/{}", self.proposal.id)
    }

    /// What they are called who should get the roles.
    pub fn whom(&self) -> String {
        whom(&self.proposal, &self.team.members)
    }

    /// What it says.
    pub fn facts(&self) -> Vec<Row> {
        let member = self.team.members.iter().find(|one| self.proposal.person == Some(one.id));
        let email = self.proposal.email.clone().or_else(|| member.map(|one| one.email.clone()));
        let rows = [
            Some(Row::new("Who gets them", self.whom())),
            email.map(|email| Row::new("Email address", email)),
            Some(match member {
                Some(one) => Row::new("Roles now", one.roles_in_words()),
                None => Row::new("Roles now", "None: they join PDP’s team with these"),
            }),
            Some(Row::new("Roles proposed", words::first(&proposed(&self.proposal)))),
            Some(Row::new("Proposed by", proposer(&self.proposal, &self.team.members))),
            Some(Row::new("Proposed on", words::moment(self.proposal.at))),
        ];
        rows.into_iter().flatten().collect()
    }

    /// Why this administrator cannot approve it, if so.
    pub fn hindered(&self, who: &Who) -> Option<Reason> {
        if who.is(self.proposal.proposed_by) {
            Some(Reason::OwnProposal)
        } else if self.proposal.person.is_some_and(|id| who.is(id)) {
            Some(Reason::OwnRoles)
        } else {
            None
        }
    }
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>, Path(text): Path<String>) -> Shown {
    let who = visit.signed_in()?;
    let waiting = Waiting::find(&visit, &text).await?;
    let heading = format!("Roles proposed for {}", waiting.whom());
    let administers = administers(who);
    let hindered = waiting.hindered(who);
    let approves =
        hindered.is_none().then(|| ("Approve these roles", format!("{}/approval", waiting.page())));
    let withdraws = ("Withdraw this proposal", format!("{}/withdrawal", waiting.page()));
    visit.show(&Page {
        frame: visit.frame(&heading, Section::Team),
        heading,
        now: match (administers, &hindered) {
            (false, _) => format!(
                "There is nothing for you to do here. A PDP administrator other than {} approves this next.",
                proposer(&waiting.proposal, &waiting.team.members)
            ),
            (true, Some(reason)) => format!("{reason}."),
            (true, None) => "You can approve this as the second administrator, or withdraw it.".to_owned(),
        },
        facts: waiting.facts(),
        can: if administers { approves.into_iter().chain([withdraws]).collect() } else { Vec::new() },
    })
}
