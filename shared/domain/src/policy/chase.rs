//! Numbers of reminders to organisations, and of changes in which nothing happens (Q3).

use crate::task::TaskKind;

/// The numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChaseLimits {
    /// After how many working days an organisation is reminded of a question or a step, and again after as many.
    pub working_days: u32,
    /// The same of a connection date that is needed.
    pub connection_date_working_days: u32,
    /// The hour, as clocks in London show it, from which reminders are made.
    pub from_hour: i8,
    /// The hour from which none are made any more that day.
    pub until_hour: i8,
    /// After how many working days in which nothing happened PDP may withdraw a change.
    pub idle_working_days: u32,
}

impl ChaseLimits {
    /// After how many working days, and again after as many, those whose turn it is are reminded of a task of this kind; none when
    /// nobody is.
    pub const fn every(&self, kind: TaskKind) -> Option<u32> {
        match kind {
            TaskKind::Question | TaskKind::Step | TaskKind::TestEndpoints | TaskKind::Retest => {
                Some(self.working_days)
            }
            TaskKind::ConnectionDate => Some(self.connection_date_working_days),
            TaskKind::DelayRequest
            | TaskKind::Override
            | TaskKind::DateRequest
            | TaskKind::FailedRerun
            | TaskKind::OwnFault
            | TaskKind::Review
            | TaskKind::StepDecision
            | TaskKind::IntegrationTesting
            | TaskKind::Material
            | TaskKind::SupportRequest
            | TaskKind::EmptyRole
            | TaskKind::Hold
            | TaskKind::Idle
            | TaskKind::Draft => None,
        }
    }
}
