//! A table that was filled in bulk holds what one holds that was filled by commands.

use std::collections::{BTreeMap, HashMap};

use app::mail::MailState;
use app::{Outbox, promote_due};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::actor::OrganisationRole;
use domain::change::step_answers::StepAnswers;
use domain::change::{Command, HostsAtReview};
use domain::evidence::FileFormat;
use domain::policy::Scale;
use fakes::{accepted_file, member};

use crate::emulator::Table;
use crate::world::{INSPECTION, World, contact, reviewer};

/// Every item but receipts and quotas, by its keys: both are of requests, of which there were none.
async fn items(table: &Table) -> BTreeMap<[String; 2], HashMap<String, AttributeValue>> {
    let found = table.client.scan().table_name(&table.name).into_paginator().items().send();
    let found: Vec<_> = found.collect::<Result<_, _>>().await.unwrap();
    let key = |item: &HashMap<_, AttributeValue>| ["pk", "sk"].map(|name| item[name].as_s().unwrap().clone());
    let all = found.into_iter().map(|item| (key(&item), item));
    all.filter(|([pk, sk], _)| sk != "RECEIPT" && !pk.starts_with("QUOTA#")).collect()
}

#[tokio::test]
async fn what_is_put_in_bulk_is_what_commands_leave_behind() {
    let [commanded, filled] = [Table::create().await, Table::create().await];
    let world = World::new(commanded.store()).await;
    World::new(filled.store()).await;

    let confirmed = world.draft(1, &["https://a.example.org", "https://b.example.org"]).await.id;
    let file = world.fresh_evidence();
    let ask = Command::RequestUpload {
        id: file,
        file_name: "a.pdf".to_owned(),
        declared: Some(FileFormat::Pdf),
        step: None,
    };
    world.execute(&contact(1), confirmed, ask).await;
    let accepted = accepted_file(world.services.clock.now());
    world.execute(&INSPECTION, confirmed, Command::AcceptEvidence { id: file, file: accepted }).await;
    let draft = world.load(confirmed).await.unwrap();
    world.try_submit(&draft, 1).await.unwrap();
    world.execute(&reviewer(), confirmed, Command::AskForInformation { question: "Which?".to_owned() }).await;
    world.execute(&contact(1), confirmed, Command::AnswerQuestion { answer: "All".to_owned() }).await;
    let reason = Some("Larger".to_owned());
    let confirm = Command::Confirm {
        scale: Scale::Moderate,
        reason,
        oat_required: true,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer(), confirmed, confirm).await;
    // Reserved and released again.
    let withdrawn = world.submitted(2, &["https://c.example.org"]).await.id;
    world.execute(&contact(2), withdrawn, Command::Withdraw { reason: None }).await;
    // Reserved, registered, and then the organisation's.
    let live = world.submitted(2, &["https://d.example.org"]).await.id;
    let confirm = Command::Confirm {
        scale: Scale::Minimal,
        reason: None,
        oat_required: false,
        hosts: HostsAtReview::default(),
    };
    world.execute(&reviewer(), live, confirm).await;
    let answers = StepAnswers::LiveCryptographicMaterial { new_material_needed: Some(false), deployed: None };
    let technical_contact = member(2, OrganisationRole::PrimaryTechnicalContact);
    world.execute(&technical_contact, live, Command::SubmitStep { answers }).await;
    assert_eq!(promote_due(&world.services, || true).await.unwrap().done, [live]);

    let commits = world.store().commits();
    for notification in commits.iter().flat_map(|commit| &commit.mails) {
        let (_, pending) = commanded.store().mail(notification.id).await.unwrap().unwrap();
        let sent = MailState::Sent { at: notification.at, message_id: notification.id.to_string() };
        assert!(commanded.store().advance(notification.id, &pending, &sent).await.unwrap());
    }
    let mut histories = BTreeMap::<_, Vec<_>>::new();
    for commit in commits {
        histories.entry(commit.change().unwrap().id).or_default().push(commit);
    }
    let histories: Vec<_> = histories.into_values().collect();
    let before = items(&filled).await.len();
    let put = filled.store().put_histories(&histories).await.unwrap();

    let expected = items(&commanded).await;
    assert_eq!(put, expected.len() - before + 1, "an organisation was there before");
    assert!(put > 25, "more than one batch");
    assert_eq!(items(&filled).await, expected);
    commanded.delete().await;
    filled.delete().await;
}
