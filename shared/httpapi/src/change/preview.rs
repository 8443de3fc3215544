//! What another scale would change of a change: for PDP only (V4).

use api::{GoingLiveBody, ReclassificationPreviewBody, ReclassifiedStepBody};
use domain::actor::Role;
use domain::change::steps::StepStateKind;
use domain::change::{Reclassified, ReclassifiedStep};

use crate::shown::Of;

impl Of<&Reclassified> for ReclassificationPreviewBody {
    fn of(preview: &Reclassified) -> Self {
        let after = &preview.after;
        Self {
            version: preview.before.version,
            scale: preview.scale.into(),
            oat_required: after.confirmation().map(|confirmation| confirmation.oat_required),
            status: after.status().into(),
            steps: preview.steps().iter().map(Of::of).collect(),
            next_step: after.next_step().map(|view| view.step.into()),
            going_live: GoingLiveBody::of(after),
            held: preview.is_held,
        }
    }
}

impl Of<&ReclassifiedStep> for ReclassifiedStepBody {
    fn of(step: &ReclassifiedStep) -> Self {
        let (rule, after) = (step.rule, step.after.as_ref());
        Self {
            step: rule.step.into(),
            title: rule.step.to_string(),
            effect: step.effect.into(),
            role: rule.by.into(),
            approved_by: rule.approved_by.map(|role| Role::from(role).into()),
            needs: after.map_or_else(|| rule.needs.to_owned(), |view| view.needs.clone()),
            before: step.before.map(Into::into),
            after: after.map_or(StepStateKind::NotNeeded, |view| view.state.kind()).into(),
        }
    }
}
