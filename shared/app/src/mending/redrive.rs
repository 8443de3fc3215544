//! Empties a queue of failed events: what failed is done again, or is removed where something else has done it meanwhile.

use domain::evidence::FileOwner;
use domain::ids::{ChangeId, EvidenceId, ExportId};

use crate::command::{History, MendedPart};
use crate::error::Fault;
use crate::mending::ports::{FailureQueue, Functions, Repairs};
use crate::mending::repair::{SignedBy, entry};
use crate::services::Services;

/// A message of a failure queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedEvent {
    /// With what the queue knows it while it is in hand.
    pub receipt: String,
    /// The id of the message.
    pub id: String,
    /// The event that the function failed on; none when the message only has its place in a stream.
    pub payload: Option<String>,
    /// Why it failed, if the message says so.
    pub why: Option<String>,
    /// The uploaded file that it is about, if it is about one.
    pub file: Option<(FileOwner, EvidenceId)>,
}

/// What a function is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Payload {
    /// An event as it was.
    Event(String),
    /// As the table's stream tells of a new item with this key.
    Item { pk: String, sk: String },
}

/// An export that is neither made nor failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    pub id: ExportId,
    /// As the table's stream tells of it.
    pub told: Payload,
    /// The change that it is of; none of the register.
    pub change: Option<ChangeId>,
}

/// What is right for the failed events of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The function is called with each of them.
    Call,
    /// They only have places in a stream: each export that is not finished is asked for again.
    AskAgain,
    /// They are removed, for this reason.
    Remove(&'static str),
}

impl Way {
    /// The one for the function of this name, which may begin with the name of a stack; none for a function without a failure queue.
    pub fn of_function(name: &str) -> Option<Self> {
        let sent = "the due-work job sends what waits, whatever the stream does";
        let next = "the next job, a minute later, does the same work";
        let ways = [
            ("inspect-evidence", Self::Call),
            ("mail-feedback", Self::Call),
            ("export", Self::AskAgain),
            ("notify", Self::Remove(sent)),
            ("go-live", Self::Remove(next)),
            ("oat-probe", Self::Remove(next)),
        ];
        let is_it =
            |own: &str| name.strip_suffix(own).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'));
        ways.into_iter().find_map(|(own, way)| is_it(own).then_some(way))
    }
}

/// What was done, or would be.
#[derive(Debug)]
pub enum Redriven {
    /// The function would be called with this message.
    WouldCall(FailedEvent),
    /// This export would be asked for again.
    WouldAsk(ExportId),
    /// This message would be removed, for this reason.
    WouldRemove(FailedEvent, &'static str),
    /// The function did its work, and the message is removed.
    Called(FailedEvent),
    /// The export was asked for again.
    Asked(ExportId),
    Removed(FailedEvent, &'static str),
    /// The function failed again, and the message stays.
    Failed(FailedEvent, Fault),
    /// The export came to nothing again, and the messages stay.
    FailedExport(ExportId, Fault),
    /// Nothing can be done with this message, which stays.
    Unclear(FailedEvent),
}

impl Redriven {
    /// Whether it is as it should be.
    pub const fn is_well(&self) -> bool {
        !matches!(self, Self::Failed(..) | Self::FailedExport(..) | Self::Unclear(_))
    }
}

/// Goes through the queue, and tells of each thing done. Without a signature it only tells what it would do, and puts everything back.
///
/// # Errors
/// [`Fault`] of the queue or the table; what was told is done.
pub async fn redrive<S: Repairs, Q: FailureQueue, F: Functions>(
    services: &Services<S>,
    (queue, functions): (&Q, &F),
    (function, way): (&str, Way),
    signature: Option<&SignedBy>,
    tell: &mut impl FnMut(Redriven),
) -> Result<(), Fault> {
    // What is in hand is not given out again, so the queue comes to an end.
    let mut events = Vec::new();
    loop {
        let taken = queue.take().await?;
        if taken.is_empty() {
            break;
        }
        events.extend(taken);
    }
    let mut back = Vec::new();
    match way {
        Way::AskAgain => {
            let asked = ask_again(services, functions, function, signature, tell).await?;
            for event in events {
                match signature {
                    _ if !asked => back.push(event),
                    None => {
                        tell(Redriven::WouldRemove(event.clone(), ASKED));
                        back.push(event);
                    }
                    Some(_) => {
                        queue.remove(&event).await?;
                        tell(Redriven::Removed(event, ASKED));
                    }
                }
            }
        }
        Way::Remove(why) => {
            for event in events {
                if signature.is_some() {
                    queue.remove(&event).await?;
                    tell(Redriven::Removed(event, why));
                } else {
                    back.push(event.clone());
                    tell(Redriven::WouldRemove(event, why));
                }
            }
        }
        Way::Call => {
            for event in events {
                let Some(payload) = event.payload.clone() else {
                    back.push(event.clone());
                    tell(Redriven::Unclear(event));
                    continue;
                };
                let Some(signature) = signature else {
                    back.push(event.clone());
                    tell(Redriven::WouldCall(event));
                    continue;
                };
                match functions.call(function, &Payload::Event(payload)).await {
                    Ok(()) => {
                        note_inspection(services, &event, signature).await?;
                        queue.remove(&event).await?;
                        tell(Redriven::Called(event));
                    }
                    Err(fault) => {
                        back.push(event.clone());
                        tell(Redriven::Failed(event, fault));
                    }
                }
            }
        }
    }
    for event in &back {
        queue.put_back(event).await?;
    }
    Ok(())
}

const ASKED: &str = "every export that was not finished is asked for again";

/// Asks for each export that is not finished. Whether all of them are settled, or would be asked for.
async fn ask_again<S: Repairs, F: Functions>(
    services: &Services<S>,
    functions: &F,
    function: &str,
    signature: Option<&SignedBy>,
    tell: &mut impl FnMut(Redriven),
) -> Result<bool, Fault> {
    let mut all = true;
    for Unfinished { id, told, change } in services.store.unfinished_exports(services.clock.now()).await? {
        let Some(signature) = signature else {
            tell(Redriven::WouldAsk(id));
            continue;
        };
        match functions.call(function, &told).await {
            Ok(()) => {
                if let Some(change) = change {
                    let entry = entry(services, History::Change(change), MendedPart::Export(id), signature);
                    services.store.keep_entry(&entry).await?;
                }
                tell(Redriven::Asked(id));
            }
            Err(fault) => {
                all = false;
                tell(Redriven::FailedExport(id, fault));
            }
        }
    }
    Ok(all)
}

async fn note_inspection<S: Repairs>(
    services: &Services<S>,
    event: &FailedEvent,
    signature: &SignedBy,
) -> Result<(), Fault> {
    let Some((of, file)) = event.file else { return Ok(()) };
    let on = match of {
        FileOwner::Change(id) => History::Change(id),
        FileOwner::Dispute(id) => History::Dispute(id),
    };
    services.store.keep_entry(&entry(services, on, MendedPart::Inspection(file), signature)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_queue_has_its_way() {
        assert_eq!(Way::of_function("technical-change-inspect-evidence"), Some(Way::Call));
        assert_eq!(Way::of_function("technical-change-export"), Some(Way::AskAgain));
        assert!(matches!(Way::of_function("technical-change-notify"), Some(Way::Remove(_))));
        assert!(matches!(Way::of_function("go-live"), Some(Way::Remove(_))));
        for without in ["technical-change-evidence", "technical-change-portal", "technical-changeexport", ""]
        {
            assert_eq!(Way::of_function(without), None, "{without}");
        }
    }
}
