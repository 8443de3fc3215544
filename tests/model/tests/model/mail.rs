//! Notifications on their way: read, take the lease, send, note; crash, be refused, hear nothing; and the news of the mail service
//! (`app::try_mail`, `app::record_mail_event`).

use crate::guards::Guard;
use crate::model::{Model, Next, Sending, Step};
use crate::rules::Sight;
use crate::state::{Delivery, Notification, NotificationState, Outcome, State};

/// How long a lease is, in seconds.
const LEASE: u32 = 60;
/// How long a notification of unknown state waits.
const WAIT: u32 = 900;
/// How long a notification rests after its first, and after its second failure.
const REST: [u32; 2] = [60, 300];

/// What a notification needs.
enum Due {
    Sending,
    Doubt(NotificationState),
    Nothing,
}

impl Model {
    /// Every step of the mail.
    pub fn mail(&mut self, state: &State, next: &mut Vec<Next>) {
        for delivery in 0..state.deliveries.len() {
            match state.deliveries[delivery] {
                // Those that do nothing are alike, and stand first: one of them is enough.
                Delivery::Idle if delivery > 0 => {}
                Delivery::Idle => {
                    for notification in 0..state.notifications.len() {
                        next.extend(self.see(state, delivery, notification));
                    }
                }
                Delivery::Seen { notification, state: seen, at } => {
                    next.push(self.take(state, delivery, notification, seen, at));
                }
                Delivery::Leased { notification, sending, until } => {
                    self.send(state, delivery, (notification, sending, until), next);
                }
                Delivery::Tried { notification, sending, outcome, .. } => {
                    next.push(self.note(state, delivery, notification, sending, outcome));
                }
            }
            if state.deliveries[delivery] != Delivery::Idle && self.may_fail(state) {
                let mut after = state.clone();
                after.deliveries[delivery] = Delivery::Idle;
                next.push(fault(Step::Deliver(delivery, Sending::Crash), after));
            }
        }
        for notification in 0..state.notifications.len() {
            self.news(state, notification, next);
        }
    }

    /// Seconds since the search began.
    fn seconds(&self, at: usize) -> u32 {
        let since = self.instant(at).as_second() - self.instant(0).as_second();
        u32::try_from(since).expect("instants stand in order")
    }

    fn due(&self, state: NotificationState, now: u32) -> Due {
        let wait = if self.has(Guard::WaitForNews) { WAIT } else { 0 };
        match state {
            NotificationState::Pending => Due::Sending,
            NotificationState::Failed { failures, at } => {
                let rest = REST[usize::from(failures).min(REST.len()) - 1];
                if now >= at + rest { Due::Sending } else { Due::Nothing }
            }
            NotificationState::Ambiguous { since, .. } if now >= since + wait => Due::Sending,
            NotificationState::Sending { failures, until } if now >= until && self.has(Guard::LeaseEnds) => {
                Due::Doubt(NotificationState::Ambiguous { failures, since: until })
            }
            NotificationState::Ambiguous { .. }
            | NotificationState::Sending { .. }
            | NotificationState::Sent => Due::Nothing,
        }
    }

    fn see(&mut self, state: &State, delivery: usize, notification: usize) -> Option<Next> {
        let now = self.seconds(state.now);
        let seen = state.notifications[notification].state;
        if matches!(self.due(seen, now), Due::Nothing) {
            return None;
        }
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Seen { notification, state: seen, at: now };
        Some(own(Step::Deliver(delivery, Sending::See(notification)), after))
    }

    fn take(
        &mut self,
        state: &State,
        delivery: usize,
        notification: usize,
        seen: NotificationState,
        at: u32,
    ) -> Next {
        let now = self.seconds(state.now);
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Idle;
        let step = Step::Deliver(delivery, Sending::Take);
        if state.notifications[notification].state != seen && self.has(Guard::OneSender) {
            self.sights.insert(Sight::LeaseLost);
            return own(step, after);
        }
        match self.due(seen, at) {
            Due::Doubt(doubt) => {
                self.sights.insert(Sight::NotificationInDoubt);
                after.notifications[notification].state = doubt;
            }
            _ => {
                let until = now + LEASE;
                let sending = NotificationState::Sending { failures: failures(seen), until };
                let kept =
                    if self.has(Guard::SentNotedAfterSending) { sending } else { NotificationState::Sent };
                after.notifications[notification].state = kept;
                after.deliveries[delivery] = Delivery::Leased { notification, sending, until };
            }
        }
        own(step, after)
    }

    fn send(
        &mut self,
        state: &State,
        delivery: usize,
        (notification, sending, until): (usize, NotificationState, u32),
        next: &mut Vec<Next>,
    ) {
        let mut tried = |step, outcome, taken: bool| {
            let mut after = state.clone();
            after.deliveries[delivery] = Delivery::Tried { notification, sending, until, outcome };
            after.notifications[notification].taken += u8::from(taken);
            after.notifications[notification].news += u8::from(taken);
            let step = Step::Deliver(delivery, step);
            if step == Step::Deliver(delivery, Sending::Sent) {
                next.push(own(step, after));
            } else if state.faults > 0 && self.may_fail(state) {
                after.faults -= 1;
                next.push(fault(step, after));
            }
        };
        tried(Sending::Sent, Outcome::Sent, true);
        tried(Sending::Refused, Outcome::NotSent, false);
        tried(Sending::SentUnheard, Outcome::Unknown, true);
        tried(Sending::Lost, Outcome::Unknown, false);
        let again = state.notifications[notification].taken > 0;
        self.sights.insert(if again { Sight::NotificationSentTwice } else { Sight::NotificationSent });
    }

    /// That it was sent is certain, whatever others believe of it; anything else is noted only by who has the lease.
    fn note(
        &mut self,
        state: &State,
        delivery: usize,
        notification: usize,
        sending: NotificationState,
        outcome: Outcome,
    ) -> Next {
        let now = self.seconds(state.now);
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Idle;
        let kept = &mut after.notifications[notification].state;
        let noted = match outcome {
            Outcome::Sent => Some(NotificationState::Sent),
            _ if *kept != sending => None,
            Outcome::NotSent => Some(NotificationState::Failed { failures: failures(sending) + 1, at: now }),
            Outcome::Unknown => {
                Some(NotificationState::Ambiguous { failures: failures(sending), since: now })
            }
        };
        *kept = noted.unwrap_or(*kept);
        own(Step::Deliver(delivery, Sending::Note), after)
    }

    fn news(&mut self, state: &State, notification: usize, next: &mut Vec<Next>) {
        if state.notifications[notification].news == 0 {
            return;
        }
        let mut heard = state.clone();
        heard.notifications[notification].news -= 1;
        if self.may_fail(state) && state.faults > 0 {
            let mut lost = heard.clone();
            lost.notifications[notification].lost_news += 1;
            lost.faults -= 1;
            next.push(fault(Step::NewsLost(notification), lost));
        }
        if heard.notifications[notification].state != NotificationState::Sent {
            self.sights.insert(Sight::NewsSettled);
        }
        heard.notifications[notification].state = NotificationState::Sent;
        next.push(own(Step::News(notification), heard));
    }

    /// Time passes unless news is on its way that comes before: it takes less than a notification waits for it.
    pub fn can_tick(&self, state: &State) -> bool {
        let there = state.now + 1 < self.scenario.instants.len();
        let on_its_way = state.notifications.iter().any(|notification: &Notification| notification.news > 0);
        there && (!on_its_way || self.seconds(state.now + 1) - self.seconds(state.now) < WAIT / 2)
    }

    /// A function is stopped before its lease ends, wherever it is.
    pub fn stop_senders(&self, state: &mut State) {
        if state.deliveries.is_empty() || !self.has(Guard::SenderStopsBeforeLeaseEnds) {
            return;
        }
        let now = self.seconds(state.now);
        for delivery in &mut state.deliveries {
            let stopped = match delivery {
                Delivery::Leased { until, .. } | Delivery::Tried { until, .. } => *until <= now,
                Delivery::Idle | Delivery::Seen { .. } => false,
            };
            if stopped {
                *delivery = Delivery::Idle;
            }
        }
    }
}

fn failures(state: NotificationState) -> u8 {
    match state {
        NotificationState::Sending { failures, .. }
        | NotificationState::Failed { failures, .. }
        | NotificationState::Ambiguous { failures, .. } => failures,
        NotificationState::Pending | NotificationState::Sent => 0,
    }
}

fn own(step: Step, state: State) -> Next {
    Next { step, state, broken: None, own: true }
}

fn fault(step: Step, state: State) -> Next {
    Next { step, state, broken: None, own: false }
}
