//! Runs of the probe, as the state and the history have them.

use domain::actor::By;
use domain::endpoint::EndpointUrl;
use domain::ids::{EndpointId, FindRequestId};
use domain::oat::{
    Cause, Doubt, LastAttempt, ProfileMark, Run, RunEnd, RunOutcome, RunReason, Target, TargetProgress,
};
use domain::text::FreeText;
use jiff::Timestamp;

use crate::item::stored::{stored_enum, stored_struct};

stored_struct! {
    RunItem for Run {
        number: u32, why: RunReason, at: Timestamp, by: By, targets: Vec<TargetProgress>,
        profile: Option<ProfileMark>, ended: Option<RunEnd>
    }
}

stored_enum! {
    RunReasonItem for RunReason {
        First,
        ReTest { fixed: FreeText },
        ReRun { reason: Option<FreeText> },
    }
}

stored_struct!(RunEndItem for RunEnd { at: Timestamp, outcome: RunOutcome });

stored_enum! {
    RunOutcomeItem for RunOutcome {
        Passed,
        Failed { cause: Cause },
        Stopped,
    }
}

stored_struct!(TargetItem for Target { endpoint: EndpointId, url: EndpointUrl });

stored_struct! {
    ProgressItem for TargetProgress {
        target: Target, made: u32, counted: u32, own_faults: u32,
        last: Option<LastAttempt>, next_at: Option<Timestamp>
    }
}

stored_struct! {
    LastAttemptItem for LastAttempt {
        at: Timestamp, request: FindRequestId, doubts: Vec<Doubt>,
        cause: Option<Cause>, status: Option<u16>, certificate_expires: Option<Timestamp>
    }
}
