//! Which policy holds: by the day, or by the number that something was submitted under.

use jiff::civil::Date;

#[cfg(feature = "other-policy")]
use super::other::OTHER;
use super::{Policy, VERSION_1};

/// What holds before the first day of any.
const FIRST: &Policy = &VERSION_1;

impl Policy {
    /// The policy in force on `day`; before the first, the first.
    pub fn in_force(day: Date) -> &'static Self {
        Self::ALL.iter().rev().find(|policy| policy.from <= day).unwrap_or(FIRST)
    }

    /// The policy of this version; an unknown one reads as the latest.
    pub fn version(version: u32) -> &'static Self {
        #[cfg(feature = "other-policy")]
        if version == OTHER.version {
            return &OTHER;
        }
        let known = Self::ALL.iter().find(|policy| policy.version == version);
        known.or(Self::ALL.last()).unwrap_or(FIRST)
    }
}
