//! What is counted. Each thing has a code, by which the store keeps it and a spreadsheet shows it.

use std::fmt;
use std::str::FromStr;

use crate::codes::Coded;
use crate::endpoint::EndpointType;
use crate::oat::{Cause, Outcome};
use crate::policy::{Scale, Step};

codes! {
    /// Who had something to do.
    With {
        Organisation = "organisation", "the organisation";
        Pdp = "pdp", "PDP";
    }
}

/// A part of the code of what is counted.
trait Part: Sized {
    fn write(&self) -> String;
    fn read(code: &str) -> Option<Self>;
}

impl<T: Coded> Part for T {
    fn write(&self) -> String {
        self.code().to_owned()
    }

    fn read(code: &str) -> Option<Self> {
        Self::from_code(code)
    }
}

/// A number of working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkingDays(pub u32);

impl Part for WorkingDays {
    fn write(&self) -> String {
        self.0.to_string()
    }

    fn read(code: &str) -> Option<Self> {
        code.parse().ok().map(Self)
    }
}

/// Makes the list of what is counted: each with its code, and with what tells those of one kind apart.
macro_rules! counted {
    ($($(#[$doc:meta])* $name:ident $({ $($part:ident: $of:ty),+ })? = $code:literal;)+) => {
        /// What is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Counted { $($(#[$doc])* $name $({ $($part: $of),+ })?,)+ }

        impl fmt::Display for Counted {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name $({ $($part),+ })? => {
                        f.write_str($code)?;
                        $($(write!(f, "/{}", $part.write())?;)+)?
                        Ok(())
                    })+
                }
            }
        }

        impl FromStr for Counted {
            type Err = UnknownFigure;

            fn from_str(code: &str) -> Result<Self, UnknownFigure> {
                let mut parts = code.split('/');
                let name = parts.next().unwrap_or_default();
                let counted = match name {
                    $($code => Self::$name $({ $($part: parts.next().and_then(Part::read).ok_or(UnknownFigure)?),+ })?,)+
                    _ => return Err(UnknownFigure),
                };
                if parts.next().is_none() { Ok(counted) } else { Err(UnknownFigure) }
            }
        }
    };
}

/// A code that names nothing that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownFigure;

impl fmt::Display for UnknownFigure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names nothing that is counted")
    }
}

impl std::error::Error for UnknownFigure {}

counted! {
    /// A change was submitted, with this scale suggested.
    Submitted { scale: Scale } = "submitted";
    /// PDP confirmed a change at this scale.
    Confirmed { scale: Scale } = "confirmed";
    /// PDP rejected a change that had this scale.
    Rejected { scale: Scale } = "rejected";
    /// A submitted change of this scale was withdrawn.
    Withdrawn { scale: Scale } = "withdrawn";
    /// Everything of a change of this scale was done.
    Completed { scale: Scale } = "completed";
    /// PDP gave a change another scale, when it confirmed it or at another time.
    Reclassified { from: Scale, to: Scale } = "reclassified";
    /// PDP decided a review within its target, after this many working days with PDP.
    ReviewInTime { days: WorkingDays } = "review_in_time";
    /// PDP decided a review late.
    ReviewLate { days: WorkingDays } = "review_late";
    /// A step was done, or passed on to the other side, after this many working days with one side.
    Step { step: Step, with: With, days: WorkingDays } = "step";
    /// OAT was passed in its first run.
    OatPassedFirst = "oat_passed_first";
    /// OAT was passed after a run that was not.
    OatPassedLater = "oat_passed_later";
    /// Two people of PDP overrode a result.
    OatOverridden { outcome: Outcome } = "oat_overridden";
    /// A run was not passed, for this cause.
    RunFailed { cause: Cause } = "run_failed";
    /// An endpoint of this type went live.
    WentLive { endpoint_type: EndpointType } = "went_live";
}
