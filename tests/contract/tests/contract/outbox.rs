//! Notifications on their way: each step is a compare-and-set, and the queue holds what is not sent.

use app::mail::{Audience, Mail, MailState, Notification, Part};
use app::{EmptyRole, Members, Outbox, PageFault, Party, TaskList, TaskRow, WorkList};
use domain::actor::{OrganisationRole, PdpRole};
use domain::ids::MailId;
use domain::task::{OpenTask, Task, TaskId, TaskSubject};
use fakes::organisation;
use jiff::{SignedDuration, Timestamp};
use newtype_uuid::GenericUuid;
use uuid::Uuid;

use crate::backend::Backend;
use crate::emulator::acting;
use crate::history::a_full_life;
use crate::world::{World, first_page};

pub const NEW: MailState = MailState::Pending { failures: 0 };

pub async fn a_notification<S: Backend>(world: &World<S>) -> MailId {
    world.submitted(1, &["https://a.example.org"]).await;
    world.store().mails()[0].id
}

fn sending<S: Backend>(world: &World<S>, failures: u32) -> MailState {
    let until = world.services.clock.now().saturating_add(SignedDuration::from_millis(60_500)).unwrap();
    MailState::Sending { failures, until }
}

pub async fn every_notification_is_read_back<S: Backend>(world: &World<S>) {
    a_full_life(world).await;
    let mails = world.store().mails();
    let kinds: std::collections::BTreeSet<_> = mails.iter().map(Mail::code).collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    for mail in mails {
        assert_eq!(world.store().mail(mail.id).await.unwrap(), Some((mail, NEW)));
    }
}

pub async fn a_notification_moves_on_only_from_the_state_it_is_in<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    let sending = sending(world, 0);
    assert!(world.store().advance(id, &NEW, &sending).await.unwrap());
    assert!(!world.store().advance(id, &NEW, &sending).await.unwrap());
    let other_lease = MailState::Sending { failures: 0, until: world.services.clock.now() };
    assert!(!world.store().advance(id, &other_lease, &NEW).await.unwrap());
    let other = MailState::Failed { failures: 1, at: world.services.clock.now() };
    assert!(!world.store().advance(id, &other, &NEW).await.unwrap());
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, sending);
}

pub async fn of_two_senders_one_sends<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    let sending = sending(world, 0);
    let (a, b) =
        tokio::join!(world.store().advance(id, &NEW, &sending), world.store().advance(id, &NEW, &sending));
    assert!(a.unwrap() ^ b.unwrap());
}

pub async fn a_notification_goes_through_all_its_states<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    let now = world.services.clock.now();
    let way = [
        NEW,
        MailState::NoRecipient { failures: 0, since: now, looked: now },
        sending(world, 0),
        MailState::Failed { failures: 1, at: now },
        sending(world, 1),
        MailState::Ambiguous { failures: 1, since: now },
        sending(world, 2),
        MailState::Sent { at: now, message_id: "0107-abc".to_owned() },
    ];
    for step in way.windows(2) {
        assert!(world.store().advance(id, &step[0], &step[1]).await.unwrap(), "{step:?}");
        assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, step[1]);
    }
}

pub async fn there_is_no_notification_that_was_never_written<S: Backend>(world: &World<S>) {
    let unknown = MailId::nil();
    assert!(world.store().mail(unknown).await.unwrap().is_none());
    assert!(!world.store().advance(unknown, &NEW, &NEW).await.unwrap());
    assert!(world.store().mail(unknown).await.unwrap().is_none());
}

/// A notification to PDP about one that waits.
pub async fn notice_of<S: Backend>(world: &World<S>, id: MailId) -> Mail {
    let (mail, _) = world.store().mail(id).await.unwrap().unwrap();
    let notification = Notification::NobodyHoldsRole {
        audience: mail.audiences()[0],
        subject: "Action needed: é “quoted”".to_owned(),
    };
    let id = MailId::from_untyped_uuid(Uuid::from_bytes(world.services.ids.uuid()));
    let parts = vec![Part { audiences: vec![Audience::Pdp(PdpRole::Support)], notification }];
    Mail { id, parts, ..mail }
}

/// A role that nobody in the first organisation holds, as its record is now.
pub async fn empty_role<S: Backend>(world: &World<S>) -> EmptyRole {
    let own = world.store().organisation(organisation(1).id).await.unwrap().unwrap();
    let (ctx, role) = (world.services.context(), Some(OrganisationRole::SecurityLead.into()));
    let task = Task::EmptyRole { role };
    let open = OpenTask::new(task, PdpRole::Administrator, ctx.now, &ctx.policy.limits, ctx.calendar);
    let row = TaskRow {
        id: TaskId::of(TaskSubject::Organisation(own.id), &task),
        organisation: Some(own.id),
        organisation_name: Some(own.name.as_str().to_owned()),
        reference: None,
        open,
        reminder: None,
    };
    let audience = Audience::Organisation(OrganisationRole::SecurityLead);
    EmptyRole { party: Party::Organisation(own.id), audience, version: own.version, row }
}

pub fn nobody<S: Backend>(world: &World<S>) -> MailState {
    let now = world.services.clock.now();
    MailState::NoRecipient { failures: 0, since: now, looked: now }
}

pub async fn a_step_and_another_notification_are_written_together<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    let notice = notice_of(world, id).await;
    assert!(
        world
            .store()
            .keep_for_role(id, &NEW, &nobody(world), &empty_role(world).await, Some(&notice))
            .await
            .unwrap()
    );
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, nobody(world));
    assert_eq!(world.store().mail(notice.id).await.unwrap(), Some((notice, NEW)));
}

/// Both functions that send find it.
///
/// Holds S5, Q1.
pub async fn a_role_at_pdp_that_nobody_holds_waits_for_pdp<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    for function in ["notify", "go-live"] {
        let notice = notice_of(world, id).await;
        let team = world.store().pdp_team().await.unwrap();
        let task = Task::EmptyRole { role: Some(PdpRole::Reviewer.into()) };
        let ctx = world.services.context();
        let open = OpenTask::new(task, PdpRole::Administrator, ctx.now, &ctx.policy.limits, ctx.calendar);
        let row = TaskRow {
            id: TaskId::of(TaskSubject::Pdp, &task),
            organisation: None,
            organisation_name: None,
            reference: None,
            open,
            reminder: None,
        };
        let audience = Audience::Pdp(PdpRole::Reviewer);
        let empty = EmptyRole { party: Party::Pdp, audience, version: team.version, row };
        let before = world.store().mail(id).await.unwrap().unwrap().1;
        let after = nobody(world);
        let step = world.store().keep_for_role(id, &before, &after, &empty, Some(&notice));
        assert!(acting(function, step).await.unwrap());
        let waits = acting(function, world.store().tasks(TaskList::Pdp, None, 10)).await.unwrap();
        assert!(waits.items.iter().any(|(_, row)| row.id == empty.row.id));
    }
}

pub async fn a_step_from_another_state_writes_no_other_notification<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    assert!(world.store().advance(id, &NEW, &sending(world, 0)).await.unwrap());
    let notice = notice_of(world, id).await;
    assert!(
        !world
            .store()
            .keep_for_role(id, &NEW, &nobody(world), &empty_role(world).await, Some(&notice))
            .await
            .unwrap()
    );
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, sending(world, 0));
    assert!(world.store().mail(notice.id).await.unwrap().is_none());
    let unknown = MailId::nil();
    assert!(
        !world
            .store()
            .keep_for_role(unknown, &NEW, &nobody(world), &empty_role(world).await, Some(&notice))
            .await
            .unwrap()
    );
    assert!(world.store().mail(unknown).await.unwrap().is_none());
}

/// Holds S5.
pub async fn of_two_that_find_nobody_one_tells_pdp<S: Backend>(world: &World<S>) {
    let id = a_notification(world).await;
    let (one, two) = (notice_of(world, id).await, notice_of(world, id).await);
    let (kept, empty) = (nobody(world), empty_role(world).await);
    let (a, b) = tokio::join!(
        world.store().keep_for_role(id, &NEW, &kept, &empty, Some(&one)),
        world.store().keep_for_role(id, &NEW, &kept, &empty, Some(&two))
    );
    assert!(a.unwrap() ^ b.unwrap());
    let written = [world.store().mail(one.id).await.unwrap(), world.store().mail(two.id).await.unwrap()];
    assert_eq!(written.iter().flatten().count(), 1);
}

async fn due<S: Backend>(world: &World<S>, now: Timestamp, limit: u32) -> Vec<MailId> {
    world.store().due_mails(now, limit).await.unwrap().items
}

pub async fn notifications_are_due_by_their_state_the_longest_due_first<S: Backend>(world: &World<S>) {
    let start = world.services.clock.now();
    let minutes = |minutes| start.saturating_add(SignedDuration::from_mins(minutes)).unwrap();
    a_notification(world).await;
    world.submitted(2, &["https://b.example.org"]).await;
    let ids: Vec<_> = world.store().mails().iter().map(|mail| mail.id).collect();
    let before = start.saturating_sub(SignedDuration::from_millis(1)).unwrap();
    assert_eq!(due(world, before, 10).await, []);
    let mut all = due(world, start, 10).await;
    all.sort();
    assert_eq!(all, ids);
    assert_eq!(due(world, start, 3).await.len(), 3);
    let steps = [
        MailState::Ambiguous { failures: 0, since: start },
        MailState::Failed { failures: 2, at: start },
        MailState::NoRecipient { failures: 0, since: start, looked: start },
        MailState::Sent { at: start, message_id: "m".to_owned() },
    ];
    for (id, step) in ids.iter().zip(&steps) {
        assert!(world.store().advance(*id, &NEW, step).await.unwrap());
    }
    assert_eq!(due(world, minutes(4), 10).await, []);
    assert_eq!(due(world, minutes(5), 10).await, [ids[1]]);
    assert_eq!(due(world, minutes(15), 10).await, [ids[1], ids[0]]);
    assert_eq!(due(world, minutes(24 * 60), 10).await, [ids[1], ids[0], ids[2]]);
    assert_eq!(due(world, minutes(24 * 60), 2).await, [ids[1], ids[0]]);
    assert_eq!(due(world, Timestamp::MAX, 10).await.len(), 3, "what is sent is never due");
}

pub async fn a_notification_that_is_put_off_waits_and_keeps_its_state<S: Backend>(world: &World<S>) {
    let start = world.services.clock.now();
    let later = start.saturating_add(SignedDuration::from_hours(1)).unwrap();
    let id = a_notification(world).await;
    world.store().look_at(id, later).await.unwrap();
    assert!(!due(world, start, 10).await.contains(&id));
    assert!(due(world, later, 10).await.contains(&id));
    assert_eq!(world.store().mail(id).await.unwrap().unwrap().1, NEW);
    // The next step says again when it is due.
    let failed = MailState::Failed { failures: 1, at: start };
    assert!(world.store().advance(id, &NEW, &failed).await.unwrap());
    let minute = start.saturating_add(SignedDuration::from_mins(1)).unwrap();
    assert!(due(world, minute, 10).await.contains(&id));
}

/// Holds S5, Q4.
pub async fn what_was_kept_for_a_role_is_found_by_it<S: Backend>(world: &World<S>) {
    let (empty, start) = (empty_role(world).await, world.services.clock.now());
    let (first, mut ids) = (a_notification(world).await, Vec::new());
    for _ in 0..3 {
        let notice = notice_of(world, first).await;
        world.store().post(&notice).await.unwrap();
        let id = notice.id;
        assert!(world.store().keep_for_role(id, &NEW, &nobody(world), &empty, None).await.unwrap());
        ids.push(id);
    }
    ids.sort();
    for function in ["notify", "go-live"] {
        let mut page = first_page(2);
        let first = world.store().kept_for(empty.party, empty.audience, &page);
        let first = acting(function, first).await.unwrap();
        assert_eq!(first.items, ids[..2]);
        page.cursor = first.next;
        let rest = world.store().kept_for(empty.party, empty.audience, &page).await.unwrap();
        assert_eq!((rest.items, rest.next), (ids[2..].to_vec(), None));
        let of_another = Audience::Organisation(OrganisationRole::TestManager);
        let theirs = world.store().kept_for(empty.party, of_another, &page).await;
        assert!(matches!(theirs, Err(PageFault::BadCursor)), "{theirs:?}");
    }
    let page = first_page(10);
    for (party, audience) in [
        (empty.party, Audience::OrganisationContacts),
        (Party::Organisation(organisation(2).id), empty.audience),
        (Party::Pdp, Audience::PdpTeam),
    ] {
        assert_eq!(world.store().kept_for(party, audience, &page).await.unwrap().items, []);
    }
    world.store().look_at(ids[0], start).await.unwrap();
    assert!(due(world, start, 10).await.contains(&ids[0]), "before its day");
    let over = MailState::Over { at: start };
    assert!(world.store().advance(ids[0], &nobody(world), &over).await.unwrap());
    let left = world.store().kept_for(empty.party, empty.audience, &page).await.unwrap();
    assert_eq!(left.items, ids[1..]);
}

pub async fn a_sent_notification_cannot_be_put_back_into_the_queue<S: Backend>(world: &World<S>) {
    let start = world.services.clock.now();
    let id = a_notification(world).await;
    let sent = MailState::Sent { at: start, message_id: "m".to_owned() };
    assert!(world.store().advance(id, &NEW, &sent).await.unwrap());
    world.store().look_at(id, start).await.unwrap();
    world.store().look_at(MailId::nil(), start).await.unwrap();
    assert!(!due(world, Timestamp::MAX, 10).await.contains(&id));
    assert!(world.store().mail(MailId::nil()).await.unwrap().is_none());
}
