//! Who calls: the claims that the API's authorizer verified, read defensively (P1, P2, P3).

use std::collections::{BTreeSet, HashMap};

use axum::extract::FromRequestParts;
use domain::actor::{Actor, OrganisationRole, PdpRole};
use domain::codes::Coded;
use domain::ids::PersonId;
use domain::text::Name;
use http::request::Parts;
use jiff::Timestamp;
use lambda_http::request::RequestContext;

use crate::answer::ApiError;
use crate::routing::note_caller;

/// The caller as an actor, and who they are.
#[derive(Debug, Clone)]
pub struct Caller {
    pub actor: Actor,
    pub person: PersonId,
}

impl Caller {
    /// Reads verified claims, `now` being when the API got the request. A token of nobody, of an unknown party or past its
    /// time is no token; roles that are not known are left out.
    pub fn from_claims(claims: &HashMap<String, String>, now: Timestamp) -> Result<Self, ApiError> {
        let claim = |name: &str| claims.get(name).map(String::as_str);
        // The authorizer checks it too; a token that outlived its 15 minutes must not work anywhere (P2).
        let expires = claim("exp").and_then(|exp| exp.parse::<f64>().ok()).ok_or(ApiError::Unauthorised)?;
        if expires <= now.as_second() as f64 {
            return Err(ApiError::Unauthorised);
        }
        if claim("token_use") != Some("access") {
            return Err(ApiError::Unauthorised);
        }
        // A token made before it named the person has one whose sign-in has the same UUID.
        let person: PersonId = claim("person")
            .or_else(|| claim("sub"))
            .and_then(|id| id.parse().ok())
            .ok_or(ApiError::Unauthorised)?;
        let codes = list(claim("roles").unwrap_or_default());
        // From the membership records too; a token made before it said so has none.
        let name = claim("name").and_then(|name| Name::parse(name).ok());
        let actor = match claim("party") {
            Some("organisation") => {
                let organisation = claim("organisation").and_then(|id| id.parse().ok());
                Actor::Member {
                    person,
                    organisation: organisation.ok_or(ApiError::Unauthorised)?,
                    roles: codes.filter_map(OrganisationRole::from_code).collect::<BTreeSet<_>>(),
                    name,
                }
            }
            Some("pdp") => {
                let roles = codes.filter_map(PdpRole::from_code).collect::<BTreeSet<_>>();
                Actor::Staff { person, roles, name }
            }
            _ => return Err(ApiError::Unauthorised),
        };
        Ok(Self { actor, person })
    }
}

/// A list claim, as API Gateway writes it: `a`, `a b`, `[a b]` or `[a, b]`.
fn list(claim: &str) -> impl Iterator<Item = &str> {
    let inner = claim.trim().trim_start_matches('[').trim_end_matches(']');
    inner.split([' ', ',']).map(|item| item.trim_matches('"')).filter(|item| !item.is_empty())
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(RequestContext::ApiGatewayV2(context)) = parts.extensions.get::<RequestContext>() else {
            return Err(ApiError::Unauthorised);
        };
        let jwt = context.authorizer.as_ref().and_then(|authorizer| authorizer.jwt.as_ref());
        // The API's own time, not the clock that decisions go by: tokens are made by somebody else's. Absent, it reads as 0,
        // at which no token would have ended.
        let now =
            Timestamp::from_millisecond(context.time_epoch).ok().filter(|now| *now > Timestamp::UNIX_EPOCH);
        let caller = Self::from_claims(
            &jwt.ok_or(ApiError::Unauthorised)?.claims,
            now.ok_or(ApiError::Unauthorised)?,
        )?;
        note_caller(&tracing::Span::current(), &caller);
        Ok(caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const NOW: i64 = 1_800_000_000;

    fn claims(extra: &[(&str, &str)]) -> HashMap<String, String> {
        let base = [
            ("sub", "0190a0b0-0000-7000-8000-000000000001"),
            ("exp", "1800000900"),
            ("token_use", "access"),
            ("party", "organisation"),
            ("organisation", "0190a0b0-0000-7000-8000-000000000002"),
            ("roles", "primary_business_contact test_manager"),
        ];
        base.iter().chain(extra).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn read(extra: &[(&str, &str)]) -> Result<Caller, ApiError> {
        Caller::from_claims(&claims(extra), Timestamp::from_second(NOW).unwrap())
    }

    #[rstest]
    #[case("primary_business_contact test_manager", 2)]
    #[case("[primary_business_contact test_manager]", 2)]
    #[case("[\"primary_business_contact\",\"test_manager\"]", 2)]
    #[case("primary_business_contact", 1)]
    #[case("", 0)]
    #[case("king reviewer test_manager", 1)]
    fn roles_are_read_in_every_spelling_and_unknown_ones_left_out(#[case] roles: &str, #[case] count: usize) {
        let Actor::Member { roles, .. } = read(&[("roles", roles)]).unwrap().actor else { panic!() };
        assert_eq!(roles.len(), count);
    }

    #[rstest]
    #[case::expired(&[("exp", "1800000000")])]
    #[case::without_time(&[("exp", "soon")])]
    #[case::an_id_token(&[("token_use", "id")])]
    #[case::of_nobody(&[("sub", "nobody")])]
    #[case::of_no_person(&[("person", "nobody")])]
    #[case::of_no_party(&[("party", "king")])]
    #[case::of_no_organisation(&[("organisation", "x")])]
    fn a_token_that_is_not_whole_is_no_token(#[case] extra: &[(&str, &str)]) {
        assert!(matches!(read(extra), Err(ApiError::Unauthorised)));
    }

    #[rstest]
    #[case(&[("name", "Zo\u{eb} O\u{2019}Neill")], Some("Zo\u{eb} O\u{2019}Neill"))]
    #[case(&[("name", " ")], None)]
    #[case(&[("name", "two\nlines")], None)]
    #[case(&[], None)]
    fn a_name_is_what_the_token_says_if_it_says_one(
        #[case] extra: &[(&str, &str)],
        #[case] name: Option<&str>,
    ) {
        let caller = read(extra).unwrap();
        assert_eq!(caller.actor.name().map(Name::as_str), name);
    }

    /// Holds P3, Q4.
    #[test]
    fn an_older_token_names_only_the_sign_in() {
        let id = "0190a0b0-0000-7000-8000-000000000009";
        assert_eq!(read(&[("person", id)]).unwrap().person.to_string(), id);
        assert_eq!(read(&[]).unwrap().person.to_string(), "0190a0b0-0000-7000-8000-000000000001");
    }

    /// Holds P3.
    #[test]
    fn staff_of_pdp_have_no_organisation_even_if_a_claim_says_so() {
        let caller = read(&[("party", "pdp"), ("roles", "reviewer")]).unwrap();
        assert!(matches!(caller.actor, Actor::Staff { roles, .. } if roles.contains(&PdpRole::Reviewer)));
    }
}
