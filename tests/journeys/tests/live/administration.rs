//! Administration with real tokens: what is taken away stops working within a quarter of an hour (P2), without anything
//! being deployed.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use journeys::{Caller, Stack};
use serde_json::{Value, json};

/// A person whom no other test signs in.
const PERSON: &str = "harbour-security";
/// How long a token may live, in seconds.
const QUARTER_OF_AN_HOUR: i64 = 15 * 60;

/// What the token of this caller says.
fn claims(caller: &Caller) -> Result<Value> {
    let token = caller.token().context("a caller with a token")?;
    let payload = token.split('.').nth(1).context("a token has three parts")?;
    Ok(serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload)?)?)
}

fn roles(caller: &Caller) -> Result<String> {
    Ok(claims(caller)?["roles"].as_str().unwrap_or_default().to_owned())
}

/// The organisation and the member that the test takes things away from.
struct Subject {
    administrator: Caller,
    organisation: String,
    member: Value,
}

impl Subject {
    fn find(stack: &Stack) -> Result<Self> {
        let me = stack.sign_in(PERSON)?.get("/me")?.expect(200)?;
        let organisation = format!("/organisations/{}", me.text("/organisation/id"));
        let administrator = stack.sign_in("pdp-administrator")?;
        let record = administrator.get(&organisation)?.expect(200)?;
        let members = record.body["members"].as_array().cloned().unwrap_or_default();
        let member = members.into_iter().find(|member| member["id"] == me.body["person"]);
        Ok(Self { administrator, organisation, member: member.context("the person is a member")? })
    }

    fn path(&self) -> String {
        format!("{}/members/{}", self.organisation, self.member["id"].as_str().unwrap_or_default())
    }

    fn give_roles(&self, roles: &Value) -> Result<()> {
        self.administrator.put(&self.path(), "*", &json!({ "roles": roles }))?.expect(200)?;
        Ok(())
    }

    fn remove(&self) -> Result<()> {
        let removal = format!("{}/removal", self.path());
        self.administrator.post(&removal, Some("*"), &json!({}))?.expect(200)?;
        Ok(())
    }

    /// Makes the person what they were, however far the test came.
    fn restore(&self) -> Result<()> {
        let Self { member, .. } = self;
        let body = json!({ "name": member["name"], "email": member["email"], "roles": member["roles"] });
        let members = format!("{}/members", self.organisation);
        let added = self.administrator.post(&members, Some("*"), &body)?;
        if added.status != 201 {
            self.give_roles(&member["roles"])?;
        }
        Ok(())
    }
}

/// Holds P2.
#[test]
fn a_lost_role_is_in_no_later_token_and_earlier_ones_end_soon() -> Result<()> {
    let stack = Stack::running()?;
    let subject = Subject::find(&stack)?;
    let outcome = take_everything_away(&stack, &subject);
    subject.restore()?;
    outcome?;
    // The same sign-in, the same person: they need no second invitation.
    let again = stack.sign_in(PERSON)?;
    assert_eq!(roles(&again)?, "security_lead");
    assert_eq!(again.get("/me")?.expect(200)?.body["person"], subject.member["id"]);
    Ok(())
}

fn take_everything_away(stack: &Stack, subject: &Subject) -> Result<()> {
    let before = stack.sign_in(PERSON)?;
    ensure!(roles(&before)? == "security_lead");
    let told = claims(&before)?;
    let lifetime = told["exp"].as_i64().unwrap_or(i64::MAX) - told["iat"].as_i64().unwrap_or_default();
    ensure!(lifetime <= QUARTER_OF_AN_HOUR, "a token lives for {lifetime} seconds");

    subject.give_roles(&json!([]))?;
    let after = stack.sign_in(PERSON)?;
    ensure!(roles(&after)?.is_empty());
    ensure!(after.get("/me")?.expect(200)?.body["roles"] == json!([]));

    subject.remove()?;
    let removed = stack.sign_in(PERSON)?;
    let told = claims(&removed)?;
    ensure!(told["organisation"].is_null() && told["party"].is_null() && told["roles"].is_null(), "{told:#}");
    // Without a scope the API itself turns it away.
    removed.get("/me")?.expect(403)?;
    removed.get(&subject.organisation)?.expect(403)?;
    // What is older than its time is no token, whatever it says.
    stack.sign_in_long_ago(PERSON)?.get("/me")?.expect(401)?;

    let history = format!("{}/history?limit=100", subject.organisation);
    let history = subject.administrator.get(&history)?.expect(200)?;
    let items = history.body["items"].as_array().cloned().unwrap_or_default();
    for what in ["roles_changed", "member_removed"] {
        let kept = items.iter().any(|entry| entry["what"] == what && entry["by"]["role"] == "administrator");
        ensure!(kept, "{what} is not in the history: {:#}", history.body);
    }
    Ok(())
}

#[test]
fn somebody_new_is_invited_once_and_can_be_removed_again() -> Result<()> {
    let stack = Stack::running()?;
    let administrator = stack.sign_in("pdp-administrator")?;
    let me = stack.sign_in("harbour-business")?.get("/me")?.expect(200)?;
    let members = format!("/organisations/{}/members", me.text("/organisation/id"));
    let email = format!("{}@harbour-pensions.example.net", uuid::Uuid::new_v4().simple());
    let newcomer = json!({ "name": "Somebody new", "email": email, "roles": [] });
    let key = uuid::Uuid::new_v4().to_string();
    let find = |body: &Value| -> Result<String> {
        let members = body["members"].as_array().cloned().unwrap_or_default();
        let found = members.into_iter().find(|member| member["email"] == email.as_str());
        Ok(found.context("they are a member")?["id"].as_str().unwrap_or_default().to_owned())
    };
    let joined = administrator.post_with_key(&members, Some("*"), &key, &newcomer)?.expect(201)?;
    let again = administrator.post_with_key(&members, Some("*"), &key, &newcomer)?.expect(201)?;
    let person = find(&joined.body)?;
    ensure!(find(&again.body)? == person);
    // Their address is theirs: it names the same person wherever it is given next.
    administrator.post(&members, Some("*"), &newcomer)?.expect(422)?;
    let removal = format!("{members}/{person}/removal");
    administrator.post(&removal, Some("*"), &json!({}))?.expect(200)?;
    let back = administrator.post(&members, Some("*"), &newcomer)?.expect(201)?;
    ensure!(find(&back.body)? == person);
    administrator.post(&removal, Some("*"), &json!({}))?.expect(200)?;
    Ok(())
}
