//! Letters on their way: read, take the lease, send, note; crash, be refused, hear nothing; and the news of the mail service
//! (`app::deliver_mail`, `app::record_mail_event`).

use crate::guards::Guard;
use crate::model::{Model, Next, Sending, Step};
use crate::rules::Sight;
use crate::state::{Delivery, Letter, LetterState, Outcome, State};

/// How long a lease is, in seconds.
const LEASE: u32 = 60;
/// How long a letter of unknown fate waits.
const WAIT: u32 = 900;
/// How long a letter rests after its first, and after its second failure.
const REST: [u32; 2] = [60, 300];

/// What a letter needs.
enum Due {
    Sending,
    Doubt(LetterState),
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
                    for letter in 0..state.letters.len() {
                        next.extend(self.see(state, delivery, letter));
                    }
                }
                Delivery::Seen { letter, state: seen, at } => {
                    next.push(self.take(state, delivery, letter, seen, at));
                }
                Delivery::Leased { letter, sending, until } => {
                    self.send(state, delivery, (letter, sending, until), next);
                }
                Delivery::Tried { letter, sending, outcome, .. } => {
                    next.push(self.note(state, delivery, letter, sending, outcome));
                }
            }
            if state.deliveries[delivery] != Delivery::Idle && self.may_fail(state) {
                let mut after = state.clone();
                after.deliveries[delivery] = Delivery::Idle;
                next.push(fault(Step::Deliver(delivery, Sending::Crash), after));
            }
        }
        for letter in 0..state.letters.len() {
            self.news(state, letter, next);
        }
    }

    /// Seconds since the search began.
    fn seconds(&self, at: usize) -> u32 {
        let since = self.instant(at).as_second() - self.instant(0).as_second();
        u32::try_from(since).expect("instants stand in order")
    }

    fn due(&self, state: LetterState, now: u32) -> Due {
        let wait = if self.has(Guard::WaitForNews) { WAIT } else { 0 };
        match state {
            LetterState::Pending => Due::Sending,
            LetterState::Failed { failures, at } => {
                let rest = REST[usize::from(failures).min(REST.len()) - 1];
                if now >= at + rest { Due::Sending } else { Due::Nothing }
            }
            LetterState::Ambiguous { since, .. } if now >= since + wait => Due::Sending,
            LetterState::Sending { failures, until } if now >= until && self.has(Guard::LeaseEnds) => {
                Due::Doubt(LetterState::Ambiguous { failures, since: until })
            }
            LetterState::Ambiguous { .. } | LetterState::Sending { .. } | LetterState::Sent => Due::Nothing,
        }
    }

    fn see(&mut self, state: &State, delivery: usize, letter: usize) -> Option<Next> {
        let now = self.seconds(state.now);
        let seen = state.letters[letter].state;
        if matches!(self.due(seen, now), Due::Nothing) {
            return None;
        }
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Seen { letter, state: seen, at: now };
        Some(own(Step::Deliver(delivery, Sending::See(letter)), after))
    }

    fn take(&mut self, state: &State, delivery: usize, letter: usize, seen: LetterState, at: u32) -> Next {
        let now = self.seconds(state.now);
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Idle;
        let step = Step::Deliver(delivery, Sending::Take);
        if state.letters[letter].state != seen && self.has(Guard::OneSender) {
            self.sights.insert(Sight::LeaseLost);
            return own(step, after);
        }
        match self.due(seen, at) {
            Due::Doubt(doubt) => {
                self.sights.insert(Sight::LetterInDoubt);
                after.letters[letter].state = doubt;
            }
            _ => {
                let until = now + LEASE;
                let sending = LetterState::Sending { failures: failures(seen), until };
                let kept = if self.has(Guard::SentNotedAfterSending) { sending } else { LetterState::Sent };
                after.letters[letter].state = kept;
                after.deliveries[delivery] = Delivery::Leased { letter, sending, until };
            }
        }
        own(step, after)
    }

    fn send(
        &mut self,
        state: &State,
        delivery: usize,
        (letter, sending, until): (usize, LetterState, u32),
        next: &mut Vec<Next>,
    ) {
        let mut tried = |step, outcome, taken: bool| {
            let mut after = state.clone();
            after.deliveries[delivery] = Delivery::Tried { letter, sending, until, outcome };
            after.letters[letter].taken += u8::from(taken);
            after.letters[letter].news += u8::from(taken);
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
        let again = state.letters[letter].taken > 0;
        self.sights.insert(if again { Sight::LetterSentTwice } else { Sight::LetterSent });
    }

    /// That it was sent is certain, whatever others believe of it; anything else is noted only by who has the lease.
    fn note(
        &mut self,
        state: &State,
        delivery: usize,
        letter: usize,
        sending: LetterState,
        outcome: Outcome,
    ) -> Next {
        let now = self.seconds(state.now);
        let mut after = state.clone();
        after.deliveries[delivery] = Delivery::Idle;
        let kept = &mut after.letters[letter].state;
        let noted = match outcome {
            Outcome::Sent => Some(LetterState::Sent),
            _ if *kept != sending => None,
            Outcome::NotSent => Some(LetterState::Failed { failures: failures(sending) + 1, at: now }),
            Outcome::Unknown => Some(LetterState::Ambiguous { failures: failures(sending), since: now }),
        };
        *kept = noted.unwrap_or(*kept);
        own(Step::Deliver(delivery, Sending::Note), after)
    }

    fn news(&mut self, state: &State, letter: usize, next: &mut Vec<Next>) {
        if state.letters[letter].news == 0 {
            return;
        }
        let mut heard = state.clone();
        heard.letters[letter].news -= 1;
        if self.may_fail(state) && state.faults > 0 {
            let mut lost = heard.clone();
            lost.letters[letter].lost_news += 1;
            lost.faults -= 1;
            next.push(fault(Step::NewsLost(letter), lost));
        }
        if heard.letters[letter].state != LetterState::Sent {
            self.sights.insert(Sight::NewsSettled);
        }
        heard.letters[letter].state = LetterState::Sent;
        next.push(own(Step::News(letter), heard));
    }

    /// Time passes unless news is on its way that comes before: it takes less than a letter waits for it.
    pub fn can_tick(&self, state: &State) -> bool {
        let there = state.now + 1 < self.scenario.instants.len();
        let on_its_way = state.letters.iter().any(|letter: &Letter| letter.news > 0);
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

fn failures(state: LetterState) -> u8 {
    match state {
        LetterState::Sending { failures, .. }
        | LetterState::Failed { failures, .. }
        | LetterState::Ambiguous { failures, .. } => failures,
        LetterState::Pending | LetterState::Sent => 0,
    }
}

fn own(step: Step, state: State) -> Next {
    Next { step, state, broken: None, own: true }
}

fn fault(step: Step, state: State) -> Next {
    Next { step, state, broken: None, own: false }
}
