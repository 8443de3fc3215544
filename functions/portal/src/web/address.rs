//! Addresses with a query.

/// This address with the parts of the query that there are.
pub fn with_query(path: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let pairs: Vec<_> = pairs.iter().filter_map(|(name, value)| Some((name, (*value)?))).collect();
    // Texts can always be written.
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_what_there_is_of_it() {
        assert_eq!(with_query("/portal/", &[("cursor", None)]), "/portal/");
        let pairs = [("state", Some("live")), ("kind", None), ("cursor", Some("a b&c"))];
        assert_eq!(with_query("/portal/endpoints", &pairs), "/portal/endpoints?state=live&cursor=a+b%26c");
    }
}
