//! The program as people start it: its arguments, its words, how it ends; on a table in the emulator.
#![expect(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::process::Command;

use app::{Figures, MonthFigures, Summing};
use cloud::sdk::credentials;
use cloud::{Sdk, SdkSettings};
use domain::figures::Counted;
use domain::policy::Scale;
use store::DynamoStore;

/// How it ended, and what it said.
fn ops(words: &[&str], environment: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ops"));
    let ended = command.args(words).env_clear().envs(environment.iter().copied()).output().unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    (ended.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// Holds Q9.
#[tokio::test]
async fn it_finds_a_wrong_sum_and_mends_it() {
    let endpoint = emulator::url();
    let sdk = Sdk::new(SdkSettings {
        region: "eu-west-2".to_owned(),
        endpoint: Some(endpoint.clone()),
        credentials: credentials("test".to_owned(), "test".to_owned(), None),
    });
    let client = sdk.unwrap().dynamodb();
    let table = format!("ops-{}", std::process::id());
    emulator::create_table(&client, &table).await;
    let store = DynamoStore::new(client.clone(), &table);
    let month = "2026-07".parse().unwrap();
    let counts = [(Counted::Submitted { scale: Scale::Minor }, 3)].into();
    let wrong = MonthFigures { month, counts, version: 1 };
    let now = "2026-08-01T00:00:00Z".parse().unwrap();
    assert_eq!(store.put_figures(&wrong, &[], now).await.unwrap(), Summing::Done);

    let environment = [
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_ENDPOINT_URL", &endpoint),
    ];
    let words = ["--table", &table, "figures", "--month", "2026-06", "--to", "2026-07"];
    let (code, said) = ops(&words, &environment);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("2026-06: the same as the histories"), "{said}");
    assert!(said.contains("submitted/minor: kept 3, the histories say 0"), "{said}");
    assert_eq!(store.figures(&[month]).await.unwrap(), [wrong], "nothing was written");

    let (code, said) = ops(&[&words[..], &["--write"]].concat(), &environment);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("They are now those of the histories."), "{said}");
    let (code, said) = ops(&words, &environment);
    assert_eq!((code, said.contains("2026-07: the same as the histories")), (0, true), "{said}");
    client.delete_table().table_name(&table).send().await.unwrap();
}

/// Holds Q9.
#[test]
fn what_cannot_be_done_is_said_in_words() {
    let (code, said) = ops(&["--table", "t", "figures", "--month", "2026-10"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY"), "{said}");
    let (code, said) = ops(&["--table", "t", "figures", "--month", "October"], &[]);
    assert_eq!(code, 2);
    assert!(said.contains("for example 2026-10"), "{said}");
    let nowhere = [("AWS_REGION", "eu-west-2"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let words = ["--table", "t", "figures", "--month", "2026-10", "--to", "2026-09"];
    let (code, said) = ops(&words, &nowhere);
    assert_eq!(code, 2);
    assert!(said.contains("--to is before --month"), "{said}");
}
