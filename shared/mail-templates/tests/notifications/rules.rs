//! Rules for every notification.

use std::collections::BTreeSet;

use app::mail::{Doubtful, Mail, Notification, OatNews};
use domain::change::GoingLive;
use domain::change::steps::StepStateKind;
use domain::change::support::{HoldReason, SupportSubject};
use domain::change::testing::TestUrls;
use domain::endpoint::{EndpointUrl, ProposedEndpoint};
use domain::policy::{Scale, Step};
use fakes::notifications::{
    CONTACTS, HOSTILE, about_oat_of_a_change, all, asked, mail, request, steps, text,
};
use mail_templates::Rendered;
use scraper::{Html, Selector};

use crate::{PORTAL, render};

fn rendered() -> impl Iterator<Item = (&'static str, Mail, Rendered)> {
    all().into_iter().map(|(name, mail)| {
        let rendered = render(&mail).unwrap();
        (name, mail, rendered)
    })
}

fn selected<'h>(html: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    html.select(&Selector::parse(selector).unwrap()).collect()
}

/// The words of a text, without the marks of lists and headings.
fn words(text: &str) -> Vec<String> {
    let mark = |word: &&str| {
        word.bytes().all(|b| b == b'-')
            || word.strip_suffix('.').is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
    };
    text.split_whitespace().filter(|word| !mark(word)).map(str::to_owned).collect()
}

/// Holds S5.
#[test]
fn every_kind_of_notification_is_tried() {
    let notifications = all();
    let tried: BTreeSet<_> =
        notifications.iter().flat_map(|(_, mail)| mail.notifications()).map(Notification::kind).collect();
    assert_eq!(tried, Notification::KINDS.iter().copied().collect());
}

/// Holds O7.
#[test]
fn every_kind_of_news_is_tried() {
    let notifications = all();
    let news = notifications.iter().flat_map(|(_, mail)| mail.notifications()).filter_map(|notification| {
        match notification {
            Notification::Oat { news, .. } => Some(news.kind()),
            _ => None,
        }
    });
    assert_eq!(news.collect::<BTreeSet<_>>(), OatNews::KINDS.iter().copied().collect());
}

#[test]
fn every_variant_has_a_name_of_its_own_and_says_something_else() {
    let mut seen = std::collections::BTreeMap::new();
    for (name, _, rendered) in rendered() {
        let before = seen.insert((rendered.subject, rendered.text), name);
        assert_eq!(before, None, "{name}");
    }
    assert_eq!(all().iter().map(|(name, _)| *name).collect::<BTreeSet<_>>().len(), seen.len());
}

/// Holds S5.
#[test]
fn a_subject_that_asks_for_something_has_a_body_that_says_what() {
    for (name, _, rendered) in rendered() {
        if ["Action needed", "Decision needed"].iter().any(|start| rendered.subject.starts_with(start)) {
            assert!(rendered.text.contains("What you need to do\n---"), "{name}");
        }
    }
}

#[test]
fn the_reference_is_in_the_subject_and_in_both_bodies() {
    for (name, mail, rendered) in rendered() {
        // People and roles have none.
        let Some(reference) = mail.about.reference() else { continue };
        let reference = reference.to_string();
        for part in [&rendered.subject, &rendered.text, &rendered.html] {
            assert!(part.contains(&reference), "{name}: {part}");
        }
    }
}

#[test]
fn bodies_name_the_organisation_and_so_do_pdps_subjects() {
    for (name, mail, rendered) in rendered() {
        assert!(rendered.text.contains(&mail.organisation_name), "{name}");
        assert!(rendered.html.contains(&mail.organisation_name), "{name}");
        // A person reads about their own entry, wherever they are.
        let of_themselves = matches!(mail.about, app::mail::About::Contacts)
            && mail.audiences().iter().all(|audience| audience.is_person());
        let names_it = mail.at_pdp() && !of_themselves;
        assert_eq!(rendered.subject.contains(&mail.organisation_name), names_it, "{name}");
    }
}

#[test]
fn every_notification_says_what_happens_next_and_where_help_is() {
    for (name, _, rendered) in rendered() {
        assert!(rendered.text.contains("What happens next\n---"), "{name}");
        assert!(rendered.text.contains("PDP support through the support portal"), "{name}");
    }
}

/// The URLs that a notification shows, with what they are.
fn urls(notification: &Notification) -> Vec<(String, String)> {
    let of = |endpoints: &[ProposedEndpoint]| -> Vec<_> {
        endpoints.iter().map(|each| (each.endpoint_type.to_string(), each.url.to_string())).collect()
    };
    let of_test = |urls: &TestUrls| {
        [("Test Find", &urls.find), ("Test View", &urls.view), ("Test PAT refresh", &urls.pat_refresh)]
            .map(|(kind, url)| (kind.to_owned(), url.to_string()))
            .to_vec()
    };
    match notification {
        Notification::ChangeSubmitted { asked, .. }
        | Notification::ReviewNeeded { asked, .. }
        | Notification::InformationRequested { asked, .. }
        | Notification::ChangeRejected { asked, .. }
        | Notification::ReviewDue { asked, .. }
        | Notification::ScaleChangedInReview { asked, .. }
        | Notification::ReviewOutcome { asked, .. } => of(&asked.new_endpoints),
        Notification::WentLive { endpoints, .. } => of(endpoints),
        Notification::EndpointSuspended { endpoint, .. }
        | Notification::RestorationProposed { endpoint, .. }
        | Notification::RestorationDeclined { endpoint, .. }
        | Notification::EndpointRestored { endpoint, .. } => {
            vec![("URL".to_owned(), endpoint.url.to_string())]
        }
        Notification::Oat { news, .. } => urls_of_news(news),
        Notification::DisputeOpened { urls, .. } => {
            urls.iter().map(|url| ("Find".to_owned(), url.to_string())).collect()
        }
        Notification::IntegrationTestingArranged { endpoints: Some(urls), .. }
        | Notification::SupportRequestOpened { subject: SupportSubject::ChangeTestEndpoints(urls), .. }
        | Notification::SupportRequestAnswered {
            subject: SupportSubject::ChangeTestEndpoints(urls), ..
        } => of_test(urls),
        _ => vec![],
    }
}

/// The URLs that a notification about OAT shows, with what they are.
fn urls_of_news(news: &OatNews) -> Vec<(String, String)> {
    let find = |url: &EndpointUrl| ("Find".to_owned(), url.to_string());
    let places = |doubtful: &[Doubtful]| {
        let urls: BTreeSet<_> = doubtful.iter().map(|one| find(&one.url)).collect();
        urls.into_iter()
    };
    match news {
        OatNews::Passed { expiring, doubtful, .. } => {
            let expiring = expiring.iter().map(|one| find(&one.url));
            let all: BTreeSet<_> = expiring.chain(places(doubtful)).collect();
            all.into_iter().collect()
        }
        OatNews::DoubtfulPass { doubtful, .. } => places(doubtful).collect(),
        OatNews::OwnFault { urls, .. } => urls.iter().map(find).collect(),
        OatNews::Failed { failures, .. } | OatNews::RerunEnded { failures, .. } => {
            failures.iter().map(|failed| find(&failed.url)).collect()
        }
        OatNews::Finding { url, .. } => url.iter().map(find).collect(),
        OatNews::SchemeWentLive { endpoints } => {
            let shown = |one: &ProposedEndpoint| (one.endpoint_type.to_string(), one.url.to_string());
            endpoints.iter().map(shown).collect()
        }
        _ => vec![],
    }
}

/// Holds V2, W10.
#[test]
fn no_address_is_given_but_of_endpoints_and_pages() {
    for (name, mail, rendered) in rendered() {
        for part in [&rendered.text, &rendered.html] {
            // A long URL has a line to itself.
            let mut rest = part.split_whitespace().collect::<Vec<_>>().join(" ");
            for (kind, url) in mail.notifications().flat_map(urls) {
                let shown = format!("{kind}: {url}");
                assert!(rest.contains(&shown), "{name}: {shown}");
                rest = rest.replace(&shown, "");
            }
            for page in pages(&rendered.html) {
                rest = rest.replace(&format!("<a href=\"{page}\">{page}</a>"), "").replace(&page, "");
            }
            for word in ["http", "www.", "mailto:", "@", "href", "src=\""] {
                assert!(!rest.contains(word), "{name}: {word}");
            }
        }
    }
}

/// The addresses of pages that an email links to.
fn pages(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let links = selected(&html, "a");
    let mut pages: Vec<_> = links.iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect();
    // The address of one page begins that of another.
    pages.sort_by_key(|page| std::cmp::Reverse(page.len()));
    pages
}

/// Holds W10.
#[test]
fn each_part_leads_to_a_page_and_nowhere_else() {
    for (name, mail, rendered) in rendered() {
        let pages = pages(&rendered.html);
        assert!(pages.len() >= mail.parts.len(), "{name}");
        for page in pages {
            let path = page.strip_prefix(PORTAL).and_then(|path| path.strip_prefix("/portal/"));
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_".contains(c);
            assert!(path.is_some_and(|path| path.chars().all(is_plain)), "{name}: {page}");
        }
    }
}

/// Holds W10.
#[test]
fn what_asks_for_an_answer_says_where_not_to_send_it() {
    for (name, mail, rendered) in rendered() {
        let asks = mail.notifications().any(|one| matches!(one, Notification::InformationRequested { .. }));
        let says =
            rendered.text.contains("Do not reply to this email. Answer here, on the connection portal:");
        assert!(says || !asks, "{name}");
    }
}

#[test]
fn the_html_is_correct_and_fetches_and_runs_nothing() {
    for (name, _, rendered) in rendered() {
        let html = Html::parse_document(&rendered.html);
        assert!(html.errors.is_empty(), "{name}: {:?}", html.errors);
        for selector in
            ["script", "img", "link", "style", "iframe", "form", "[onerror]", "[src]", ":not(a)[href]"]
        {
            assert!(selected(&html, selector).is_empty(), "{name}: {selector}");
        }
        assert!(!rendered.html.contains("url("), "{name}");
    }
}

#[test]
fn the_html_can_be_read_aloud() {
    for (name, mail, rendered) in rendered() {
        let html = Html::parse_document(&rendered.html);
        assert_eq!(selected(&html, "html[lang=en-GB]").len(), 1, "{name}");
        assert_eq!(selected(&html, "h1").len(), 1, "{name}");
        let below = if mail.parts.len() > 1 { "h4, table" } else { "h3, h4, table" };
        assert!(selected(&html, below).is_empty(), "{name}");
        let title: String = selected(&html, "title")[0].text().collect();
        assert_eq!(title, rendered.subject, "{name}");
    }
}

#[test]
fn what_people_wrote_is_shown_line_by_line_and_nothing_more() {
    let shown = [
        "We \"must\" move; it's <urgent> & more.",
        "Second line: <script>alert('x')</script>",
        "",
        "<img src=x onerror=alert(1)> </blockquote></body> {{ mail.reference }} {% if true %}",
        "- not our list",
        "Subject: not a headerdesrever",
        "After a line separator",
    ];
    for notification in [
        Notification::InformationRequested { asked: asked(), question: text(HOSTILE) },
        Notification::InformationSupplied {
            question: text(HOSTILE),
            answer: text(HOSTILE),
            due: jiff::civil::date(2026, 11, 27),
        },
        Notification::ChangeRejected { asked: asked(), reason: text(HOSTILE) },
        Notification::ChangeWithdrawn { reason: Some(text(HOSTILE)) },
        Notification::StepReturned { step: Step::Prerequisites, reason: text(HOSTILE) },
        Notification::StepReopened {
            step: Step::Prerequisites,
            reason: text(HOSTILE),
            waiting: vec![],
            goes_live_later: false,
        },
        Notification::DecisionTakenBack {
            decision: domain::change::Decision::Question,
            question: Some(text(HOSTILE)),
            reason: text(HOSTILE),
            due: None,
        },
        Notification::SupportRequestOpened {
            request: request(),
            subject: SupportSubject::Other,
            text: text(HOSTILE),
        },
        Notification::SupportRequestAnswered {
            request: request(),
            subject: SupportSubject::Other,
            text: text(HOSTILE),
            answer: text(HOSTILE),
            accepted: None,
        },
        Notification::GoingLiveHeld { reason: HoldReason::Pdp(text(HOSTILE)), until: None },
        Notification::GoingLiveReleased { reason: text(HOSTILE), going_live: GoingLive::Held },
        about_oat_of_a_change(OatNews::PassWithdrawn { reason: text(HOSTILE) }),
    ] {
        let rendered = render(&mail(CONTACTS, notification)).unwrap();
        let html = Html::parse_document(&rendered.html);
        let quotes = selected(&html, "blockquote");
        assert!(!quotes.is_empty(), "no quotation");
        for quote in &quotes {
            assert_eq!(quote.text().collect::<String>().trim(), shown.join("\n"));
        }
        assert_eq!(selected(&html, "blockquote br").len(), (shown.len() - 1) * quotes.len());
        let own = |line: &&str| line.starts_with("    ") && !line.starts_with("     ");
        let in_text: Vec<_> = rendered.text.lines().filter(own).map(str::trim).collect();
        let once = shown.join(" ").replace("  ", " ");
        assert_eq!(in_text.join(" "), vec![once; quotes.len()].join(" "));
    }
}

#[test]
fn a_hostile_organisation_name_is_one_short_line_of_data() {
    let name = "Evil <b>&\r\nBcc: everyone@example.org\r\n\r\n\u{2028}\0body ".repeat(20);
    for (variant, mut mail) in all() {
        mail.organisation_name = name.clone();
        let rendered = render(&mail).unwrap();
        let characters = rendered.subject.chars().count();
        assert!(characters <= 120, "{variant}: {characters} characters");
        assert!(!rendered.subject.chars().any(|c| c.is_control() || c == '\u{2028}'), "{variant}");
        assert!(
            mail.about.reference().is_none_or(|it| rendered.subject.contains(&it.to_string())),
            "{variant}"
        );
        assert!(rendered.html.contains("Evil &#60;b&#62;&#38; Bcc"), "{variant}");
        let html = Html::parse_document(&rendered.html);
        assert!(html.errors.is_empty() && selected(&html, "b").is_empty(), "{variant}");
    }
}

#[test]
fn subjects_are_short_enough_to_be_read_in_a_list() {
    for (name, _, rendered) in rendered() {
        assert!(rendered.subject.chars().count() <= 120, "{name}: {}", rendered.subject);
    }
}

#[test]
fn lines_of_text_are_short_and_no_two_are_empty() {
    for (name, _, rendered) in rendered() {
        assert!(!rendered.text.contains("\n\n\n"), "{name}:\n{}", rendered.text);
        assert!(rendered.text.ends_with(".\n"), "{name}");
        for line in rendered.text.lines() {
            let one_word = line.split_whitespace().count() == 1;
            assert!(one_word || line.chars().count() <= 76, "{name}: {line}");
            assert_eq!(line, line.trim_end(), "{name}");
        }
    }
}

#[test]
fn the_day_of_a_notification_is_the_day_in_london() {
    let mut late = mail(CONTACTS, Notification::ChangeWithdrawn { reason: None });
    late.at = "2026-06-30T23:30:00Z".parse().unwrap();
    assert!(render(&late).unwrap().text.contains("Date: Wednesday 1 July 2026"));
}

/// Holds V3.
#[test]
fn the_outcome_lists_who_acts_needs_and_state_of_every_step() {
    for scale in Scale::ALL {
        let steps = steps(*scale, &[StepStateKind::ToDo]);
        let notification = Notification::ReviewOutcome {
            asked: asked(),
            from: Scale::Minor,
            scale: *scale,
            reason: Some(text("Because.")),
            oat_required: true,
            reclassified: false,
            stays_on: None,
            steps: steps.clone(),
        };
        let words = words(&render(&mail(CONTACTS, notification)).unwrap().text).join(" ");
        for step in &steps {
            let by = step.by.to_string();
            let who = if step.step == Step::IntegrationTesting {
                format!("the {by}")
            } else {
                format!("your {by}")
            };
            let state = if step.state == StepStateKind::ToDo { "to do" } else { "cannot start yet." };
            let decides = step.approved_by.map(|role| format!(" Who decides on it: the {role}"));
            let decides = decides.unwrap_or_default();
            let line = format!(
                "{} Who acts: {who}{decides} What is needed: {} State: {state}",
                step.step, step.needs
            );
            assert!(words.contains(&line), "{scale}: {line}\n{words}");
        }
        let first = &steps[0];
        let next = format!("Next to act: your {}. Step 1, {}, can start now", first.by, first.step);
        assert!(words.contains(&next), "{scale}: {next}");
    }
}

#[test]
fn a_url_of_the_longest_kind_stays_whole() {
    let url = format!("https://find.northern-example.co.uk/{}", "x".repeat(2_000));
    let mut asked = asked();
    asked.new_endpoints[0].url = domain::endpoint::EndpointUrl::restore(url.clone());
    let notification = Notification::ChangeSubmitted { asked, due: jiff::civil::date(2026, 11, 27) };
    let rendered = render(&mail(CONTACTS, notification)).unwrap();
    assert!(rendered.text.contains(&url) && rendered.html.contains(&url));
}

/// Holds D1.
#[test]
fn a_notification_about_a_support_request_says_which_to_quote() {
    let mut seen = 0;
    for (name, mail, rendered) in rendered() {
        let request = match &mail.parts[0].notification {
            Notification::SupportRequestOpened { request, .. }
            | Notification::SupportRequestAnswered { request, .. } => *request,
            _ => continue,
        };
        seen += 1;
        let quoted = format!("{request} and {}", mail.about.reference().unwrap());
        let in_one_line = rendered.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(in_one_line.contains(&format!("Quote {quoted}.")), "{name}: {in_one_line}");
        assert!(rendered.html.contains(&format!("Quote <strong>{quoted}</strong>.")), "{name}");
    }
    assert!(seen > 5, "{seen}");
}
