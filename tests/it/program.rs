//! The program from a terminal: commands, exit statuses, and messages that say what to do.

use std::path::Path;
use std::process::Output;

use daigang::domain::job::Job;
use daigang::sheet;
use tokio::process::Command;

use crate::support::redis::folder;
use crate::support::{Anyone, Process, sample, within};

/// The exit status when something must be installed first.
const EXIT_SETUP: i32 = 2;

async fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daigang"));
    within("the program's end", command.args(arguments).kill_on_drop(true).output()).await.expect("it starts")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[track_caller]
fn assert_done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    said(output)
}

#[track_caller]
fn assert_failed(output: &Output, word: &str) {
    assert_eq!(output.status.code(), Some(1), "{}", said(output));
    assert!(said(output).contains(word), "{word} is not in: {}", said(output));
}

fn fixture(name: &str) -> String {
    format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// The jobs of a file, as the program would import them.
fn jobs_in(file: &Path) -> Vec<Job> {
    let today = "2026-08-25".parse().expect("a date");
    let reading = sheet::read(&std::fs::read(file).expect("a file"), today).expect("a sheet");
    reading.rows.iter().map(sheet::ParsedRow::job).collect()
}

#[tokio::test]
async fn jobs_go_in_and_come_out_as_they_were() {
    let folder = folder();
    let data = folder.path().join("data").display().to_string();
    let (csv, xlsx) = (folder.path().join("jobs.csv"), folder.path().join("jobs.xlsx"));
    let import = async |file: &str, more: &[&str]| run(&[&["import", file, "--data", &data], more].concat()).await;
    let export = async |file: &Path| run(&["export", "jobs", file.to_str().expect("text"), "--data", &data]).await;

    // Without a terminal there is no confirmation: it only reports what would happen.
    assert_done(&import(&fixture("jobs20.csv"), &[]).await);
    assert_done(&export(&csv).await);
    assert_eq!(std::fs::read_to_string(&csv).expect("text").lines().count(), 1, "only the header");
    assert_failed(&export(&csv).await, "exists already");
    std::fs::remove_file(&csv).expect("it is there");

    assert_done(&import(&fixture("jobs20.csv"), &["--yes"]).await);
    // The same jobs in the other encodings change nothing.
    for same in ["jobs20_gbk.csv", "jobs20_utf16le.txt"] {
        assert_done(&import(&fixture(same), &["--yes"]).await);
    }
    for file in [&csv, &xlsx] {
        assert_done(&export(file).await);
        assert_eq!(jobs_in(file), sample::jobs(), "{}", file.display());
    }
    assert_failed(&export(&folder.path().join("jobs.pdf")).await, ".xlsx");
    assert_failed(&import("/no/such/file.csv", &["--yes"]).await, "/no/such/file.csv");
}

#[tokio::test]
async fn an_import_beside_a_running_server_is_seen_by_it() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    let before = process.store().await.jobs().await.expect("the jobs").len();
    let data = folder.path().join("data").display().to_string();
    let output = run(&["import", &fixture("jobs_messy.xlsx"), "--yes", "--data", &data, "--org", "demo"]).await;
    assert_done(&output);
    assert!(process.store().await.jobs().await.expect("the jobs").len() > before);
    // But not two servers on one folder.
    assert_failed(&run(&["serve", "--listen", "127.0.0.1:0", "--data", &data]).await, "data");
}

#[tokio::test]
async fn check_connects_as_an_overlay() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    process.host().await.take(8).await;
    let overlay = process.links["overlay"].clone();
    let told = assert_done(&run(&["check", &overlay]).await);
    assert!(told.contains("第42期") && told.contains("8号") && told.contains("月嫂"), "{told}");
    assert!(!told.contains("sign-up"), "{told}");
    let (desk, key) = process.links["desk"].split_once("/desk?key=").expect("the desk's link");
    let paused = Anyone::at(desk).with_key(key).post_form("/desk/settings/sign-ups", &[("set", "paused")]).await;
    assert!(paused.status().is_redirection());
    let told = assert_done(&run(&["check", &overlay]).await);
    assert!(told.contains("已暂停") && told.contains("/desk/settings"), "{told}");
    assert_failed(&run(&["check", &format!("{overlay}0")]).await, "does not open");
    assert_failed(&run(&["check", &process.links["panel"]]).await, "/overlay?key=");
    // No server speaks TLS there, but the handshake was attempted.
    let tls = run(&["check", &overlay.replace("http:", "https:")]).await;
    assert!(!said(&tls).contains("not compiled"), "{}", said(&tls));
    assert_failed(&tls, "does not open");
    process.kill().await;
    assert_failed(&run(&["check", &overlay]).await, "does not open");
}

#[tokio::test]
async fn without_redis_the_program_says_what_to_install() {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_daigang"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.path()).env("PATH", folder.path());
    let output = within("the program's end", command.output()).await.expect("it starts");
    assert_eq!(output.status.code(), Some(EXIT_SETUP));
    assert!(said(&output).contains("apt-get install redis-server"), "{}", said(&output));
}
