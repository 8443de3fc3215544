//! Administration with real tokens: a removed role stops working within a quarter of an hour (P2), without a
//! deployment.

use anyhow::{Context, Result, ensure};
use api::{
    Code, CorrectionBody, MemberBody, NewMemberBody, NewRoleProposalBody, OrganisationRecordBody,
    OrganisationRoleWord, RolesBody,
};
use api_client::{ETag, Paging};
use app::Clock as _;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::{PdpRole, Role};
use domain::ids::{OrganisationId, PersonId, SignInId};
use domain::organisation::{SignIn, SignInStage, SignInState};
use journeys::{Caller, Stack, StackClock, Wait};
use runtime::SystemClock;
use serde_json::Value;

/// A person whom no other test signs in.
const PERSON: &str = "harbour-security";
/// How long a token may live, in seconds.
const QUARTER_OF_AN_HOUR: i64 = 15 * 60;

/// The claims of this caller's token.
fn claims(caller: &Caller) -> Result<Value> {
    let token = caller.token().context("a caller with a token")?;
    let payload = token.split('.').nth(1).context("a token has three parts")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?)
}

fn roles(caller: &Caller) -> Result<String> {
    Ok(claims(caller)?["roles"].as_str().unwrap_or_default().to_owned())
}

/// The organisation and the member that the test removes things from.
struct Subject {
    administrator: Caller,
    organisation: OrganisationId,
    member: MemberBody,
}

/// The caller and their organisation.
fn myself(caller: &Caller) -> Result<(PersonId, OrganisationId)> {
    let me = caller.read_me().wait()?;
    Ok((me.person, me.organisation.as_ref().context("a member of an organisation")?.id))
}

impl Subject {
    fn find(stack: &Stack) -> Result<Self> {
        let (person, organisation) = myself(&stack.sign_in(PERSON)?)?;
        let administrator = stack.sign_in("pdp-administrator")?;
        let members = administrator.list_members(organisation).wait()?.body.members;
        let member = members.into_iter().find(|member| member.id == person);
        Ok(Self { administrator, organisation, member: member.context("the person is a member")? })
    }

    fn give_roles(&self, roles: &[OrganisationRoleWord]) -> Result<()> {
        let roles = RolesBody { roles: roles.to_vec() };
        self.administrator.change_roles(self.organisation, self.member.id, &ETag::any(), &roles).wait()?;
        Ok(())
    }

    fn remove(&self) -> Result<()> {
        self.administrator.remove_member(self.organisation, self.member.id, &ETag::any()).wait()?;
        Ok(())
    }

    /// Restores the person, however far the test came.
    fn restore(&self) -> Result<()> {
        let MemberBody { name, email, roles, .. } = self.member.clone();
        let newcomer = NewMemberBody { name, email, roles };
        if self.administrator.add_member(self.organisation, &ETag::any(), &newcomer).status()? != 201 {
            self.give_roles(&newcomer.roles)?;
        }
        Ok(())
    }
}

/// Holds P2, Q4.
#[test]
fn a_lost_role_is_in_no_later_token_and_earlier_ones_end_soon() -> Result<()> {
    let stack = Stack::running()?;
    let subject = Subject::find(&stack)?;
    let outcome = take_everything_away(&stack, &subject);
    subject.restore()?;
    outcome?;
    // The same person, with a sign-in that starts afresh: nothing they knew before lets them in.
    ensure!(stack.sign_in(PERSON).is_err());
    let again = stack.sign_in_first(PERSON)?;
    assert_eq!(roles(&again)?, "security_lead");
    assert_eq!(again.read_me().wait()?.person, subject.member.id);
    Ok(())
}

fn take_everything_away(stack: &Stack, subject: &Subject) -> Result<()> {
    let before = stack.sign_in(PERSON)?;
    ensure!(roles(&before)? == "security_lead");
    let told = claims(&before)?;
    let lifetime = told["exp"].as_i64().unwrap_or(i64::MAX) - told["iat"].as_i64().unwrap_or_default();
    ensure!(lifetime <= QUARTER_OF_AN_HOUR, "a token lives for {lifetime} seconds");

    subject.give_roles(&[])?;
    let after = stack.sign_in(PERSON)?;
    ensure!(roles(&after)?.is_empty());
    ensure!(after.read_me().wait()?.roles.is_empty());

    let long_ago = stack.sign_in_long_ago(PERSON)?;
    subject.remove()?;
    ensure!(stack.sign_in(PERSON).is_err(), "the sign-in of somebody removed still works");
    // What is older than its time is no token, whatever it says.
    ensure!(long_ago.read_me().status()? == 401);

    let first = Paging::first(100);
    let history = subject.administrator.read_organisation_history(subject.organisation, &first).wait()?;
    let administrator = Role::Pdp(PdpRole::Administrator);
    for what in ["roles_changed", "member_removed"] {
        let by = |role: Option<api::RoleCode>| role.is_some_and(|role| role == administrator);
        let kept = history.items.iter().any(|entry| entry.what == what && by(entry.by.role));
        ensure!(kept, "{what} is not in the history: {history:#?}");
    }
    Ok(())
}

#[test]
fn who_comes_back_is_the_same_person() -> Result<()> {
    let stack = Stack::running()?;
    let administrator = stack.sign_in("pdp-administrator")?;
    let (_, organisation) = myself(&stack.sign_in("harbour-business")?)?;
    let email = format!("{}@harbour-pensions.example.net", uuid::Uuid::new_v4().simple());
    let newcomer = NewMemberBody { name: "Somebody new".to_owned(), email, roles: Vec::new() };
    let find = |record: &OrganisationRecordBody| -> Result<PersonId> {
        let found = record.members.iter().find(|member| member.email == newcomer.email);
        Ok(found.context("they are a member")?.id)
    };
    let any = ETag::any();
    // One request, sent twice.
    let join = administrator.add_member(organisation, &any, &newcomer);
    let person = find(&*join.wait()?)?;
    ensure!(find(&*join.wait()?)? == person);
    // Their address is theirs: it names the same person wherever it is given next.
    let join_again = || administrator.add_member(organisation, &any, &newcomer);
    ensure!(join_again().status()? == 422);
    administrator.remove_member(organisation, person, &any).wait()?;
    ensure!(find(&*join_again().wait()?)? == person);
    administrator.remove_member(organisation, person, &any).wait()?;
    Ok(())
}

/// What PDP sees of an invitation that was sent just now. The user pool's clock is not moved with the stack's.
fn invited_just_now(stack: &Stack) -> Result<SignInState> {
    let sign_in = SignIn { id: SignInId::nil(), stage: SignInStage::Invited, since: SystemClock.now() };
    Ok(SignInState::at(Some(&sign_in), StackClock::of(stack)?.now().timestamp()))
}

/// Holds Q4.
#[test]
fn a_colleague_joins_by_two_administrators_and_is_corrected() -> Result<()> {
    let stack = Stack::running()?;
    let (first, second) = (stack.sign_in("pdp-administrator")?, stack.sign_in("pdp-administrator-two")?);
    let unique = uuid::Uuid::new_v4().simple().to_string();
    let email = format!("{unique}@pdp.example.com");
    let any = ETag::any();
    let body = NewRoleProposalBody {
        person: None,
        name: Some("Somebody new".to_owned()),
        email: Some(email.clone()),
        roles: vec![Code(PdpRole::Reviewer)],
    };
    let team = first.propose_roles(&any, &body).wait()?;
    let proposed = team.role_proposals.iter().find(|one| one.email.as_deref() == Some(&*email));
    let proposal = proposed.context("the proposal waits")?.id;
    ensure!(first.approve_roles(proposal, &any).status()? == 409);
    let team = second.approve_roles(proposal, &any).wait()?;
    let person = team.members.iter().find(|one| one.email == email).context("they are a member")?.id;
    ensure!(first.read_team_member(person).wait()?.sign_in == invited_just_now(&stack)?);
    first.invite_team_member_again(person, &any).wait()?;
    let to =
        CorrectionBody { name: "Somebody known".to_owned(), email: format!("{unique}-2@pdp.example.com") };
    first.correct_team_member(person, &any, &to).wait()?;
    // The address of somebody else is theirs.
    let taken = CorrectionBody { email: "business@harbour-pensions.example.net".to_owned(), ..to };
    ensure!(first.correct_team_member(person, &any, &taken).status()? == 409);
    ensure!(first.try_team_address(person, &any).status()? == 200);
    first.remove_team_member(person, &any).wait()?;
    ensure!(first.read_team_member(person).status()? == 404);
    Ok(())
}
