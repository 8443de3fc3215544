//! A table of odd behaviours: the form of a row, and its check.

use domain::calendar::london_date;
use domain::oat::{Cause, Doubt, Warning, cause_of, warnings};
use domain::policy::Policy;
use participant::{Answer, Behaviour, ClientAlert, ClientRefusal, Ending, Late, LateMessage, Raw};

use crate::world::World;

/// A row: a server's behaviour, and the probe's verdict.
pub struct Row {
    what: &'static str,
    behaviour: Behaviour,
    /// None when it is a pass.
    cause: Option<Cause>,
    again: bool,
    words: &'static str,
    advice: &'static str,
    doubts: &'static [Doubt],
}

pub fn row(what: &'static str, behaviour: Behaviour, cause: Cause) -> Row {
    Row { what, behaviour, cause: Some(cause), again: false, words: "", advice: "", doubts: &[] }
}

pub fn pass(what: &'static str, behaviour: Behaviour) -> Row {
    Row { what, behaviour, cause: None, again: false, words: "", advice: "", doubts: &[] }
}

impl Row {
    pub fn tried_again(self) -> Self {
        Self { again: true, ..self }
    }

    pub fn says(self, words: &'static str) -> Self {
        Self { words, ..self }
    }

    pub fn advises(self, advice: &'static str) -> Self {
        Self { advice, ..self }
    }

    pub fn doubted(self, doubts: &'static [Doubt]) -> Self {
        Self { doubts, ..self }
    }

    /// The parts that do not hold; empty when all do.
    async fn wrong(&self, world: &World) -> Vec<String> {
        world.arm(self.behaviour.clone(), None).await;
        let seen = world.probe().await;
        let cause = cause_of(&seen);
        let mut wrong = Vec::new();
        if cause != self.cause {
            wrong.push(format!("{}: {cause:?}, not {:?}: {seen:?}", self.what, self.cause));
        }
        if let Some(cause) = cause {
            if cause.may_pass_by_itself() != self.again {
                wrong.push(format!("{}: {cause:?} is tried again: {}", self.what, !self.again));
            }
            for (words, wanted) in [(cause.to_string(), self.words), (cause.advice().to_owned(), self.advice)]
            {
                if !words.contains(wanted) {
                    wrong.push(format!("{}: {wanted:?} is not in {words:?}", self.what));
                }
            }
        }
        let limits = &Policy::in_force(london_date(seen.at)).limits.oat;
        let doubts: Vec<_> = warnings(&seen, limits)
            .into_iter()
            .filter_map(|warning| match warning {
                Warning::Doubt(doubt) => Some(doubt),
                Warning::CertificateExpires { .. } => None,
            })
            .collect();
        if doubts != self.doubts {
            wrong.push(format!("{}: doubts {doubts:?}, not {:?}", self.what, self.doubts));
        }
        wrong
    }
}

pub async fn check(rows: Vec<Row>) {
    // Long enough for a server that answers, short enough to wait for one that does not.
    let world = World::hurried(1_500).await;
    let mut wrong = Vec::new();
    for row in rows {
        wrong.extend(row.wrong(&world).await);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Behaviour {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Behaviour::Answer(Answer { status, headers, body: body.to_owned(), after_ms: 0 })
}

pub fn raw(text: &str) -> Behaviour {
    left(text, Ending::Close)
}

pub fn left(text: &str, then: Ending) -> Behaviour {
    Behaviour::Raw(Raw { text: text.to_owned(), then })
}

pub fn without_certificate(then: Behaviour) -> Behaviour {
    Behaviour::WithoutClientCertificate(Box::new(then))
}

pub fn late(message: LateMessage, tls12: bool, then: &str) -> Behaviour {
    Behaviour::Late(Late { message, tls12, then: then.to_owned() })
}

pub fn refused(alert: ClientAlert, tls12: bool) -> Behaviour {
    Behaviour::RefuseClientCertificate(ClientRefusal { alert, tls12 })
}

/// A web page says that it is one.
pub const HTML: (&str, &str) = ("content-type", "text/html");
