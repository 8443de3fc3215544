//! The log lines of visits: what each is about, and nothing private.

use domain::change::Status;
use fakes::{lines_of, organisation};
use http_tests::{Caller, EVERYONE};
use serde_json::{Value, json};

use crate::world::World;

#[test]
fn lines_of_a_visit_say_what_it_is_about() {
    let world = World::new();
    let made = world.api.change_in(Status::InReview);
    let (_, lines) = lines_of(|| {
        let mut browser = world.signed_in(Caller::BUSINESS);
        browser.open(&format!("/portal/changes/{}", made.id))
    });
    let of_page = lines.iter().filter(|line| line["http.route"] == "/portal/changes/{id}");
    let of_page: Vec<_> = of_page.collect();
    assert_eq!(of_page.len(), 2, "{lines:?}");
    for line in &of_page {
        assert_eq!(line["change.id"], made.id.to_string());
    }
    let end = of_page.last().expect("an end");
    let person = Caller::BUSINESS.actor().person().expect("a person");
    assert_eq!(end["caller.person"], json!(person.to_string()));
    assert_eq!(end["caller.organisation"], json!(organisation(1).id.to_string()));
    // The sign-in came with a code, a name and cookies.
    for line in lines {
        let text = Value::Object(line).to_string();
        for private in ["@", "code=", "state=", "Bearer", "cookie"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
        for caller in EVERYONE {
            let actor = caller.actor();
            let name = actor.name().expect("a name").as_str();
            assert!(!text.contains(name), "{name} in {text}");
        }
    }
}
