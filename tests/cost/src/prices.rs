//! The list prices and the assumptions, and what a use costs by them: pure arithmetic.
//!
//! Both are files that people edit (`data/`). A price that nobody uses, or a use without a price, fails.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

const PRICES: &str = include_str!("../data/prices.csv");
const ASSUMPTIONS: &str = include_str!("../data/assumptions.csv");

/// One price.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Price {
    pub code: String,
    pub service: String,
    pub what: String,
    /// For so many of these.
    pub per: f64,
    pub dollars: f64,
    pub region: String,
    pub date: String,
    /// `list price`, or `unverified`.
    pub checked: String,
}

/// All prices, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices(Vec<Price>);

/// How much of what is used, by the codes of the prices.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Usage(BTreeMap<String, f64>);

impl Prices {
    /// Those of the file.
    pub fn of_the_file() -> Self {
        Self::parse(PRICES)
    }

    /// Those of a text like the file.
    pub fn parse(text: &str) -> Self {
        let prices: Vec<Price> = csv::Reader::from_reader(text.as_bytes())
            .deserialize()
            .map(|row| row.expect("a price"))
            .collect();
        let codes: BTreeSet<_> = prices.iter().map(|price| &price.code).collect();
        assert_eq!(codes.len(), prices.len(), "a price stands there twice");
        assert!(prices.iter().all(|price| price.per > 0.0 && price.dollars >= 0.0), "{prices:?}");
        Self(prices)
    }

    /// Each of them.
    pub fn all(&self) -> &[Price] {
        &self.0
    }

    /// The services, in the order of the file, each once.
    pub fn services(&self) -> Vec<&str> {
        let mut services: Vec<&str> = Vec::new();
        for price in &self.0 {
            if !services.contains(&price.service.as_str()) {
                services.push(&price.service);
            }
        }
        services
    }

    /// What this use of this service costs, in dollars.
    pub fn of_service(&self, usage: &Usage, service: &str) -> f64 {
        let of_it = self.0.iter().filter(|price| price.service == service);
        of_it.map(|price| usage.of(&price.code) / price.per * price.dollars).sum()
    }

    /// What this use costs, in dollars.
    pub fn of(&self, usage: &Usage) -> f64 {
        for code in usage.0.keys() {
            assert!(self.0.iter().any(|price| price.code == *code), "{code} has no price");
        }
        self.services().into_iter().map(|service| self.of_service(usage, service)).sum()
    }
}

impl Usage {
    /// With more of this.
    pub fn add(&mut self, code: &str, more: f64) {
        *self.0.entry(code.to_owned()).or_default() += more;
    }

    /// How much of this.
    pub fn of(&self, code: &str) -> f64 {
        self.0.get(code).copied().unwrap_or_default()
    }

    /// The same and another, so many times.
    pub fn plus(&self, other: &Self, times: f64) -> Self {
        let mut sum = self.clone();
        for (code, more) in &other.0 {
            sum.add(code, more * times);
        }
        sum
    }

    /// The codes of what is used.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// What is assumed, because no test can count it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumptions(Vec<Assumption>);

/// One assumption.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Assumption {
    pub name: String,
    pub value: f64,
    pub what: String,
}

impl Assumptions {
    /// Those of the file.
    pub fn of_the_file() -> Self {
        let rows = csv::Reader::from_reader(ASSUMPTIONS.as_bytes()).into_deserialize();
        Self(rows.map(|row| row.expect("an assumption")).collect())
    }

    /// Each of them, in the order of the file.
    pub fn all(&self) -> &[Assumption] {
        &self.0
    }

    /// The value of one.
    pub fn of(&self, name: &str) -> f64 {
        let found = self.0.iter().find(|one| one.name == name);
        found.unwrap_or_else(|| panic!("{name} is not assumed")).value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "\
code,service,what,per,dollars,region,date,checked
reads,Table,reads,1000,0.5,eu-west-2,2026-11,list price
stored,Table,GB,1,2,eu-west-2,2026-11,unverified
mails,Mail,emails,100,1,eu-west-2,2026-11,list price
";

    fn close(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-9, "{one} and {other}");
    }

    #[test]
    fn a_use_costs_what_its_prices_say() {
        let prices = Prices::parse(TWO);
        let mut usage = Usage::default();
        usage.add("reads", 3_000.0);
        usage.add("reads", 1_000.0);
        usage.add("mails", 50.0);
        close(prices.of_service(&usage, "Table"), 2.0);
        close(prices.of(&usage), 2.5);
        close(prices.of(&usage.plus(&usage, 3.0)), 10.0);
        assert_eq!(prices.services(), ["Table", "Mail"]);
    }

    #[test]
    #[should_panic(expected = "letters has no price")]
    fn what_has_no_price_is_not_free() {
        let mut usage = Usage::default();
        usage.add("letters", 1.0);
        Prices::parse(TWO).of(&usage);
    }

    #[test]
    fn each_price_says_how_far_it_was_checked() {
        for price in Prices::of_the_file().all() {
            assert!(["list price", "unverified"].contains(&price.checked.as_str()), "{price:?}");
            assert_eq!(price.region, "eu-west-2", "{price:?}");
        }
    }

    #[test]
    fn the_scales_share_all_changes() {
        let assumptions = Assumptions::of_the_file();
        let shares = assumptions.all().iter().filter(|one| one.name.starts_with("share_"));
        close(shares.map(|share| share.value).sum(), 1.0);
    }
}
