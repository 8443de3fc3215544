//! How PDP is doing, month by month.

use app::{Figures, MonthFigures, Summing};
use domain::change::Status;
use domain::endpoint::EndpointType;
use domain::figures::{Counted, Counts, Month, With, WorkingDays};
use domain::oat::{Cause, Outcome};
use domain::policy::{Scale, Step};
use http_tests::{Call, Caller};

use super::Desk;
use crate::world::{HTML, World};

const PAGES: [&str; 5] = [
    "/portal/figures",
    "/portal/figures/changes",
    "/portal/figures/steps",
    "/portal/figures/testing",
    "/portal/figures/endpoints",
];

/// The addresses of these pages.
pub fn desk() -> Desk {
    let pages = PAGES.into_iter().chain(["/portal/figures/sheet.csv"]).map(str::to_owned).collect();
    Desk { pages, forms: Vec::new() }
}

/// These were counted in a month.
fn put(world: &World, month: &str, counts: Counts) {
    let figures = MonthFigures { counts, version: 1, ..MonthFigures::none(month.parse().expect("a month")) };
    let services = world.api.fakes.services();
    let put = services.store.put_figures(&figures, &[], services.clock.now());
    assert_eq!(pollster::block_on(put).expect("kept"), Summing::Done);
}

fn counts(of: &[(Counted, u64)]) -> Counts {
    of.iter().copied().collect()
}

/// As much as can be counted, many times each; another number for each month.
fn everything(number: u64) -> Counts {
    let mut all = Vec::new();
    for (at, scale) in (0..).zip(Scale::ALL.iter().copied()) {
        let of = [
            Counted::Submitted { scale },
            Counted::Confirmed { scale },
            Counted::Rejected { scale },
            Counted::Withdrawn { scale },
            Counted::Completed { scale },
        ];
        all.extend(of.into_iter().map(|of| (of, 100 + number * 7 + at)));
        let others = Scale::ALL.iter().copied().filter(|to| *to != scale);
        all.extend(others.map(|to| (Counted::Reclassified { from: scale, to }, 3 + number)));
    }
    for days in 0..9 {
        let days = WorkingDays(days);
        all.extend([(Counted::ReviewInTime { days }, 23 + number), (Counted::ReviewLate { days }, 2)]);
        for step in Step::ALL.iter().copied() {
            let stay = |with| Counted::Step { step, with, days };
            all.extend([(stay(With::Organisation), 5 + number), (stay(With::Pdp), 4 + number)]);
        }
    }
    all.extend([(Counted::OatPassedFirst, 40 + number), (Counted::OatPassedLater, 9 + number)]);
    all.extend([Outcome::Passed, Outcome::Failed].map(|outcome| (Counted::OatOverridden { outcome }, 1)));
    all.extend(Cause::ALL.iter().map(|cause| (Counted::RunFailed { cause: *cause }, 3 + number)));
    all.extend(EndpointType::ALL.iter().map(|of| (Counted::WentLive { endpoint_type: *of }, 90 + number)));
    counts(&all)
}

/// A world in which everything was counted in so many months up to this one.
fn busy(months: usize) -> World {
    let world = World::new();
    let first: Month = "2021-08".parse().expect("a month");
    let all: Vec<_> = std::iter::successors(Some(first), |month| Some(month.next())).take(60).collect();
    for (number, month) in (0..).zip(&all[60 - months..]) {
        put(&world, &month.to_string(), everything(number));
    }
    world
}

/// Holds Q9.
#[test]
fn what_happened_is_on_the_pages_of_its_month() {
    let world = World::new();
    world.api.change_in(Status::Rejected);
    world.api.change_in(Status::InReview);
    let services = world.api.fakes.services();
    pollster::block_on(app::sum_figures(&services, || true)).expect("summed");
    let mut browser = world.signed_in(Caller::REVIEWER);
    let address = browser.open("/portal/").link("Figures");
    let page = browser.open(&address);
    assert_eq!(page.title(), "Figures: reviews, August 2025 to July 2026 – Connection portal");
    let rows = page.all("tbody tr");
    assert_eq!(rows.len(), 13, "each month, and all: {rows:?}");
    assert_eq!((rows[11].as_str(), rows[12].as_str()), ("July 2026 1 0 0", "All months 1 0 0"));
    assert_eq!(rows[0], "August 2025 0 0 None");
    let page =
        browser.open(&page.link("Technical changes").replace("/portal/changes", "/portal/figures/changes"));
    assert!(page.all("tbody tr").contains(&"July 2026 2".to_owned()), "{:?}", page.all("tbody tr"));
    assert!(
        page.all("tbody tr").contains(&"Minor change 2 0 1 0 0".to_owned()),
        "{:?}",
        page.all("tbody tr")
    );
    assert!(page.main().contains("PDP changed no scale."), "{}", page.main());
}

/// Holds W2, W5.
#[test]
fn each_subject_has_its_plots_above_the_same_numbers() {
    let world = busy(12);
    let mut browser = world.signed_in(Caller::SUPPORT);
    let mut titles = Vec::new();
    for address in PAGES {
        let page = browser.open(address);
        titles.push(page.title());
        assert!(page.text("main p").starts_with("There is nothing to do here."), "{}", page.main());
        let sections: Vec<_> = page.source.split("<h2 ").skip(1).collect();
        assert!(!sections.is_empty());
        for section in sections.iter().filter(|section| section.contains("<table")) {
            let plot = section.find("role=\"img\"").unwrap_or_else(|| panic!("no plot: {section}"));
            assert!(plot < section.find("<table").expect("a table"), "{address}: the plot comes first");
        }
        assert!(page.all("svg[role=img] title").iter().all(|title| !title.is_empty()), "{address}");
        assert_eq!(page.all("svg[role=img]").len(), page.all("svg[role=img] title").len(), "{address}");
        // Nothing of it needs a style that the policy forbids.
        assert!(!page.source.contains("style="), "{address}");
        for view in page.all("main nav a") {
            assert!(
                ["Reviews", "Technical changes", "Steps", "Testing", "Endpoints gone live"]
                    .contains(&view.as_str())
            );
        }
        assert_eq!(page.all("main nav a[aria-current=page]").len(), 1);
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), PAGES.len());
}

/// Holds Q9.
#[test]
fn the_numbers_worth_most_come_first() {
    let world = World::new();
    let days = WorkingDays;
    put(
        &world,
        "2026-06",
        counts(&[
            (Counted::ReviewInTime { days: days(3) }, 230),
            (Counted::ReviewLate { days: days(9) }, 9),
            (Counted::OatPassedFirst, 83),
            (Counted::OatPassedLater, 19),
            (Counted::RunFailed { cause: Cause::ClientCertificateRefused }, 7),
            (Counted::RunFailed { cause: Cause::NameNotFound }, 9),
            (Counted::WentLive { endpoint_type: EndpointType::Find }, 300),
            (Counted::WentLive { endpoint_type: EndpointType::View }, 11),
            (Counted::Step { step: Step::Prerequisites, with: With::Organisation, days: days(3) }, 2),
            (Counted::Step { step: Step::Prerequisites, with: With::Pdp, days: days(1) }, 1),
            (Counted::Step { step: Step::Prerequisites, with: With::Pdp, days: days(2) }, 1),
            (Counted::Reclassified { from: Scale::Minor, to: Scale::Moderate }, 4),
        ]),
    );
    let mut browser = world.signed_in(Caller::ADMINISTRATOR);
    let mut numbers = |address: &str| browser.open(address).all(".portal-numbers li");
    assert_eq!(
        numbers("/portal/figures"),
        ["96% of 239 reviews within their target", "3 working days with PDP in the median review"]
    );
    assert_eq!(
        numbers("/portal/figures/testing"),
        ["81% passed first time, of 102 passed by a test", "16 failed runs"]
    );
    assert_eq!(numbers("/portal/figures/endpoints"), ["311 endpoints gone live"]);
    let steps = browser.open("/portal/figures/steps");
    assert_eq!(steps.all("tbody tr"), ["Prerequisites The organisation 2 3", "Prerequisites PDP 2 1.5"]);
    assert_eq!(steps.text(".portal-bars li title"), "Prerequisites: Organisation 3, PDP 1.5");
    let testing = browser.open("/portal/figures/testing");
    let causes = testing.all("table")[1].clone();
    let at = |words: &str| causes.find(words).unwrap_or_else(|| panic!("{words}: {causes}"));
    assert!(at("could not be found in public DNS. 9") < at("client certificate that PDP presented. 7"));
    let changes = browser.open("/portal/figures/changes");
    assert!(changes.main().contains("From minor to moderate 4"), "{}", changes.main());
}

/// Holds Q9, W2.
#[test]
fn a_month_that_runs_is_to_come_or_is_empty_says_so() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::IMPLEMENTATION);
    let page = browser.open("/portal/figures?from=2026-07");
    assert!(
        page.main().contains("July 2026 is not over yet, so its figures are incomplete."),
        "{}",
        page.main()
    );
    assert!(page.main().contains("No review was decided."), "{}", page.main());
    assert!(page.main().contains("This is one month. To compare months, choose several."), "{}", page.main());
    assert_eq!(page.all("main table, main svg").len(), 0, "there is nothing to plot");
    let page = browser.open("/portal/figures?from=2026-08&to=2026-09");
    assert!(page.main().contains("August 2026 to September 2026 are still to come."), "{}", page.main());
    for address in PAGES {
        let page = browser.open(&format!("{address}?from=2020-01&to=2020-12"));
        assert_eq!(page.all("main table, main svg[role=img]").len(), 0, "{address}");
        assert!(!page.all("main h2 + p + p strong").is_empty(), "{address}: {}", page.main());
        assert!(!page.main().contains("running"), "{}", page.main());
    }
    // One month of which there is something has its numbers, and nothing to compare them with.
    put(&world, "2026-05", everything(1));
    let page = browser.open("/portal/figures?from=2026-05");
    assert_eq!((page.all("tbody tr").len(), page.all("svg.portal-plot").len()), (1, 0));
    assert_eq!(page.all("tbody tr")[0], "May 2026 216 18 4");
}

/// Holds Q9.
#[test]
fn months_are_chosen_by_a_form_and_by_links() {
    let world = busy(3);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open("/portal/figures/steps");
    assert_eq!(page.attribute("main form", "action"), "/portal/figures/steps");
    assert_eq!(page.attribute("main form", "method"), "get");
    assert_eq!((page.shown("from"), page.shown("to")), ("August 2025".to_owned(), "July 2026".to_owned()));
    let page = browser.open("/portal/figures/steps?from=may+2026&to=6%2F2026");
    assert_eq!(page.title(), "Figures: steps, May 2026 to June 2026 – Connection portal");
    assert_eq!(page.link("Testing").replace("/portal/oat", ""), "");
    assert!(
        page.source.contains("/portal/figures/testing?from=2026-05&amp;to=2026-06")
            || page.source.contains("/portal/figures/testing?from=2026-05&#38;to=2026-06")
    );
    let page = browser.open(&page.link("Last month"));
    assert_eq!(page.title(), "Figures: steps, June 2026 – Connection portal");
    let page = browser.open(&page.link("This month so far"));
    assert_eq!(page.title(), "Figures: steps, July 2026 – Connection portal");
    let page = browser.open(&page.link("The last 12 months"));
    assert_eq!(page.title(), "Figures: steps, August 2025 to July 2026 – Connection portal");
}

/// Holds Q9, W3.
#[test]
fn months_that_are_none_are_mistakes_at_their_field() {
    let world = World::new();
    let mut browser = world.signed_in(Caller::REVIEWER);
    let encoded = |typed: &str| serde_urlencoded::to_string([("from", typed)]).expect("a query");
    for (query, field, words) in [
        (encoded(HTML), "from", "The first month must be a month and a year, like 11 2026"),
        ("from=2026-05&to=soon".to_owned(), "to", "The last month must be a month and a year, like 11 2026"),
        ("to=2026-05".to_owned(), "from", "Enter the first month"),
        ("from=2026-05&to=2026-04".to_owned(), "to", "The last month is before the first."),
        ("from=2020-01&to=2026-04".to_owned(), "to", "You can see the figures of up to 60 months at once."),
    ] {
        let page = browser.get(&format!("/portal/figures?{query}")).page(422);
        assert!(page.title().starts_with("Error: "), "{query}");
        assert_eq!(page.attribute(".govuk-error-summary a", "href"), format!("#{field}"), "{query}");
        assert!(page.text(&format!("#{field}-error")).contains(words), "{query}: {}", page.main());
        assert!(page.all("table").is_empty() && !page.source.contains("<script>alert"));
        browser.get(&format!("/portal/figures/sheet.csv?{query}")).page(409);
    }
    let page = browser.get(&format!("/portal/figures?{}", encoded(HTML))).page(422);
    assert_eq!(page.shown("from"), HTML.trim());
    browser.get("/portal/figures/nothing").page(404);
}

/// Holds Q9.
#[test]
fn the_same_months_are_a_sheet() {
    let world = busy(3);
    let mut browser = world.signed_in(Caller::REVIEWER);
    let page = browser.open("/portal/figures?from=2026-06&to=2026-07");
    let reply = browser.get(&page.link("Download these months as a spreadsheet (CSV)"));
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"figures-2026-06-to-2026-07.csv\""
    );
    let answer = world.api.send(Call::get("/figures/sheet?from=2026-06&to=2026-07").by(Caller::REVIEWER));
    assert_eq!(reply.bytes, answer.bytes.to_vec(), "as the API made it");
    assert!(reply.text().starts_with("\"month\",\"figure\","), "{}", reply.text());
    let one = browser.get("/portal/figures/sheet.csv?from=6+2026");
    assert_eq!(one.header("content-disposition"), "attachment; filename=\"figures-2026-06.csv\"");
}

/// Holds Q9.
#[test]
fn many_months_are_summed_and_their_pages_stay_small() {
    // That they are small, the browser says.
    let world = busy(60);
    let mut browser = world.signed_in(Caller::REVIEWER);
    for address in PAGES {
        let two_years = browser.open(&format!("{address}?from=2024-08&to=2026-07"));
        assert!(!two_years.main().contains("the figures below are for all of them together"));
        let five = browser.open(&format!("{address}?from=2021-08&to=2026-07"));
        assert!(five.main().contains("There are too many months to show one by one"), "{}", five.main());
        assert!(!five.main().contains("August 2023"), "{}", five.main());
    }
    let rows = browser.open("/portal/figures/endpoints?from=2021-08&to=2026-07").all("tbody tr");
    let each: u64 = (0..60).map(|number| 90 + number).sum();
    assert_eq!(rows, [format!("All months {each} {each} {each} {}", each * 3)]);
    let rows = browser.open("/portal/figures/endpoints?from=2024-08&to=2026-07").all("tbody tr");
    assert_eq!(rows.len(), 25);
    // Of all causes at once the rarest share a row, so that none is lost.
    let testing = browser.open("/portal/figures/testing?from=2021-08&to=2026-07");
    let runs: u64 = (0..60).map(|number| 3 + number).sum();
    let rarer = runs * (u64::try_from(Cause::ALL.len()).expect("a number") - 20);
    assert!(testing.all("tbody tr").contains(&format!("Rarer causes {rarer}")), "{}", testing.main());
}
