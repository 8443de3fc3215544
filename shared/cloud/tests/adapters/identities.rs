//! Sign-ins of people: found, made once, corrected, closed and reset, and what a refusal means.

use app::Identities;
use aws_sdk_cognitoidentityprovider::types::UsernameAttributeType;
use cloud::CognitoIdentities;
use domain::email::EmailAddress;
use domain::ids::SignInId;
use domain::organisation::{Contact, SignInStage};
use domain::text::Name;
use jiff::Timestamp;

use crate::emulator::{Emulator, sdk_at};
use crate::scripted_server::{Answer, ScriptedServer};

const ID: &str = "0190a0b0-0000-7000-8000-000000000001";
const PASSWORD: &str = "Aa1-0123456789abcdef";
const FOUND: &str = r#"{"Username":"u","Enabled":true,"UserStatus":"CONFIRMED","UserLastModifiedDate":1783328400.5,
    "UserAttributes":[{"Name":"sub","Value":"0190a0b0-0000-7000-8000-000000000001"}]}"#;
const MADE: &str =
    r#"{"User":{"Attributes":[{"Name":"sub","Value":"0190a0b0-0000-7000-8000-000000000001"}]}}"#;
const NOT_FOUND: Answer = Answer::With(400, "UserNotFoundException", r#"{"message":"no"}"#);
const EXISTS: Answer = Answer::With(400, "UsernameExistsException", r#"{"message":"yes"}"#);
const DONE: Answer = Answer::With(200, "", "{}");

fn address(address: &str) -> EmailAddress {
    EmailAddress::parse(address).unwrap()
}

fn jo() -> Contact {
    Contact { name: Name::parse("Jo Bloggs").unwrap(), email: address("jo@example.org") }
}

fn id() -> SignInId {
    ID.parse().unwrap()
}

fn pool(server: &ScriptedServer) -> CognitoIdentities {
    CognitoIdentities::new(sdk_at(&server.url).cognito(), "eu-west-2_pool".to_owned())
}

/// The operations that were asked for, in order.
fn operations(server: &ScriptedServer) -> Vec<String> {
    let named = |request: &String| {
        let (_, after) = request.split_once("AWSCognitoIdentityProviderService.")?;
        Some(after.split(|c: char| !c.is_ascii_alphanumeric()).next()?.to_owned())
    };
    server.requests().iter().filter_map(named).collect()
}

#[tokio::test]
async fn a_sign_in_is_found_by_its_address_and_by_its_subject() {
    let server = ScriptedServer::start(Answer::With(200, "", FOUND));
    let found = pool(&server).find(&jo().email).await.unwrap().unwrap();
    assert_eq!((found.id, found.stage), (id(), SignInStage::SignedIn));
    assert_eq!(found.since, "2026-07-06T09:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(pool(&server).sign_in(id()).await.unwrap(), Some(found));
    let requests = server.requests();
    assert!(requests[0].contains(r#""Username":"jo@example.org""#));
    assert!(requests[1].contains(&format!(r#""Username":"{ID}""#)));
    let nobody = ScriptedServer::start(NOT_FOUND);
    assert_eq!(pool(&nobody).find(&jo().email).await.unwrap(), None);
}

#[tokio::test]
async fn how_far_a_sign_in_is_shows_in_its_status() {
    let stages = [
        (r#""Enabled":true,"UserStatus":"FORCE_CHANGE_PASSWORD""#, SignInStage::Invited),
        (r#""Enabled":true,"UserStatus":"CONFIRMED""#, SignInStage::SignedIn),
        (r#""Enabled":true,"UserStatus":"RESET_REQUIRED""#, SignInStage::SignedIn),
        (r#""Enabled":false,"UserStatus":"CONFIRMED""#, SignInStage::Closed),
        (r#""Enabled":false,"UserStatus":"FORCE_CHANGE_PASSWORD""#, SignInStage::Closed),
    ];
    for (status, stage) in stages {
        let body = format!(r#"{{{status},"UserAttributes":[{{"Name":"sub","Value":"{ID}"}}]}}"#);
        let server = ScriptedServer::start(Answer::With(200, "", Box::leak(body.into_boxed_str())));
        assert_eq!(pool(&server).sign_in(id()).await.unwrap().unwrap().stage, stage, "{status}");
    }
}

#[tokio::test]
async fn who_has_none_is_invited_by_email() {
    let server = ScriptedServer::start(Answer::With(200, "", MADE));
    assert_eq!(pool(&server).invite(&jo()).await.unwrap(), id());
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    for part in [
        r#"{"Name":"email","Value":"jo@example.org"}"#,
        r#"{"Name":"email_verified","Value":"true"}"#,
        r#"{"Name":"name","Value":"Jo Bloggs"}"#,
        r#""DesiredDeliveryMediums":["EMAIL"]"#,
    ] {
        assert!(requests[0].contains(part), "{part} in {}", requests[0]);
    }
}

#[tokio::test]
async fn who_was_made_meanwhile_is_found() {
    let server = ScriptedServer::telling(|request| {
        if request.contains("AdminCreateUser") { EXISTS } else { Answer::With(200, "", FOUND) }
    });
    assert_eq!(pool(&server).invite(&jo()).await.unwrap(), id());
    assert_eq!(operations(&server), ["AdminCreateUser", "AdminGetUser"]);
}

/// Holds Q4.
#[tokio::test]
async fn an_invitation_is_sent_again_to_the_address() {
    let server = ScriptedServer::start(Answer::With(200, "", MADE));
    pool(&server).invite_again(&jo().email).await.unwrap();
    let [request] = &server.requests()[..] else { panic!("one request") };
    for part in [r#""MessageAction":"RESEND""#, r#""Username":"jo@example.org""#] {
        assert!(request.contains(part), "{part} in {request}");
    }
}

/// Holds Q4.
#[tokio::test]
async fn an_address_is_corrected_unless_somebody_has_it() {
    let server = ScriptedServer::start(DONE);
    assert!(pool(&server).rename(id(), &jo()).await.unwrap());
    let [request] = &server.requests()[..] else { panic!("one request") };
    for part in
        [ID, r#"{"Name":"email","Value":"jo@example.org"}"#, r#"{"Name":"email_verified","Value":"true"}"#]
    {
        assert!(request.contains(part), "{part} in {request}");
    }
    let taken = ScriptedServer::start(Answer::With(400, "AliasExistsException", "{}"));
    assert!(!pool(&taken).rename(id(), &jo()).await.unwrap());
    assert!(pool(&ScriptedServer::start(NOT_FOUND)).rename(id(), &jo()).await.unwrap());
}

/// Holds Q4.
#[tokio::test]
async fn a_closed_sign_in_is_disabled_and_its_sessions_end() {
    let server = ScriptedServer::start(DONE);
    pool(&server).close(id()).await.unwrap();
    assert_eq!(operations(&server), ["AdminDisableUser", "AdminUserGlobalSignOut"]);
    pool(&ScriptedServer::start(NOT_FOUND)).close(id()).await.unwrap();
    pool(&ScriptedServer::start(NOT_FOUND)).open(id()).await.unwrap();
}

/// Holds Q4.
#[tokio::test]
async fn a_fresh_sign_in_has_no_password_and_no_second_factor() {
    let server = ScriptedServer::start(DONE);
    pool(&server).reset(id(), PASSWORD).await.unwrap();
    let every =
        ["AdminUserGlobalSignOut", "AdminDeleteSoftwareToken", "AdminSetUserPassword", "AdminEnableUser"];
    assert_eq!(operations(&server), every);
    let requests = server.requests();
    assert!(requests[2].contains(PASSWORD) && requests[2].contains(r#""Permanent":false"#));
    // Who never set up a second factor has none to take away.
    for code in
        ["ResourceNotFoundException", "SoftwareTokenMFANotFoundException", "UserNotConfirmedException"]
    {
        let none = ScriptedServer::telling(move |request| {
            let asks = request.contains("AdminDeleteSoftwareToken");
            if asks { Answer::With(400, code, "{}") } else { DONE }
        });
        pool(&none).reset(id(), PASSWORD).await.unwrap();
        assert_eq!(operations(&none), every, "{code}");
    }
}

#[tokio::test]
async fn a_refusal_does_not_pass_and_a_busy_pool_does() {
    let refused = ScriptedServer::start(Answer::With(400, "NotAuthorizedException", "{}"));
    assert!(!pool(&refused).find(&jo().email).await.unwrap_err().retryable);
    assert!(!pool(&refused).close(id()).await.unwrap_err().retryable);
    let busy = ScriptedServer::start(Answer::With(400, "TooManyRequestsException", "{}"));
    assert!(pool(&busy).find(&jo().email).await.unwrap_err().retryable);
    assert!(pool(&busy).reset(id(), PASSWORD).await.unwrap_err().retryable);
    let without_id = r#"{"Username":"u","UserAttributes":[{"Name":"sub","Value":"u"}]}"#;
    let odd = ScriptedServer::start(Answer::With(200, "", without_id));
    assert!(!pool(&odd).find(&jo().email).await.unwrap_err().retryable);
}

/// Everything but the second factor, which the emulator's pool cannot take away.
/// Holds Q4.
#[tokio::test]
async fn the_emulator_s_pool_follows_a_person_to_their_removal() {
    let emulator = Emulator::start();
    let client = emulator.sdk().cognito();
    let make =
        client.create_user_pool().pool_name("people").username_attributes(UsernameAttributeType::Email);
    let made = make.send().await.unwrap();
    let pool = made.user_pool().and_then(|pool| pool.id()).unwrap().to_owned();
    let identities = CognitoIdentities::new(client.clone(), pool.clone());
    let stage = async |id| identities.sign_in(id).await.unwrap().unwrap().stage;
    let first = identities.invite(&jo()).await.unwrap();
    assert_eq!(identities.invite(&jo()).await.unwrap(), first);
    let al = Contact { email: address("al@example.org"), ..jo() };
    let other = identities.invite(&al).await.unwrap();
    assert_ne!(other, first);
    identities.invite_again(&jo().email).await.unwrap();
    assert_eq!(stage(first).await, SignInStage::Invited);
    let own = client.admin_set_user_password().user_pool_id(&pool).username(first.to_string());
    own.password(PASSWORD).permanent(true).send().await.unwrap();
    assert_eq!(stage(first).await, SignInStage::SignedIn);
    let corrected = Contact { email: address("jo.bloggs@example.org"), ..jo() };
    assert!(identities.rename(first, &corrected).await.unwrap());
    assert_eq!(identities.find(&corrected.email).await.unwrap().unwrap().id, first);
    assert_eq!(identities.find(&jo().email).await.unwrap(), None);
    identities.close(first).await.unwrap();
    assert_eq!(stage(first).await, SignInStage::Closed);
    assert_eq!(stage(other).await, SignInStage::Invited);
    identities.open(first).await.unwrap();
    assert_eq!(stage(first).await, SignInStage::SignedIn);
}
