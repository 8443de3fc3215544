//! Reads the figures of some months, for PDP.

use domain::actor::{Actor, PdpRole};
use domain::figures::Month;
use domain::problem::{Field, Problem, Violation};
use domain::refusal::Refusal;

use crate::error::AppError;
use crate::figures::ports::{Figures, MonthFigures};
use crate::page::Readable;
use crate::services::Services;

/// As many months are read at once: five years.
pub const MOST_MONTHS: usize = 60;

/// The figures of each month from `from` to `to`, as typed; of `from` alone when there is no `to`.
/// A month that cannot be read is left out and counted.
///
/// # Errors
/// [`AppError::Refused`] for anybody who is not of PDP, for what is no month, when `to` is before `from`, and for more than
/// [`MOST_MONTHS`]; [`AppError::Fault`].
pub async fn read_figures<S: Figures>(
    services: &Services<S>,
    actor: &Actor,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Readable<MonthFigures>, AppError> {
    Refusal::unless_staff(actor, PdpRole::Administrator)?;
    let months = months(from, to).map_err(Refusal::Invalid)?;
    Ok(services.store.figures(&months).await?)
}

fn months(from: Option<&str>, to: Option<&str>) -> Result<Vec<Month>, Vec<Problem>> {
    let parse = |field, typed: &str| {
        typed.trim().parse::<Month>().map_err(|_| Problem::new(field, Violation::NotAMonth))
    };
    let first = from
        .ok_or_else(|| Problem::new(Field::FromMonth, Violation::Missing))
        .and_then(|typed| parse(Field::FromMonth, typed));
    let last = to.map(|typed| parse(Field::ToMonth, typed)).transpose();
    let (first, last) = match (first, last) {
        (Ok(first), Ok(last)) => (first, last.unwrap_or(first)),
        (first, last) => return Err(first.err().into_iter().chain(last.err()).collect()),
    };
    let count = first.count_to(last);
    let unfit = match count {
        0 => Some(Violation::EndsBeforeFirstMonth),
        1..=MOST_MONTHS => None,
        _ => Some(Violation::TooManyMonths { max: MOST_MONTHS }),
    };
    match unfit {
        Some(violation) => Err(vec![Problem::new(Field::ToMonth, violation)]),
        None => Ok(every_month(first, last).collect()),
    }
}

/// Each month from `first` to `last`.
pub(crate) fn every_month(first: Month, last: Month) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(first), |month| Some(month.next())).take(first.count_to(last))
}
