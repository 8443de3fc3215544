//! The guide: the process of a technical change in plain words, before anybody fills in a form (W8). The steps and the numbers are
//! those of the policy that is in force.

use askama::Template;
use domain::policy::{Policy, Scale};

use crate::layout::{Frame, Section};
use crate::pages::report::reports;
use crate::ports::Ports;
use crate::visit::{Shown, Visit};
use crate::words;

#[derive(Template)]
#[template(path = "pages/guide/guide.html")]
struct Page {
    frame: Frame,
    scales: Vec<ScaleGuide>,
    review_days: u32,
    endpoints: usize,
    connection_days: u32,
    downtime_days: u32,
    megabytes: u64,
    /// Whether its reader reports changes.
    reports: bool,
}

/// What somebody needs to know of a scale.
pub struct ScaleGuide {
    pub id: &'static str,
    pub name: String,
    pub means: &'static str,
    examples: &'static [&'static str],
    pub steps: Vec<StepGuide>,
}

/// A step that a scale requires.
pub struct StepGuide {
    pub title: String,
    who: String,
    needs: &'static str,
    decides: Option<String>,
    pub only_with_oat: bool,
}

/// Shows it.
pub async fn show<P: Ports>(visit: Visit<P>) -> Shown {
    let policy = visit.policy();
    let limits = &policy.limits;
    visit.show(&Page {
        frame: visit.frame("Technical change process", Section::Guide),
        scales: Scale::ALL.iter().map(|scale| guide(policy, *scale)).collect(),
        review_days: limits.review_working_days,
        endpoints: limits.new_endpoints,
        connection_days: limits.connection_date_days,
        downtime_days: limits.downtime_notice_working_days,
        megabytes: limits.evidence_bytes / (1024 * 1024),
        reports: visit.who().is_some_and(reports),
    })
}

/// What somebody needs to know of this scale.
pub fn guide(policy: &Policy, scale: Scale) -> ScaleGuide {
    let (means, examples): (&str, &[&str]) = match scale {
        Scale::Minimal => (
            "You do not expect the change to affect how you meet any of the standards, including those that no test covers.",
            &[
                "You add an endpoint on the hosting, platform and technology that you have now.",
                "You install a small software update on them.",
            ],
        ),
        Scale::Minor => (
            "The change may affect how you meet standards that system testing and integration testing do not cover.",
            &[
                "You add an endpoint, or update software, and how the service is run changes with it: monitoring, logging or support.",
            ],
        ),
        Scale::Moderate => (
            "Your solution moves to another kind of platform, or to another technology.",
            &[
                "You move from virtual machines to a platform or to functions that your provider runs.",
                "You replace Windows servers with Linux servers.",
                "You rewrite main parts in another language or framework.",
                "You split one large service into several smaller ones on the same platform.",
            ],
        ),
        Scale::Significant => (
            "Your solution moves to a new hosting environment, or is redesigned so that security, performance or integration with PDP change.",
            &[
                "You move from your own data centre to a cloud provider, or from one provider to another.",
                "You introduce a new network design that changes how data flows.",
                "You redesign how endpoints are structured or how requests reach them.",
            ],
        ),
    };
    let place = Scale::ALL.iter().position(|one| *one == scale).unwrap_or_default();
    let mut steps: Vec<_> = policy
        .steps
        .iter()
        .filter_map(|rule| Some((rule.place.get(place).copied().flatten()?, rule)))
        .collect();
    steps.sort_by_key(|(place, _)| *place);
    let steps = steps.into_iter().map(|(_, rule)| StepGuide {
        title: rule.step.to_string(),
        who: rule.by.to_string(),
        needs: rule.needs,
        decides: rule.approved_by.map(|role| words::first(&domain::actor::Role::from(role).somebody())),
        only_with_oat: rule.only_with_oat,
    });
    ScaleGuide { id: scale.code(), name: words::scale(scale.into()), means, examples, steps: steps.collect() }
}
