//! The answers of the form, made from its description (`form`): as a draft keeps them (whatever was typed), and as a submission has
//! them (complete and correct). [`check`] is the only way from one to the other (C2, C3, C5).

use std::collections::{BTreeMap, BTreeSet};

use crate::endpoint::{EndpointType, EndpointUrl, ProposedEndpoint};
use crate::evidence::EvidenceFiles;
use crate::ids::EndpointId;
use crate::policy::{Policy, Scale};
use crate::problem::{Advice, Field, FormField, Problem, Violation};
use crate::text::FreeText;

codes! {
    /// What kind of technical change it is (C2), in PDP's words.
    ChangeType {
        /// Change underlying technical solution.
        UnderlyingSolution = "change_underlying_solution", "Change underlying technical solution";
        /// Add new endpoints.
        NewEndpoints = "add_new_endpoints", "Add new endpoints";
        /// Both of the above.
        Both = "both", "Change underlying technical solution for existing endpoints and add new endpoints";
    }
}

impl ChangeType {
    /// Whether it adds endpoints.
    pub const fn adds_endpoints(self) -> bool {
        matches!(self, Self::NewEndpoints | Self::Both)
    }
}

/// One new endpoint as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EndpointAnswer {
    /// The type, if selected.
    pub endpoint_type: Option<EndpointType>,
    /// The URL as typed.
    pub url: String,
}

/// Makes the answers of a draft and of a submission.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident {$($about:tt)*} $emails:ident;)+) => {
        /// The answers of a draft: anything may be missing or wrong, nothing that was typed is lost (C5).
        #[derive(Debug, Clone, PartialEq, Eq, Default)]
        pub struct Answers { $($(#[$doc])* pub $name: crate::answer_in_draft!($($about)*),)+ }

        /// The answers of a submission: complete and correct.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct Submission { $($(#[$doc])* pub $name: crate::answer_in_submission!($($about)*),)+ }

        impl Reader<'_> {
            /// Reads every answer, in the order of the form. None when one is wrong.
            fn submission(&mut self) -> Option<Submission> {
                $(let $name = read_answer!(self, $name, $($about)*);)+
                Some(Submission { $($name: $name?,)+ })
            }
        }
    };
}

/// Reads one answer by its kind. None when it is wrong.
macro_rules! read_answer {
    ($reader:ident, $name:ident, any endpoints) => {
        Some(check_new_endpoints($reader.answers, $reader.live.len(), $reader.policy, &mut $reader.problems))
    };
    ($reader:ident, $name:ident, any live_endpoints) => {
        Some(check_affected(&$reader.answers.$name, |id| $reader.live.contains_key(id), &mut $reader.problems))
    };
    ($reader:ident, $name:ident, $need:ident text(up to $limit:ident $(, like $example:tt)?) $(, $words:literal)?) => {{
        let said = FreeText::parse_optional(&$reader.answers.$name, $reader.policy.limits.$limit);
        $reader.$need(said, FormField::new(stringify!($name), &[$($words)?]))
    }};
    ($reader:ident, $name:ident, $need:ident $kind:ident $(($list:ident))? $(, $words:literal)?) => {
        $reader.$need(Ok($reader.answers.$name), FormField::new(stringify!($name), &[$($words)?]))
    };
}

crate::for_each_answer!(answers);

/// Reads answers one after another, and gathers what is wrong with them.
struct Reader<'a> {
    answers: &'a Answers,
    live: &'a BTreeMap<EndpointId, EndpointType>,
    policy: &'a Policy,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// An answer that there must be.
    fn required<T>(&mut self, said: Result<Option<T>, Violation>, field: FormField) -> Option<T> {
        self.optional(said.and_then(|said| said.ok_or(Violation::Missing)), field)
    }

    /// An answer that need not be there.
    fn optional<T>(&mut self, said: Result<T, Violation>, field: FormField) -> Option<T> {
        said.map_err(|violation| self.problems.push(Problem::new(Field::Form(field), violation))).ok()
    }
}

/// Reads the answers. `live` are the organisation's live endpoints, `evidence` the files of the change.
///
/// # Errors
/// Every problem at once, in the order of the form (C5).
pub fn check(
    answers: &Answers,
    evidence: &EvidenceFiles,
    live: &BTreeMap<EndpointId, EndpointType>,
    policy: &Policy,
) -> Result<Submission, Vec<Problem>> {
    let mut reader = Reader { answers, live, policy, problems: Vec::new() };
    let submission = reader.submission();
    let mut problems = reader.problems;
    if answers.suggested_scale.is_some_and(|scale| scale >= policy.evidence_from) && !evidence.any_accepted()
    {
        let violation =
            if evidence.any_checking() { Violation::EvidenceNotReady } else { Violation::Missing };
        problems.push(Problem::new(Field::Evidence, violation));
    }
    submission.filter(|_| problems.is_empty()).ok_or(problems)
}

/// What is worth saying although it does not stop a submission (C6, D2).
pub fn advice(answers: &Answers, policy: &Policy) -> Vec<Advice> {
    let mut advice = Vec::new();
    let adds = answers.change_type.is_some_and(ChangeType::adds_endpoints);
    if answers.suggested_scale == Some(Scale::Minimal) && answers.change_type.is_some() && !adds {
        advice.push(Advice::ProcessNotNeeded);
    }
    if answers.needs_downtime == Some(true) {
        advice.push(Advice::downtime(&policy.limits));
    }

    advice
}

fn check_new_endpoints(
    answers: &Answers,
    live: usize,
    policy: &Policy,
    problems: &mut Vec<Problem>,
) -> Vec<ProposedEndpoint> {
    let count = answers.new_endpoints.len();
    let max = policy.limits.new_endpoints;
    match answers.change_type {
        Some(kind) if kind.adds_endpoints() && count == 0 => {
            problems.push(Problem::new(Field::NewEndpoints, Violation::Missing));
        }
        Some(kind) if !kind.adds_endpoints() && count > 0 => {
            problems.push(Problem::new(Field::NewEndpoints, Violation::EndpointsNotExpected));
        }
        _ => {}
    }
    if count > max {
        problems
            .push(Problem::new(Field::NewEndpoints, Violation::TooManyEndpoints { max, over: count - max }));
    }
    let max = policy.limits.live_endpoints;
    if count > 0 && live + count > max {
        problems.push(Problem::new(Field::NewEndpoints, Violation::TooManyLiveEndpoints { max, live }));
    }
    read_endpoints(&answers.new_endpoints, policy.limits.url_characters, |at, part, violation| {
        let field = match part {
            EndpointPart::Type => Field::NewEndpointType(at),
            EndpointPart::Url => Field::NewEndpointUrl(at),
        };
        problems.push(Problem::new(field, violation));
    })
}

/// A part of an endpoint as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EndpointPart {
    /// What it serves.
    Type,
    /// Where.
    Url,
}

/// Reads endpoints as typed: each has a type and a URL, and no URL is there twice for one type (C3). `tell` is given every
/// violation with its place, from 0; what has none is answered in its order.
pub(crate) fn read_endpoints<'a>(
    typed: impl IntoIterator<Item = &'a EndpointAnswer>,
    url_characters: usize,
    mut tell: impl FnMut(usize, EndpointPart, Violation),
) -> Vec<ProposedEndpoint> {
    let mut first_at = BTreeMap::new();
    let mut endpoints = Vec::new();
    for (at, answer) in typed.into_iter().enumerate() {
        if answer.endpoint_type.is_none() {
            tell(at, EndpointPart::Type, Violation::Missing);
        }
        match (EndpointUrl::parse(&answer.url, url_characters), answer.endpoint_type) {
            (Err(violation), _) => tell(at, EndpointPart::Url, violation),
            (Ok(_), None) => {}
            (Ok(url), Some(endpoint_type)) => {
                let endpoint = ProposedEndpoint { endpoint_type, url };
                if let Some(first) = first_at.get(&endpoint) {
                    tell(at, EndpointPart::Url, Violation::UrlRepeated { first: first + 1 });
                } else {
                    first_at.insert(endpoint.clone(), at);
                    endpoints.push(endpoint);
                }
            }
        }
    }
    endpoints
}

/// Reads which live endpoints somebody names; none twice.
pub(crate) fn check_affected(
    affected: &[EndpointId],
    is_live: impl Fn(&EndpointId) -> bool,
    problems: &mut Vec<Problem>,
) -> BTreeSet<EndpointId> {
    let mut seen = BTreeSet::new();
    for (at, endpoint) in affected.iter().enumerate() {
        if !is_live(endpoint) {
            problems.push(Problem::new(Field::AffectedEndpoint(at), Violation::EndpointNotLive));
        } else if !seen.insert(*endpoint) {
            problems.push(Problem::new(Field::AffectedEndpoint(at), Violation::EndpointRepeated));
        }
    }
    seen
}
