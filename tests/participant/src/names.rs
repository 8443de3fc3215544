//! The addresses of names: the scripted ones, or those of the providers' hosts. Must not: know how queries arrive.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// These addresses, filtered by the type of the query; none at all for `[]`.
    Addresses(Vec<IpAddr>),
    /// Another name, and what that one leads to.
    Alias(String),
    /// There is no such name.
    NotFound,
    /// The name server cannot tell.
    Failed,
    /// The name server does not want to tell.
    Refused,
    /// Nothing.
    Silence,
    /// Bytes that are no answer.
    Garbage,
}

/// The type of address in a query; the two types count separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Family {
    V4,
    V6,
}

/// Scripted names.
#[derive(Debug, Default)]
pub struct Names(Mutex<HashMap<String, Script>>);

#[derive(Debug)]
struct Script {
    answers: Vec<Answer>,
    asked: HashMap<Family, usize>,
}

impl Names {
    /// Scripts a name: an answer for each query, counted separately for IPv4 and IPv6, the last of them for ever.
    /// Without any, the script is removed.
    pub fn script(&self, name: &str, answers: Vec<Answer>) {
        let name = plain(name);
        if answers.is_empty() {
            self.locked().remove(&name);
        } else {
            self.locked().insert(name, Script { answers, asked: HashMap::new() });
        }
    }

    /// Forgets every script.
    pub fn clear(&self) {
        self.locked().clear();
    }

    /// The next answer, if the name is scripted.
    pub(crate) fn next(&self, name: &str, family: Family) -> Option<Answer> {
        let mut scripts = self.locked();
        let script = scripts.get_mut(name)?;
        let asked = script.asked.entry(family).or_default();
        let answer = script.answers.get(*asked).or(script.answers.last())?;
        *asked += 1;
        Some(answer.clone())
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<String, Script>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name in the form for comparison: lower case, without the last dot.
pub(crate) fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a name matches a host, which may begin with `*.`.
pub(crate) fn matches(host: &str, name: &str) -> bool {
    host == name || any_of_zone(name).is_some_and(|any| any == host)
}

/// The wildcard host for the siblings of this name.
pub(crate) fn any_of_zone(name: &str) -> Option<String> {
    name.split_once('.').map(|(_, zone)| format!("*.{zone}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_runs_once_per_family_and_its_last_answer_stays() {
        let names = Names::default();
        let public = Answer::Addresses(vec!["192.0.2.1".parse().unwrap()]);
        names.script("A.example.org.", vec![public.clone(), Answer::NotFound]);
        let asked: Vec<_> = (0..3).map(|_| names.next("a.example.org", Family::V4).unwrap()).collect();
        assert_eq!(asked, [public.clone(), Answer::NotFound, Answer::NotFound]);
        assert_eq!(names.next("a.example.org", Family::V6), Some(public));
        names.script("a.example.org", vec![]);
        assert_eq!(names.next("a.example.org", Family::V4), None);
    }

    #[test]
    fn a_star_is_one_label() {
        assert!(matches("*.meadow.example.org", "find.meadow.example.org"));
        assert!(!matches("*.meadow.example.org", "meadow.example.org"));
        assert!(!matches("*.meadow.example.org", "a.find.meadow.example.org"));
        assert!(matches("find.meadow.example.org", "find.meadow.example.org"));
        assert!(!matches("find.meadow.example.org", "view.meadow.example.org"));
    }
}
