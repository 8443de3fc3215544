//! Every fault at the only call of `token-claims`, and killing it wherever it waits: a person who signs in again gets the token of a run
//! without faults, and nobody ever gets one that says less (P3).

use std::sync::Arc;

use aws_lambda_events::event::cognito::CognitoEventUserPoolsPreTokenGenV2 as Event;
use domain::actor::{Actor, OrganisationRole, PdpRole};
use fakes::{member, staff};
use serde_json::Value;

use crate::matrix::{troubles, whatever_fails};
use crate::support::{Prepared, World};
use fakes::killed_at;
use proxy::{Span, Trouble};

/// Sign-ins after which somebody gives up.
const SIGN_INS: usize = 5;

/// Who signs in: of an organisation, of PDP, of neither.
fn everyone() -> [Option<Actor>; 3] {
    [Some(member(1, OrganisationRole::TestManager)), Some(staff(PdpRole::Reviewer)), None]
}

fn event(of: Option<&Actor>) -> Event {
    let ready = include_str!("../../../events/token-claims.json");
    let mut event: Event = serde_json::from_str(ready).expect("an event of the user pool");
    let sign_in = of.and_then(fakes::sign_in).unwrap_or_default();
    event.request.user_attributes.insert("sub".to_owned(), sign_in.to_string());
    event
}

/// What a token is to say; none when there is no token.
async fn sign_in(world: &World, of: Option<&Actor>) -> Option<Value> {
    let answered = token_claims::handle(&world.services_of("token-claims").store, event(of)).await.ok()?;
    Some(serde_json::to_value(answered).expect("JSON"))
}

/// Signs in until there is a token. What goes wrong goes wrong the first time; answers whether it did.
async fn gets_the_token(world: &World, of: Option<&Actor>, expected: &Value, why: &str) -> bool {
    let mut met = false;
    for _ in 0..SIGN_INS {
        let token = sign_in(world, of).await;
        met |= world.proxy.mend();
        if let Some(token) = token {
            assert_eq!(&token, expected, "{why}");
            return met;
        }
    }
    panic!("{why}: nobody gets in");
}

/// One run; answers whether the trouble was met.
async fn run(prepared: &Prepared, of: Option<&Actor>, expected: &Value, trouble: &Trouble) -> bool {
    let world = prepared.world(Some(trouble)).await;
    world.proxy.expect(Some(trouble));
    let met = gets_the_token(&world, of, expected, &format!("{trouble:?}")).await;
    world.proxy.settle();
    assert_eq!(world.table.items().await.len(), prepared.items.len(), "{trouble:?}: something was written");
    world.table.delete().await;
    met
}

#[tokio::test]
async fn who_signs_in_again_gets_the_same_token_whatever_fails() {
    let prepared = Arc::new(Prepared::of(&[]).await);
    for of in everyone() {
        let world = prepared.world(None).await;
        world.proxy.expect(None);
        let expected = sign_in(&world, of.as_ref()).await.expect("a token");
        let calls = world.proxy.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        world.table.delete().await;
        let shared = (Arc::clone(&prepared), of, expected);
        whatever_fails(troubles(&calls, &[Span::Once, Span::Call]), shared, |shared, trouble| async move {
            let (prepared, of, expected) = &*shared;
            run(prepared, of.as_ref(), expected, &trouble).await
        })
        .await;
    }
}

#[tokio::test]
async fn signing_in_after_a_killed_function_gives_the_same_token() {
    let prepared = Prepared::of(&[]).await;
    let of = everyone()[0].clone();
    let world = prepared.world(None).await;
    let expected = sign_in(&world, of.as_ref()).await.expect("a token");
    for nth in 1.. {
        let world = prepared.world(None).await;
        if killed_at(nth, sign_in(&world, of.as_ref())).await.is_some() {
            assert!(nth > 1, "it waits for the wire");
            return;
        }
        world.proxy.settle();
        gets_the_token(&world, of.as_ref(), &expected, &format!("killed at {nth}")).await;
        world.table.delete().await;
    }
}
