//! People and roles: a role at PDP, which two administrators give (Q4).

use anyhow::{Context, Result};
use api::{Code, NewRoleProposalBody, TeamRolesBody};
use api_client::ETag;
use domain::actor::PdpRole;
use journeys::Wait;

use crate::play::Play;
use crate::print;

/// The reviewer gets the role of support, and it is taken away again.
pub fn two_administrators(play: &Play) -> Result<()> {
    let (first, second) = (play.person("pdp-administrator")?, play.person("pdp-administrator-two")?);
    let reviewer = play.person("pdp-reviewer")?.read_me().wait()?.person;
    let roles = |roles: &[PdpRole]| roles.iter().copied().map(Code).collect::<Vec<_>>();
    let any = ETag::any();

    let both = TeamRolesBody { roles: roles(&[PdpRole::Reviewer, PdpRole::Support]) };
    let status = first.change_team_roles(reviewer, &any, &both).status()?;
    print::say(&format!("one administrator cannot give the reviewer a second role alone: {status}"));
    let body = NewRoleProposalBody {
        person: Some(reviewer.into()),
        name: None,
        email: None,
        roles: roles(&[PdpRole::Support]),
    };
    let team = first.propose_roles(&any, &body).wait()?;
    let proposal = team.role_proposals.iter().find(|one| one.person == Some(reviewer));
    let proposal = proposal.context("the roles are proposed")?.id;
    print::say("the first administrator proposed it");
    let status = first.approve_roles(proposal, &any).status()?;
    print::say(&format!("and cannot approve it: {status}"));
    second.approve_roles(proposal, &any).wait()?;
    print::say("the second administrator approved it: the reviewer has both roles");
    let own = TeamRolesBody { roles: roles(&[PdpRole::Reviewer]) };
    second.change_team_roles(reviewer, &any, &own).wait()?;
    print::say("one administrator took the second role away, at once");
    Ok(())
}
