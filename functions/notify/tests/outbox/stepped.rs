//! A store and a mail service that stop before every call, so that a test decides what happens between any two; and whose
//! answers can get lost.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use app::mail::{Mail, MailState, Outcome};
use app::{
    ContactFeedback, Contacts, Fault, MailFeedback, Mailer, Members, Notice, Outbox, Page, PageFault,
    PageRequest, Recipient,
};
use domain::actor::Actor;
use domain::ids::{MailId, OrganisationId, PersonId};
use domain::organisation::{Organisation, PdpTeam};
use fakes::{FakeMailer, MemoryStore};
use jiff::Timestamp;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Nothing,
    /// This letter cannot be read.
    Unreadable(MailId),
    /// The call with this number, from 0, does not arrive.
    CallLost(usize),
    /// The call with this number does what it should, and its answer does not arrive.
    AnswerLost(usize),
}

/// Stops before every call to what is inside. Clones count their calls together.
#[derive(Debug, Clone)]
pub struct Stepped<T> {
    inner: T,
    trouble: Trouble,
    calls: Arc<AtomicUsize>,
}

impl<T> Stepped<T> {
    pub fn new(inner: T, trouble: Trouble) -> Self {
        Self { inner, trouble, calls: Arc::default() }
    }

    /// Calls so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }

    async fn call<R>(&self, call: impl AsyncFnOnce(&T) -> Result<R, Fault>) -> Result<R, Fault> {
        stop().await;
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let lost = || Err(Fault::retryable("call the store", "lost on the way"));
        if self.trouble == Trouble::CallLost(number) {
            return lost();
        }
        let answer = call(&self.inner).await;
        if self.trouble == Trouble::AnswerLost(number) { lost() } else { answer }
    }
}

/// Is pending once.
async fn stop() {
    let mut stopped = false;
    poll_fn(|context| {
        if stopped {
            return Poll::Ready(());
        }
        stopped = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Outbox for Stepped<MemoryStore> {
    async fn mail(&self, id: MailId) -> Result<Option<(Mail, MailState)>, Fault> {
        if self.trouble == Trouble::Unreadable(id) {
            return Err(Fault::lasting("read an item", "of the future"));
        }
        self.call(async |store| store.mail(id).await).await
    }

    async fn advance(&self, id: MailId, from: &MailState, to: &MailState) -> Result<bool, Fault> {
        self.call(async |store| store.advance(id, from, to).await).await
    }

    async fn advance_with(
        &self,
        id: MailId,
        from: &MailState,
        to: &MailState,
        letter: &Mail,
    ) -> Result<bool, Fault> {
        self.call(async |store| store.advance_with(id, from, to, letter).await).await
    }

    async fn post(&self, letter: &Mail) -> Result<(), Fault> {
        self.call(async |store| store.post(letter).await).await
    }

    async fn due_mails(&self, now: Timestamp, limit: u32) -> Result<Vec<MailId>, Fault> {
        self.call(async |store| store.due_mails(now, limit).await).await
    }

    async fn put_off(&self, id: MailId, then: Timestamp) -> Result<(), Fault> {
        self.call(async |store| store.put_off(id, then).await).await
    }
}

impl Members for Stepped<MemoryStore> {
    async fn actor(&self, person: PersonId) -> Result<Option<Actor>, Fault> {
        self.call(async |store| store.actor(person).await).await
    }

    async fn organisation(&self, id: OrganisationId) -> Result<Option<Organisation>, Fault> {
        self.call(async |store| store.organisation(id).await).await
    }

    async fn pdp_team(&self) -> Result<PdpTeam, Fault> {
        self.call(async |store| store.pdp_team().await).await
    }
}

impl MailFeedback for Stepped<MemoryStore> {
    async fn note(&self, contacts: Contacts, person: PersonId, notice: &Notice) -> Result<(), Fault> {
        self.call(async |store| store.note(contacts, person, notice).await).await
    }

    async fn mail_feedback(
        &self,
        contacts: Contacts,
        page: &PageRequest,
    ) -> Result<Page<ContactFeedback>, PageFault> {
        stop().await;
        self.inner.mail_feedback(contacts, page).await
    }
}

impl Mailer for Stepped<FakeMailer> {
    fn subject(&self, mail: &Mail) -> String {
        self.inner.subject(mail)
    }

    async fn send(&self, mail: &Mail, recipient: &Recipient) -> Outcome {
        stop().await;
        self.inner.send(mail, recipient).await
    }
}

/// Work that goes on only when it is told to.
pub struct Work<'w, T>(Option<Pin<Box<dyn Future<Output = T> + 'w>>>);

impl<'w, T> Work<'w, T> {
    pub fn new(work: impl Future<Output = T> + 'w) -> Self {
        Self(Some(Box::pin(work)))
    }

    /// Goes on to the next stop; the outcome, if it came to its end.
    pub fn step(&mut self) -> Option<T> {
        let work = self.0.as_mut().expect("there is something left to do");
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(outcome) => {
                self.0 = None;
                Some(outcome)
            }
        }
    }

    pub fn is_done(&self) -> bool {
        self.0.is_none()
    }
}

/// Tries `trial` with every way to choose: it asks for one of so many at a time. Answers how many ways there were.
pub fn every_way(mut trial: impl FnMut(&mut Choices)) -> usize {
    let mut made = Vec::new();
    for ways in 1.. {
        let mut choices = Choices { made, place: 0 };
        trial(&mut choices);
        made = choices.made;
        while made.last().is_some_and(|(choice, of)| choice + 1 == *of) {
            made.pop();
        }
        match made.last_mut() {
            Some((choice, _)) => *choice += 1,
            None => return ways,
        }
    }
    unreachable!("there are fewer ways than numbers")
}

/// The choices of one trial.
pub struct Choices {
    made: Vec<(usize, usize)>,
    place: usize,
}

impl Choices {
    /// One of `0..of`.
    pub fn next(&mut self, of: usize) -> usize {
        if self.place == self.made.len() {
            self.made.push((0, of));
        }
        self.place += 1;
        self.made[self.place - 1].0
    }
}
