//! The client has a method for every operation of the API, and for nothing else.

use std::collections::BTreeSet;

use api_client::OPERATIONS;
use api_document::Document;

#[test]
fn every_operation_of_the_document_has_a_method() {
    let paths = Document::published().whole()["paths"].as_object().expect("paths");
    let published: BTreeSet<_> = paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().expect("operations").iter();
            operations.map(move |(method, operation)| {
                let name = operation["operationId"].as_str().expect("a name");
                (method.to_ascii_uppercase(), path.clone(), name.to_owned())
            })
        })
        .collect();
    let here = OPERATIONS.iter().copied().flatten();
    let here: BTreeSet<_> =
        here.map(|one| (one.method.to_owned(), one.path.to_owned(), one.name.to_owned())).collect();
    assert_eq!(here, published);
}
