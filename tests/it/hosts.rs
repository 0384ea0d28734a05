//! Concurrent hosts, on one server and on two: a command is applied once or refused, and every page sees the same.

use daigang::domain::crew::Operator;
use daigang::domain::show::ShowId;
use daigang::domain::stage::Command;

use crate::support::{Answer, Host, TestServer, people, sample};

const ROUNDS: u32 = 1_000;

/// Rounds before the panels reconnect: a page that sends more in a few seconds is disconnected by the rate limit.
const ROUNDS_A_PAGE: u32 = 250;

/// Both hosts press "next" on the same revision, again and again; every round has one winner.
async fn compete(here: &TestServer, there: &TestServer) {
    let start = here.host().await.take(1).await;
    let mut turned = 0;
    for page in 0..ROUNDS / ROUNDS_A_PAGE {
        let (mut one, mut other) = (here.host().await, there.host().await);
        for round in 0..ROUNDS_A_PAGE {
            if one.on_air() == Some(sample::JOBS.into()) {
                one.take(1).await;
                turned += 1;
            }
            let rev = one.rev();
            other.until("the same view", |other| other.rev() == rev).await;
            // The one who presses first changes from round to round.
            let answers =
                if round % 2 == 0 { press(&mut one, &mut other).await } else { press(&mut other, &mut one).await };
            let won = answers.iter().filter(|answer| **answer == Answer::Done(rev + 1));
            let stale = |answer: &&Answer| matches!(answer, Answer::Refused { code, .. } if code == "stale");
            let (won, lost) = (won.count(), answers.iter().filter(stale).count());
            assert_eq!((won, lost), (1, 1), "page {page}, round {round}: {answers:?}");
            one.until("the winner's view", |one| one.rev() == rev + 1).await;
        }
    }
    let rev = here.overlay().await.rev();
    assert_eq!(rev, start + u64::from(ROUNDS) + turned, "one advance a round, and no more");
}

/// Both send before either receives an answer.
async fn press(first: &mut Host, second: &mut Host) -> [Answer; 2] {
    let rev = first.rev();
    let (one, other) = (first.say(rev, &Command::Next).await, second.say(rev, &Command::Next).await);
    [first.answer(&one).await, second.answer(&other).await]
}

#[tokio::test]
async fn of_two_hosts_who_press_next_at_once_one_advances() {
    let server = TestServer::with_show().await;
    compete(&server, &server).await;
}

#[tokio::test]
async fn of_two_hosts_on_two_servers_one_advances() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    compete(&server, &twin).await;
}

#[tokio::test]
async fn two_servers_show_the_same_stage_and_the_same_counts() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let (mut here, mut there) = (server.host().await, twin.host().await);
    assert_eq!(here.epoch(), there.epoch());
    here.take(8).await;
    there.until("card 8", |there| there.on_air() == Some(8)).await;
    let view = |host: &Host| {
        let mut view = host.view()["view"].clone();
        view["how"].take();
        view
    };
    assert_eq!(view(&here), view(&there));

    for person in 0..3 {
        let form = sample::sign_up(person, 8, server.job(8));
        people::sign_up(&server.app.store, &format!("t{person}"), &form, server.setup.clock.now()).await;
    }
    for host in [&mut here, &mut there] {
        host.until("3 sign-ups for card 8", |host| host.around()["counts"]["8"] == 3).await;
        assert_eq!(host.around()["total"], 3);
    }
}

#[tokio::test]
async fn a_command_repeated_at_another_server_gets_the_same_answer() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let mut rev = server.app.hub.snapshot().rev;
    for round in 0..200 {
        let id = format!("c{round}");
        let card = if round % 2 == 0 { 1 } else { 2 };
        let command = Command::Take { card };
        let first = server.app.hub.command(&id, &Operator::server(""), rev, command.clone()).await.expect("done");
        // At once: the other server may not have the entry yet.
        let again = twin.app.hub.command(&id, &Operator::server(""), rev, command).await.expect("the same answer");
        assert_eq!(first, again, "round {round}");
        rev = first;
    }
    assert_eq!(twin.app.hub.snapshot().rev, rev);
}

#[tokio::test]
async fn of_two_hosts_who_make_the_next_show_at_once_one_makes_it() {
    let server = TestServer::with_show().await;
    let twin = server.twin().await;
    let number = ShowId(sample::SHOW.0 + 1);
    let make = async |server: &TestServer| {
        let host = server.anyone().with_key(&server.secrets().host);
        let body = serde_json::json!({ "number": number }).to_string();
        let answer = host.post("/panel/next-show", "application/json", body).await;
        let status = answer.status().as_u16();
        (status, answer.text().await.expect("a body"))
    };
    let mut answers = Vec::from(<[_; 4]>::from(tokio::join!(make(&server), make(&twin), make(&server), make(&twin))));
    answers.sort();
    assert_eq!(answers[0], (200, format!(r#"{{"show":{number}}}"#)));
    assert!(
        answers[1..].iter().all(|(status, told)| *status == 409 && told.contains(r#""code":"stale""#)),
        "{answers:?}"
    );
    let shows: Vec<_> = server.app.store.shows().await.expect("the shows").iter().map(|show| show.id).collect();
    assert_eq!(shows.iter().max(), Some(&number), "{shows:?}");
}
