//! Sign-ins of people: found, made once, and what a refusal means.

use app::Identities;
use cloud::CognitoIdentities;
use domain::email::EmailAddress;
use domain::ids::PersonId;
use domain::text::Name;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const ID: &str = "0190a0b0-0000-7000-8000-000000000001";
const FOUND: &str =
    r#"{"Username":"u","UserAttributes":[{"Name":"sub","Value":"0190a0b0-0000-7000-8000-000000000001"}]}"#;
const MADE: &str =
    r#"{"User":{"Attributes":[{"Name":"sub","Value":"0190a0b0-0000-7000-8000-000000000001"}]}}"#;
const NOT_FOUND: Answer = Answer::With(400, "UserNotFoundException", r#"{"message":"no"}"#);
const EXISTS: Answer = Answer::With(400, "UsernameExistsException", r#"{"message":"yes"}"#);

fn jo() -> (EmailAddress, Name) {
    (EmailAddress::parse("jo@example.org").unwrap(), Name::parse("Jo Bloggs").unwrap())
}

/// Whether a request asks to make a sign-in.
fn invites(request: &str) -> bool {
    request.contains("AdminCreateUser")
}

async fn ask(server: &ScriptedServer) -> Result<PersonId, app::Fault> {
    let (email, name) = jo();
    let pool = CognitoIdentities::new(sdk_at(&server.url).cognito(), "eu-west-2_pool".to_owned());
    pool.find_or_invite(&email, &name).await
}

#[tokio::test]
async fn who_has_a_sign_in_is_found_and_not_invited() {
    let server = ScriptedServer::start(Answer::With(200, "", FOUND));
    assert_eq!(ask(&server).await.unwrap(), ID.parse().unwrap());
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert!(requests[0].contains(r#""Username":"jo@example.org""#) && !invites(&requests[0]));
}

#[tokio::test]
async fn who_has_none_is_invited_by_email() {
    let server =
        ScriptedServer::telling(
            |request| {
                if invites(request) { Answer::With(200, "", MADE) } else { NOT_FOUND }
            },
        );
    assert_eq!(ask(&server).await.unwrap(), ID.parse().unwrap());
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for part in [
        r#"{"Name":"email","Value":"jo@example.org"}"#,
        r#"{"Name":"email_verified","Value":"true"}"#,
        r#"{"Name":"name","Value":"Jo Bloggs"}"#,
        r#""DesiredDeliveryMediums":["EMAIL"]"#,
    ] {
        assert!(requests[1].contains(part), "{part} in {}", requests[1]);
    }
}

#[tokio::test]
async fn who_was_made_meanwhile_is_found_again() {
    let looked = std::sync::atomic::AtomicU32::new(0);
    let server = ScriptedServer::telling(move |request| {
        let first = looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        match (invites(request), first) {
            (true, _) => EXISTS,
            (false, true) => NOT_FOUND,
            (false, false) => Answer::With(200, "", FOUND),
        }
    });
    assert_eq!(ask(&server).await.unwrap(), ID.parse().unwrap());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_refusal_does_not_pass_and_a_busy_pool_does() {
    let refused = ScriptedServer::start(Answer::With(400, "NotAuthorizedException", "{}"));
    assert!(!ask(&refused).await.unwrap_err().retryable);
    let busy = ScriptedServer::start(Answer::With(400, "TooManyRequestsException", "{}"));
    assert!(ask(&busy).await.unwrap_err().retryable);
    let without_id = r#"{"Username":"u","UserAttributes":[{"Name":"sub","Value":"u"}]}"#;
    let odd = ScriptedServer::start(Answer::With(200, "", without_id));
    assert!(!ask(&odd).await.unwrap_err().retryable);
}

#[tokio::test]
async fn the_emulator_s_user_pool_knows_a_person_once() {
    let emulator = Emulator::start();
    let client = emulator.sdk().cognito();
    let made = client.create_user_pool().pool_name("people").send().await.unwrap();
    let pool = made.user_pool().and_then(|pool| pool.id()).unwrap().to_owned();
    let identities = CognitoIdentities::new(client, pool);
    let (email, name) = jo();
    let first = identities.find_or_invite(&email, &name).await.unwrap();
    assert_eq!(identities.find_or_invite(&email, &name).await.unwrap(), first);
    let other = EmailAddress::parse("al@example.org").unwrap();
    assert_ne!(identities.find_or_invite(&other, &name).await.unwrap(), first);
}
