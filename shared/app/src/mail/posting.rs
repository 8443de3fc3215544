//! Turns an event into notifications of the outbox: one for the people of each side, so that nobody gets two emails about one
//! event.

use crate::mail::{Audience, Notification, Part};

/// What an event says, and to whom.
pub(crate) type Addressed = (Audience, Notification);

/// What one event tells, as the parts of at most two notifications: one to the organisation, one to PDP. What several are told in the same
/// words is one part. What says what to do now comes first.
pub(crate) fn notifications_of(told: Vec<Addressed>) -> Vec<Vec<Part>> {
    let mut sides = [Vec::<Part>::new(), Vec::new()];
    for (audience, notification) in told {
        let parts = &mut sides[usize::from(audience.at_pdp())];
        match parts.iter_mut().find(|part| part.notification == notification) {
            Some(part) if part.audiences.contains(&audience) => {}
            Some(part) => part.audiences.push(audience),
            None => parts.push(Part { audiences: vec![audience], notification }),
        }
    }
    for parts in &mut sides {
        parts.sort_by_key(|part| !part.notification.says_what_to_do());
    }
    sides.into_iter().filter(|parts| !parts.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use domain::actor::OrganisationRole;

    use super::*;

    #[test]
    fn what_to_do_or_on_which_day_comes_first() {
        let manager = Audience::Organisation(OrganisationRole::TestManager);
        let arranged = Notification::IntegrationTestingArranged {
            time: jiff::Timestamp::UNIX_EPOCH,
            endpoints: None,
            endpoints_until: None,
        };
        for first in [arranged, Notification::TestEndpointsNeeded] {
            let told = vec![(manager, Notification::ChangeCompleted), (manager, first.clone())];
            let [notification] = notifications_of(told).try_into().expect("one notification");
            let codes = notification.iter().map(|part| part.notification.code());
            assert_eq!(codes.collect::<Vec<_>>(), [first.code(), "change_completed"]);
        }
    }
}
