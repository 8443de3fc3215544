//! What was counted.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign, Mul, Sub};

/// What some calls took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls of DynamoDB.
    pub calls: u64,
    /// Halves of read units.
    pub read_halves: u64,
    /// Write units, those of indexes among them.
    pub writes: u64,
    /// Write units of indexes.
    pub index_writes: u64,
    /// Requests of S3 that are priced as writes: put, copy, post, list.
    pub s3_writes: u64,
    /// Requests of S3 that are priced as reads.
    pub s3_reads: u64,
    /// Emails to one person.
    pub emails: u64,
}

impl Tally {
    /// Read units.
    pub fn reads(&self) -> f64 {
        self.read_halves as f64 / 2.0
    }

    fn zip(self, other: Self, with: impl Fn(u64, u64) -> u64) -> Self {
        Self {
            calls: with(self.calls, other.calls),
            read_halves: with(self.read_halves, other.read_halves),
            writes: with(self.writes, other.writes),
            index_writes: with(self.index_writes, other.index_writes),
            s3_writes: with(self.s3_writes, other.s3_writes),
            s3_reads: with(self.s3_reads, other.s3_reads),
            emails: with(self.emails, other.emails),
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.zip(other, |one, other| one + other)
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Tally {
    type Output = Self;

    /// What is left; it fails when more is taken away than there is.
    fn sub(self, taken: Self) -> Self {
        self.zip(taken, |one, other| {
            one.checked_sub(other).unwrap_or_else(|| panic!("no more than there is: {self:?} less {taken:?}"))
        })
    }
}

impl Mul<u64> for Tally {
    type Output = Self;

    fn mul(self, times: u64) -> Self {
        self.zip(self, |one, _| one * times)
    }
}

/// What a piece of work took altogether.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// What each function asked of AWS, by its name.
    pub tallies: BTreeMap<String, Tally>,
    /// How often each function was called, by its name.
    pub invocations: BTreeMap<String, u64>,
    /// Requests that the gateway of the API took.
    pub api_requests: u64,
    /// Requests that the gateway of the portal took.
    pub portal_requests: u64,
    /// Bytes of the lines that functions logged.
    pub log_bytes: u64,
    /// Bytes that the portal and the API answered people and programs with.
    pub answered_bytes: u64,
    /// News of emails from SES.
    pub news: u64,
    /// Files that were uploaded and inspected.
    pub files: u64,
}

impl Counts {
    /// What all functions took together.
    pub fn together(&self) -> Tally {
        self.tallies.values().fold(Tally::default(), |sum, one| sum + *one)
    }

    /// How often functions were called.
    pub fn all_invocations(&self) -> u64 {
        self.invocations.values().sum()
    }

    /// With one more call of this function.
    pub fn called(&mut self, function: &str) {
        *self.invocations.entry(function.to_owned()).or_default() += 1;
    }

    /// These and others.
    pub fn add(&mut self, other: &Self) {
        for (function, tally) in &other.tallies {
            *self.tallies.entry(function.clone()).or_default() += *tally;
        }
        for (function, times) in &other.invocations {
            *self.invocations.entry(function.clone()).or_default() += times;
        }
        self.api_requests += other.api_requests;
        self.portal_requests += other.portal_requests;
        self.log_bytes += other.log_bytes;
        self.answered_bytes += other.answered_bytes;
        self.news += other.news;
        self.files += other.files;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tallies_are_added_taken_away_and_multiplied() {
        let one = Tally { calls: 2, read_halves: 3, writes: 5, ..Tally::default() };
        assert_eq!(one + one, one * 2);
        assert_eq!(one * 3 - one, one * 2);
        assert!((one.reads() - 1.5).abs() < f64::EPSILON);
    }

    #[test]
    #[should_panic(expected = "no more than there is")]
    fn more_than_there_is_cannot_be_taken_away() {
        let _ = Tally::default() - Tally { calls: 1, ..Tally::default() };
    }

    #[test]
    fn counts_are_added_by_function() {
        let tally = Tally { calls: 1, ..Tally::default() };
        let mut counts = Counts { api_requests: 1, ..Counts::default() };
        counts.tallies.insert("notify".to_owned(), tally);
        counts.called("notify");
        let mut sum = counts.clone();
        sum.add(&counts);
        assert_eq!((sum.together(), sum.all_invocations(), sum.api_requests), (tally * 2, 2, 2));
    }
}
