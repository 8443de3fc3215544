//! The document that says what to put, and reading it into values that cannot be wrong.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, anyhow};
use domain::actor::{OrganisationRole, PdpRole};
use domain::codes::Coded;
use domain::email::EmailAddress;
use domain::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use domain::ids::EndpointId;
use domain::organisation::{Organisation, PdpTeam, Person, SchemeProposal, VouchingScheme};
use domain::policy::Policy;
use domain::text::Name;
use serde::Deserialize;

/// Everything to put.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    organisations: Vec<OrganisationEntry>,
    pdp: PdpEntry,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationEntry {
    id: String,
    name: String,
    live_endpoints: Vec<EndpointEntry>,
    vouching_scheme: Option<SchemeEntry>,
    people: Vec<PersonEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeEntry {
    name: String,
    endpoints: Vec<EndpointEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EndpointEntry {
    id: String,
    endpoint_type: String,
    url: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PdpEntry {
    people: Vec<PersonEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonEntry {
    id: String,
    /// What they sign in with; the same UUID when there is none.
    sign_in: Option<String>,
    name: String,
    email: String,
    roles: Vec<String>,
}

/// What to put.
#[derive(Debug)]
pub struct Seed {
    /// Organisations, with the URLs of their live endpoints.
    pub organisations: Vec<(Organisation, BTreeMap<EndpointId, EndpointUrl>)>,
    pub pdp: PdpTeam,
}

impl Document {
    /// Reads every entry.
    ///
    /// # Errors
    /// The first entry that is not what it should be, by name.
    pub fn parse(self) -> anyhow::Result<Seed> {
        let organisations = self.organisations.into_iter().map(OrganisationEntry::parse);
        Ok(Seed {
            organisations: organisations.collect::<Result<_, _>>()?,
            pdp: PdpTeam {
                version: 1,
                people: people(self.pdp.people, PdpRole::from_code)?,
                proposals: Vec::new(),
            },
        })
    }
}

impl OrganisationEntry {
    fn parse(self) -> anyhow::Result<(Organisation, BTreeMap<EndpointId, EndpointUrl>)> {
        let name = self.name;
        let id = self.id.parse().with_context(|| format!("the id of {name} is not a UUID"))?;
        let mut live_endpoints = BTreeMap::new();
        let mut urls = BTreeMap::new();
        for entry in self.live_endpoints {
            let (id, ProposedEndpoint { endpoint_type, url }) = entry.parse()?;
            live_endpoints.insert(id, endpoint_type);
            urls.insert(id, url);
        }
        let vouching = self.vouching_scheme.map(SchemeEntry::parse).transpose()?;
        let people = people(self.people, OrganisationRole::from_code)?;
        let name = parse_name(&name)?;
        let (suspended, restorations) = Default::default();
        let version = 1;
        let organisation =
            Organisation { id, version, name, live_endpoints, suspended, restorations, vouching, people };
        Ok((organisation, urls))
    }
}

impl SchemeEntry {
    fn parse(self) -> anyhow::Result<VouchingScheme> {
        let endpoints = self.endpoints.into_iter().map(EndpointEntry::parse).collect::<Result<_, _>>()?;
        let proposal = SchemeProposal { name: parse_name(&self.name)?, endpoints };
        Ok(VouchingScheme::proposed(proposal))
    }
}

impl EndpointEntry {
    fn parse(self) -> anyhow::Result<(EndpointId, ProposedEndpoint)> {
        let Self { id, endpoint_type: what, url } = self;
        let id = id.parse().with_context(|| format!("the id of endpoint {url} is not a UUID"))?;
        let endpoint_type =
            EndpointType::from_code(&what).ok_or_else(|| anyhow!("{what} is no endpoint type"))?;
        let url = EndpointUrl::parse(&url, Policy::ALL[0].limits.url_characters)
            .map_err(|fault| anyhow!("{url} is no endpoint URL: {fault:?}"))?;
        Ok((id, ProposedEndpoint { endpoint_type, url }))
    }
}

fn parse_name(name: &str) -> anyhow::Result<Name> {
    Name::parse(name).map_err(|fault| anyhow!("{name} is no name: {fault:?}"))
}

fn people<R: Ord>(
    entries: Vec<PersonEntry>,
    role: impl Fn(&str) -> Option<R>,
) -> anyhow::Result<Vec<Person<R>>> {
    let person = |entry: PersonEntry| {
        let name = entry.name;
        let id = entry.id.parse().with_context(|| format!("the id of {name} is not a UUID"))?;
        let sign_in = entry.sign_in.as_ref().unwrap_or(&entry.id);
        let sign_in = sign_in.parse().with_context(|| format!("the sign-in of {name} is not a UUID"))?;
        let held = |code: &String| role(code).ok_or_else(|| anyhow!("{name} has no such role as {code}"));
        let roles = entry.roles.iter().map(held).collect::<anyhow::Result<BTreeSet<_>>>()?;
        let email = EmailAddress::parse(&entry.email)
            .map_err(|fault| anyhow!("{} is no email address: {fault:?}", entry.email))?;
        Ok(Person { id, sign_in, name: parse_name(&name)?, email, roles })
    };
    entries.into_iter().map(person).collect()
}

#[cfg(test)]
mod tests {
    use domain::actor::OrganisationRole;

    use super::Document;

    const DOCUMENT: &str = r#"{
        "organisations": [{
            "id": "01930000-0000-7000-8000-000000000001",
            "name": "Example",
            "live_endpoints": [
                {"id": "01930000-0000-7000-8000-000000000101", "endpoint_type": "pat_refresh", "url": "https://PAT.example.org/x"}
            ],
            "people": [
                {"id": "01930000-0000-7000-8000-000000000201", "name": "One", "email": "one@example.org",
                 "roles": ["service_manager", "test_manager"]}
            ]
        }],
        "pdp": {"people": []}
    }"#;

    #[test]
    fn a_vouching_scheme_may_be_there() {
        assert_eq!(parse(DOCUMENT).unwrap().organisations[0].0.vouching, None);
        let scheme = r#""vouching_scheme": {"name": "Example Trust", "endpoints": [
            {"id": "01930000-0000-7000-8000-000000000102", "endpoint_type": "find", "url": "https://find.example.org/x"}
        ]}, "people": [ {"id": "01930000-0000-7000-8000-000000000201"#;
        let people = r#""people": [
                {"id": "01930000-0000-7000-8000-000000000201"#;
        let seed = parse(&DOCUMENT.replace(people, scheme)).unwrap();
        let scheme = seed.organisations[0].0.vouching.as_ref().unwrap();
        assert_eq!(
            (scheme.name.as_str(), scheme.endpoints.len(), scheme.live_at),
            ("Example Trust", 1, None)
        );
    }

    fn parse(text: &str) -> anyhow::Result<super::Seed> {
        serde_json::from_str::<Document>(text)?.parse()
    }

    #[test]
    fn a_document_becomes_what_to_put() {
        let seed = parse(DOCUMENT).unwrap();
        let (organisation, urls) = &seed.organisations[0];
        let url = urls.values().next().unwrap();
        assert_eq!(url.as_str(), "https://pat.example.org/x");
        assert_eq!(organisation.live_endpoints.keys().next(), urls.keys().next());
        assert!(organisation.people[0].roles.contains(&OrganisationRole::TestManager));
    }

    #[test]
    fn an_entry_that_is_wrong_is_named() {
        let wrong = [
            ("test_manager", "reviewer", "reviewer"),
            ("pat_refresh", "pat", "pat"),
            ("https://PAT", "http://PAT", "http://PAT"),
            ("000000000201", "0", "One"),
            ("\"pdp\"", "\"extra\": 1, \"pdp\"", "extra"),
        ];
        for (right, wrong, named) in wrong {
            let fault = parse(&DOCUMENT.replace(right, wrong)).unwrap_err();
            assert!(format!("{fault:#}").contains(named), "{fault:#}");
        }
    }
}
