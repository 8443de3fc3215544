//! Puts person, organisation, roles and name into access tokens, from the membership records (P2, P3).
//!
//! Responsible for: the claims of a token about its person. Tokens last 15 minutes, so a removed role stops working
//! within that time.
//! Must not: trust anything a person can edit, such as their attributes in the user pool.

use std::collections::HashMap;

use app::{Fault, Members};
use aws_lambda_events::event::cognito::{
    ClaimsAndScopeOverrideDetailsV2, CognitoAccessTokenGenerationV2, CognitoEventUserPoolsPreTokenGenV2,
};
use domain::actor::Actor;
use domain::ids::SignInId;
use runtime::{Code, log_fault};
use serde_json::Value;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// The scope that the user pool gives to password sign-ins; it lets people edit their own attributes. Nobody needs it.
const SELF_SERVICE_SCOPE: &str = "aws.cognito.signin.user.admin";

/// Handles one token, and logs a fault: returns the event with the token's claims. A person who is a member of nothing gets a token
/// without roles and without scope, which no route accepts.
///
/// # Errors
/// [`Fault`] of the store: then there is no token at all.
pub async fn handle<S: Members>(
    store: &S,
    event: CognitoEventUserPoolsPreTokenGenV2,
) -> Result<CognitoEventUserPoolsPreTokenGenV2, Fault> {
    let subject = event.request.user_attributes.get("sub");
    let sign_in: Option<SignInId> = subject.and_then(|subject| subject.parse().ok());
    let span = tracing::error_span!(
        "token",
        sign_in.id = sign_in.map(|id| id.to_string()),
        caller.person = Empty,
        caller.organisation = Empty,
    );
    let made = make(store, event, sign_in).instrument(span.clone()).await;
    made.inspect_err(|fault| span.in_scope(|| log_fault(fault)))
}

async fn make<S: Members>(
    store: &S,
    mut event: CognitoEventUserPoolsPreTokenGenV2,
    sign_in: Option<SignInId>,
) -> Result<CognitoEventUserPoolsPreTokenGenV2, Fault> {
    tracing::info!(code = Code::InvocationStarted.as_str());
    let actor = match sign_in {
        Some(sign_in) => store.standing(sign_in).await?.into_actor(),
        None => None,
    };
    if let Some(actor) = &actor {
        let span = Span::current();
        span.record("caller.person", actor.person().map(|id| id.to_string()));
        span.record("caller.organisation", actor.organisation().map(|id| id.to_string()));
    }
    let mut token = CognitoAccessTokenGenerationV2::default();
    token.scopes_to_suppress = vec![SELF_SERVICE_SCOPE.to_owned()];
    match &actor {
        Some(actor) => {
            let (claims, scope) = claims(actor);
            token.claims_to_add_or_override = claims;
            token.scopes_to_add = vec![scope.to_owned()];
            tracing::info!(code = Code::ClaimsAdded.as_str());
        }
        None => tracing::warn!(code = Code::ClaimsWithheld.as_str()),
    }
    let mut details = ClaimsAndScopeOverrideDetailsV2::default();
    details.access_token_generation = Some(token);
    event.response.claims_and_scope_override_details = Some(details);
    tracing::info!(code = Code::InvocationCompleted.as_str());
    Ok(event)
}

fn claims(actor: &Actor) -> (HashMap<String, Value>, &'static str) {
    let mut claims = HashMap::new();
    let (party, roles, scope) = match actor {
        Actor::Member { organisation, roles, .. } => {
            claims.insert("organisation".to_owned(), Value::from(organisation.to_string()));
            let codes: Vec<_> = roles.iter().map(|role| role.code()).collect();
            ("organisation", codes, "technical-changes/organisation")
        }
        Actor::Staff { roles, .. } => {
            ("pdp", roles.iter().map(|role| role.code()).collect(), "technical-changes/pdp")
        }
        Actor::System(_) => ("system", Vec::new(), ""),
    };
    // The token's subject is the sign-in; the person is who acts, whatever they sign in with (Q4).
    if let Some(person) = actor.person() {
        claims.insert("person".to_owned(), Value::from(person.to_string()));
    }
    if let Some(name) = actor.name() {
        claims.insert("name".to_owned(), Value::from(name.as_str()));
    }
    claims.insert("party".to_owned(), Value::from(party));
    claims.insert("roles".to_owned(), Value::from(roles.join(" ")));
    (claims, scope)
}
