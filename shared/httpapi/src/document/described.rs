//! `utoipa` as the route table uses it: with an eye on the names of schemas.
//!
//! `utoipa` collects schemas by name and keeps the last of each. With two types of one name, the document would describe one by
//! the schema of the other, so making such a document fails.

use std::collections::BTreeMap;

pub use utoipa::*;

use self::openapi::{RefOr, Schema};

/// What the derive of a document calls for each operation.
#[doc(hidden)]
pub mod __dev {
    pub use utoipa::__dev::*;

    use super::refuse_shared_names;
    use utoipa::__dev::SchemaReferences as Referring;
    use utoipa::openapi::{RefOr, Schema};

    /// In the place of the trait of this name: the same, and looks at what was collected.
    pub trait SchemaReferences {
        /// Adds the schemas of an operation.
        ///
        /// # Panics
        /// When two types have one name.
        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>);
    }

    impl<T: Referring> SchemaReferences for T {
        fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            <T as Referring>::schemas(schemas);
            refuse_shared_names(schemas.iter().map(|(name, schema)| (name, schema)));
        }
    }
}

/// Refuses two different schemas under one name.
///
/// # Panics
/// Then, with both: only tests and the update of the document get here, and neither may go on.
pub(crate) fn refuse_shared_names<'s>(schemas: impl IntoIterator<Item = (&'s String, &'s RefOr<Schema>)>) {
    let shown = |schema: &RefOr<Schema>| serde_json::to_string(schema).unwrap_or_default();
    let mut known = BTreeMap::<&String, &RefOr<Schema>>::new();
    for (name, schema) in schemas {
        let first = *known.entry(name).or_insert(schema);
        assert!(
            first == schema,
            "two types are published as {name}: rename one of them. {} and {}",
            shown(first),
            shown(schema)
        );
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    mod one {
        /// How a review ends.
        #[derive(utoipa::ToSchema)]
        #[expect(dead_code, reason = "a shape alone")]
        pub enum Outcome {
            /// It is confirmed.
            Confirmed,
        }
    }

    mod other {
        /// How a test ends.
        #[derive(utoipa::ToSchema)]
        #[expect(dead_code, reason = "a shape alone")]
        pub enum Outcome {
            /// It is passed.
            Passed,
        }
    }

    /// Reviews.
    #[utoipa::path(get, path = "/review", responses((status = 200, description = "It", body = one::Outcome)))]
    #[expect(dead_code, reason = "it is described, not called")]
    fn review() {}

    /// Reviews again.
    #[utoipa::path(put, path = "/review", responses((status = 200, description = "It", body = one::Outcome)))]
    #[expect(dead_code, reason = "it is described, not called")]
    fn review_again() {}

    /// Reviews, and names another outcome inside one operation.
    #[utoipa::path(post, path = "/review", request_body = other::Outcome,
        responses((status = 200, description = "It", body = one::Outcome)))]
    #[expect(dead_code, reason = "it is described, not called")]
    fn review_both() {}

    /// Tests.
    #[utoipa::path(get, path = "/test", responses((status = 200, description = "It", body = other::Outcome)))]
    #[expect(dead_code, reason = "it is described, not called")]
    fn test() {}

    macro_rules! document {
        ($($handler:ident),+) => {{
            use crate::document::described as utoipa;
            #[derive(utoipa::OpenApi)]
            #[openapi(paths($($handler),+))]
            struct Document;
            <Document as utoipa::OpenApi>::openapi()
        }};
    }

    #[test]
    fn one_type_for_two_operations_is_published() {
        let document = serde_json::to_value(document!(review)).unwrap();
        assert_eq!(document["components"]["schemas"]["Outcome"]["enum"], Value::from(vec!["Confirmed"]));
        document!(review, review_again);
    }

    #[test]
    #[should_panic(expected = "two types are published as Outcome")]
    fn two_types_of_one_name_are_refused_within_an_operation() {
        document!(review_both);
    }

    #[test]
    #[should_panic(expected = "two types are published as Outcome")]
    fn two_types_of_one_name_are_refused_within_a_function() {
        document!(review, test);
    }

    #[test]
    #[should_panic(expected = "two types are published as Outcome")]
    fn two_types_of_one_name_are_refused_between_functions() {
        crate::merged(document!(review), [document!(review), document!(test)]);
    }
}
