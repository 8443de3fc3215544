//! Endpoints that went live, by type.

use api::{FigureSetBody, FiguresBody};
use domain::endpoint::EndpointType;

use super::figures::Content;
use super::section::{ByMonth, Number};

/// How many of each type went live.
fn counts(set: &FigureSetBody) -> Vec<u64> {
    let of = |kind: &EndpointType| set.went_live.iter().find(|one| one.endpoint_type == *kind);
    EndpointType::ALL.iter().map(|kind| of(kind).map_or(0, |one| one.endpoints)).collect()
}

/// What the page shows.
pub fn content(figures: &FiguresBody) -> Content {
    let all: u64 = counts(&figures.together).iter().sum();
    let what = if all == 1 { "endpoint gone live" } else { "endpoints gone live" };
    let by_month = ByMonth {
        figures,
        heading: "Endpoints gone live each month",
        counts: "An endpoint counts in the month in which it goes live, with a technical change or with a vouching scheme.",
        nothing: "No endpoint went live.",
        // In the order of the types.
        parts: &["Find", "View", "PAT refresh"],
        count: counts,
        besides: Some(("All", |set| counts(set).iter().sum::<u64>().to_string())),
    };
    let numbers = vec![Number { number: all.to_string(), what: what.to_owned() }];
    Content { numbers, sections: vec![by_month.section()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds Q9.
    #[test]
    fn the_parts_are_the_types_in_their_order() {
        let types: Vec<_> = EndpointType::ALL.iter().map(ToString::to_string).collect();
        assert_eq!(types, ["Find", "View", "PAT refresh"]);
    }
}
