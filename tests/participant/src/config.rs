//! The configuration of a simulator. Must not: start anything.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::behaviour::Behaviour;
use crate::names;

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder that `participant key-bundle` wrote.
    #[serde(default)]
    pub material: PathBuf,
    /// Port of the control API; 0 for any.
    #[serde(default)]
    pub control_port: u16,
    /// Port of the name server, UDP and TCP; 0 for any.
    #[serde(default)]
    pub name_server_port: u16,
    #[serde(default)]
    pub providers: Vec<Provider>,
    /// Many more, all alike.
    #[serde(default)]
    pub crowd: Option<Crowd>,
    /// The expected content of find requests.
    #[serde(default)]
    pub expected: Expected,
}

/// One provider, on one port.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub name: String,
    /// Its host names; `*.example.org` is every name one label below.
    pub hosts: Vec<String>,
    /// Its port; 0 for any.
    #[serde(default)]
    pub port: u16,
    /// Where it takes find requests; any path when empty.
    #[serde(default)]
    pub path: String,
    /// Its usual behaviour, when nothing else is armed.
    #[serde(default)]
    pub usually: Behaviour,
}

/// Providers for measuring, each on its own port: `crowd-0001` at `p0001.<zone>` and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Crowd {
    /// The zone their names are in.
    pub zone: String,
    /// How many there are.
    pub providers: usize,
    /// How many of them never answer: in turn not even in TLS, and not after it. They are spread evenly.
    #[serde(default)]
    pub silent: usize,
}

/// The expected content of a find request (O4): our default, which is not PDP's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    pub request_id_header: String,
    /// The field of the body with the find token.
    pub find_token: String,
    /// The field of the body with the user token.
    pub user_token: String,
    /// The type of the find token.
    pub find_type: String,
    /// The type of the user token.
    pub user_type: String,
    /// The issuer of the tokens.
    pub issuer: String,
    pub subject: String,
    /// The audience; the endpoint's own URL when empty.
    pub audience: String,
    /// How long a token is valid, in seconds.
    pub lifetime: i64,
}

impl Default for Expected {
    fn default() -> Self {
        Self {
            request_id_header: "X-Request-ID".to_owned(),
            find_token: "find_token".to_owned(),
            user_token: "user_token".to_owned(),
            find_type: "find+jwt".to_owned(),
            user_type: "user+jwt".to_owned(),
            issuer: "urn:oat-probe".to_owned(),
            subject: "synthetic-saver".to_owned(),
            audience: "urn:find-endpoint".to_owned(),
            lifetime: 60,
        }
    }
}

impl Config {
    /// Everybody who is played, the crowd included.
    pub(crate) fn everybody(&self) -> Vec<Provider> {
        let crowd = self.crowd.iter().flat_map(Crowd::members);
        self.providers.iter().cloned().chain(crowd).collect()
    }
}

impl Provider {
    /// Whether a name (lower case) is one of its hosts.
    pub(crate) fn is_host(&self, name: &str) -> bool {
        self.hosts.iter().any(|host| names::matches(host, name))
    }
}

impl Crowd {
    fn members(&self) -> impl Iterator<Item = Provider> {
        (0..self.providers).map(|index| Provider {
            name: format!("crowd-{:04}", index + 1),
            hosts: vec![format!("p{:04}.{}", index + 1, self.zone)],
            usually: self.usually(index),
            ..Provider::default()
        })
    }

    /// A silent one is where the count of silent ones, spread over the crowd, steps up.
    fn usually(&self, index: usize) -> Behaviour {
        let silent_before = index * self.silent / self.providers.max(1);
        match ((index + 1) * self.silent / self.providers.max(1) > silent_before, silent_before % 2) {
            (false, _) => Behaviour::Accept,
            (true, 0) => Behaviour::Silent,
            (true, _) => Behaviour::NoAnswer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_as_many_of_a_crowd_are_silent_as_was_asked_for() {
        for (providers, silent) in [(500, 25), (10, 0), (7, 3), (4, 4), (1, 1), (0, 0)] {
            let crowd = Crowd { zone: "crowd.example.org".to_owned(), providers, silent };
            let members: Vec<_> = crowd.members().collect();
            assert_eq!(members.len(), providers);
            let quiet = members.iter().filter(|member| member.usually != Behaviour::Accept).count();
            assert_eq!(quiet, silent, "of {providers}");
        }
    }
}
