//! Every command of the runbooks and of the other pages for operators, pasted: commands of the AWS CLI against the models of its services,
//! queries against the fields and codes of log lines, and our own program on a table in which something is broken.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failure here is a failed test"
)]

mod pages;
mod queries;
mod shell;
#[path = "../world/mod.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use app::Outbox;
use app::mail::MailState;
use clap::{CommandFactory as _, Parser as _};
use domain::ids::MailId;
use ops::Program;

use crate::pages::{Code, Kind, codes, outputs, read, root};
use crate::queries::Fields;
use crate::world::{World, contact, seeded, submitted, under_test};

fn of_kind(kind: Kind) -> impl Iterator<Item = Code> {
    codes().into_iter().filter(move |code| code.kind() == kind)
}

#[test]
fn no_command_is_left_unchecked() {
    let unknown: Vec<_> = of_kind(Kind::Unknown).collect();
    assert!(unknown.is_empty(), "nothing checks these: {unknown:#?}");
    for kind in [Kind::Aws, Kind::Ops, Kind::Query, Kind::SetUp] {
        assert!(of_kind(kind).next().is_some(), "{kind:?}");
    }
}

#[test]
fn queries_name_fields_and_codes_that_are_there() {
    let fields = Fields::known();
    let wrong: Vec<_> = of_kind(Kind::Query)
        .map(|code| (code.page, fields.wrong_with(&code.text), code.text))
        .filter(|(_, wrong, _)| !wrong.is_empty())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn make_has_every_target() {
    let makefile = read("Makefile");
    for code in of_kind(Kind::Make) {
        let target = code.text.split(' ').nth(1).unwrap();
        assert!(makefile.lines().any(|line| line.starts_with(&format!("{target}:"))), "{code:?}");
    }
}

#[test]
fn the_set_up_makes_variables_and_the_program() {
    let block: Vec<_> = of_kind(Kind::SetUp).map(|code| code.text).collect();
    // Stands in for the CLI and for cargo: what they are called with is checked elsewhere.
    let script = format!(
        "aws() {{ printf 'TableName\\ta-table\\nKeyArn\\tarn:aws:kms:eu-west-2:0:key/1\\n'; }}\n\
         cargo() {{ echo \"cargo $*\"; }}\n{}\necho \"$STACK|$TableName|$KeyArn\"\nops orphans",
        block.join("\n")
    );
    let ran = Command::new("bash").args(["-euc", &script]).output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    let lines: Vec<_> = said.lines().collect();
    assert_eq!(lines[0], "technical-change|a-table|arn:aws:kms:eu-west-2:0:key/1", "{said}");
    assert_eq!(lines[1], "cargo run --quiet --release --package ops -- --table a-table orphans");
}

/// Everything that a command can name: the outputs of the stack, and what the step before finds.
async fn variables(world: &World) -> (BTreeMap<String, String>, MailId) {
    let change = submitted(world).await;
    let (own, oat) = under_test(world).await;
    let mail = world.store.due_mails(world.services.clock.now(), 1).await.unwrap().items[0];
    let mut all: BTreeMap<_, _> = outputs()
        .into_iter()
        .map(|name| (name.clone(), format!("{name}-as-the-stack-puts-it-out")))
        .collect();
    let mut set = |name: &str, value: String| drop(all.insert(name.to_owned(), value));
    set("TableName", world.table.clone());
    let pool = world.sdk.cognito().create_user_pool().pool_name(&world.table).send().await.unwrap();
    set("UserPoolId", pool.user_pool.unwrap().id.unwrap());
    let sent = std::env::temp_dir().join(format!("{}-sent.csv", world.table));
    std::fs::write(&sent, format!("@timestamp,mail.id\n2026-11-30 09:00:00,{mail}\n")).unwrap();
    set("SENT", sent.to_str().unwrap().to_owned());
    let uuid = "0198eeee-0000-7000-8000-000000000001";
    let found = [
        ("STACK", "technical-change".to_owned()),
        ("CHANGE", change.id.to_string()),
        ("OAT", oat.to_string()),
        ("ORGANISATION", own.to_string()),
        ("MAIL", mail.to_string()),
        ("PERSON", contact().person().unwrap().to_string()),
        ("EMAIL", "ann@example.org".to_owned()),
        ("EVIDENCE", uuid.to_owned()),
        ("EXPORT", uuid.to_owned()),
        ("VERSION", "a-version".to_owned()),
        ("MAPPING", uuid.to_owned()),
        ("BEFORE", uuid.to_owned()),
        ("NOW", uuid.to_owned()),
        ("PLAN", "a-plan".to_owned()),
        ("RECEIPT", "a-receipt".to_owned()),
        ("DOMAIN", "example.org".to_owned()),
    ];
    found.into_iter().for_each(|(name, value)| set(name, value));
    let queues: Vec<_> = outputs().into_iter().filter(|name| name.ends_with("FailuresUrl")).collect();
    for name in queues {
        let client = world.sdk.sqs();
        let queue = format!("{}-{name}", world.table);
        let url = client.create_queue().queue_name(queue).send().await.unwrap().queue_url.unwrap();
        let body = r#"{"requestContext":{},"DDBStreamBatchInfo":{}}"#;
        client.send_message().queue_url(&url).message_body(body).send().await.unwrap();
        set(&name, url);
    }
    (all, mail)
}

#[tokio::test]
async fn commands_of_the_aws_cli_are_sound() {
    let world = seeded("ops-pages-aws").await;
    let (mut variables, _) = variables(&world).await;
    // An export that is there, with a state.
    let export = world.items("MAIL#").await.remove(0);
    let mut export = export;
    let text = |value: &str| aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned());
    export.insert("pk".to_owned(), text(&format!("EXPORT#{}", variables["EXPORT"])));
    export.insert("sk".to_owned(), text("EXPORT"));
    world.put(export).await;
    // A file that is being checked.
    let mut row = world.items("CHANGE#").await.remove(0);
    row.insert("sk".to_owned(), text(&format!("CHECKING#{}", variables["EVIDENCE"])));
    row.insert("queue".to_owned(), text("checking"));
    row.insert("due".to_owned(), text("2026-07-06T09:00:00.000Z"));
    world.put(row).await;
    variables.insert("EMULATOR".to_owned(), String::new());
    let mut commands: Vec<_> = of_kind(Kind::Aws).collect();
    // The one inside the set-up.
    let set_up = of_kind(Kind::SetUp).find_map(|code| {
        let (_, command) = code.text.split_once("$(")?;
        Some(Code { text: command.split_once(" | ")?.0.to_owned(), ..code })
    });
    commands.push(set_up.unwrap());
    let words: Vec<_> = commands.iter().map(|code| shell::words(&code.text, &variables)).collect();
    let unread: Vec<_> = commands
        .iter()
        .zip(&words)
        .filter_map(|(code, words)| words.as_ref().err().map(|wrong| (&code.page, wrong, &code.text)))
        .collect();
    assert!(unread.is_empty(), "{unread:#?}");
    let words: Vec<_> = words.into_iter().flatten().collect();
    let python = ["sam", "ministack"].map(|name| root().join(".venv").join(name).join("bin/python"));
    let python =
        python.into_iter().find(|path| path.exists()).expect("make up installs what checks commands");
    let mut helper = Command::new(python)
        .arg(root().join("tools/ops/tests/runbooks/aws_commands.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    helper.stdin.take().unwrap().write_all(serde_json::to_string(&words).unwrap().as_bytes()).unwrap();
    let answer = helper.wait_with_output().unwrap();
    assert!(answer.status.success());
    let wrong: Vec<Option<String>> = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(wrong.len(), commands.len());
    let wrong: Vec<_> = commands
        .iter()
        .zip(wrong)
        .filter_map(|(code, wrong)| wrong.map(|wrong| (&code.page, wrong, &code.text)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Breaks what a command mends, and mends what it has to find whole.
async fn break_for(world: &World, command: &str, mail: MailId, pool: &str) {
    match command {
        "rebuild" | "orphans" => {
            for partition in ["CHANGE#", "OAT#"] {
                let items = world.items(partition).await;
                let is_row = |item: &&crate::world::Item| {
                    ["LISTED", "STATE"].contains(&item["sk"].as_s().unwrap().as_str())
                };
                for item in items.iter().filter(is_row) {
                    world.delete(item).await;
                }
            }
        }
        "expired" => {
            for (partition, of) in [("CHANGE#", "--change"), ("OAT#", "--oat")] {
                let items = world.items(partition).await;
                let ids: BTreeSet<_> = items
                    .iter()
                    .filter_map(|item| item["pk"].as_s().unwrap().strip_prefix(partition))
                    .collect();
                for id in ids {
                    let (ended, said) = world.ops_writing(&["rebuild", of, id]);
                    assert_eq!(ended, 0, "{said}");
                }
            }
        }
        "membership" => {
            // Under whatever sign-in: another command may have given another one.
            let person = contact().person().unwrap().to_string();
            let of_person = |item: &&crate::world::Item| {
                item.get("person").is_some_and(|kept| kept.as_s() == Ok(&person))
                    && item.contains_key("organisation")
            };
            for item in world.items("PERSON#").await.iter().filter(of_person) {
                world.delete(item).await;
            }
        }
        "sign-ins" => {
            let cognito = world.sdk.cognito();
            let users =
                cognito.list_users().user_pool_id(pool).send().await.unwrap().users.unwrap_or_default();
            for name in users.into_iter().filter_map(|user| user.username) {
                cognito.admin_delete_user().user_pool_id(pool).username(name).send().await.unwrap();
            }
        }
        "resend" | "restored" => {
            let (_, state) = world.store.mail(mail).await.unwrap().unwrap();
            let failed = MailState::Failed { failures: 5, at: world.services.clock.now() };
            world.store.advance(mail, &state, &failed).await.unwrap();
        }
        _ => {}
    }
}

/// What a command says when it has something to do.
fn says(command: &str) -> &'static str {
    match command {
        "rebuild" | "membership" | "resend" => "and should be",
        "orphans" => "ops rebuild --change",
        "redrive" => "message ",
        "restored" => "was sent before",
        "sign-ins" => "no sign-in",
        "person" => "known_as",
        "figures" => "the same as the histories",
        "expired" => "have not ended, or are in use",
        other => panic!("what does {other} say?"),
    }
}

#[tokio::test]
async fn commands_of_our_program_do_what_their_pages_say() {
    let world = seeded("ops-pages").await;
    let (variables, mail) = variables(&world).await;
    let mut ran = BTreeSet::new();
    for code in of_kind(Kind::Ops) {
        // `ops figures` in a sentence is a name.
        let words: Vec<_> = shell::words(code.text.split(" > ").next().unwrap(), &variables)
            .unwrap_or_else(|wrong| panic!("{code:?}: {wrong}"));
        let names: Vec<_> =
            Program::command().get_subcommands().map(|one| one.get_name().to_owned()).collect();
        assert!(names.contains(&words[1]), "{code:?}");
        let words: Vec<_> = words.iter().skip(1).map(String::as_str).collect();
        let full = [&["ops", "--table", &world.table], &words[..]].concat();
        let parsed = Program::try_parse_from(&full);
        if parsed.is_err() && words.len() == 1 && !code.is_block {
            continue;
        }
        parsed.unwrap_or_else(|wrong| panic!("{code:?}: {wrong}"));
        break_for(&world, words[0], mail, &variables["UserPoolId"]).await;
        let (ended, said) = world.ops(&words);
        let is_written = words.contains(&"--write");
        assert!(ended == 0 || (ended == 1 && !is_written) || words[0] == "redrive", "{code:?}: {said}");
        assert!(said.contains(says(words[0])), "{code:?}: {said}");
        ran.insert(words[0].to_owned());
        if !is_written && !["orphans", "person", "figures", "redrive"].contains(&words[0]) {
            // "The same with `--write`", as the pages say.
            let second: &[&str] = if words[0] == "expired" { &["--with", "Wyn Witness"] } else { &[] };
            let (ended, said) = world.ops_writing(&[&words, second].concat());
            assert_eq!(ended, 0, "{code:?}: {said}");
        }
    }
    let all: Vec<_> = Program::command().get_subcommands().map(|one| one.get_name().to_owned()).collect();
    assert_eq!(ran.into_iter().collect::<Vec<_>>(), all, "a command that no page shows");
}
