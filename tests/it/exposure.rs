//! The exposure log from the outside: the desk shows what overlays have painted, and nothing else.

use chrono::Duration;
use daigang::domain::stage::{Command, FaceRequest};
use serde_json::{Value, json};

use crate::support::redis::folder;
use crate::support::{Anyone, DEADLINE, Host, Overlay, Process, Socket, TestServer, eventually, people, sample};

/// Sends the receipt of the newest view and waits until the panel has it: from then on it counts.
async fn paint(host: &mut Host, overlay: &mut Overlay) {
    let rev = host.rev();
    overlay.until("the newest view", |overlay| overlay.rev() >= rev).await;
    overlay.paint().await;
    let painted = |host: &Socket| host.around()["overlays"][0]["shown"]["rev"] == rev;
    host.until("the receipt", painted).await;
}

async fn csv(staff: &Anyone) -> String {
    let text = staff.get("/desk/exposure.csv").await.text().await.expect("a file");
    text.trim_start_matches('\u{feff}').to_owned()
}

/// Waits until the file has these lines below its headers.
async fn until_csv(staff: &Anyone, wanted: &[&str]) {
    let last = std::sync::Mutex::new(String::new());
    let look = || async {
        let text = csv(staff).await;
        let same = text.lines().skip(1).eq(wanted.iter().copied());
        *last.lock().expect("one test") = text;
        same.then_some(())
    };
    let found = tokio::time::timeout(DEADLINE / 2, eventually("the lines", DEADLINE, look)).await;
    assert!(found.is_ok(), "wanted {wanted:?}, but: {}", last.lock().expect("one test"));
}

async fn sign_up(server: &TestServer, person: u32, card: u16) {
    let form = sample::sign_up(person, card, server.job(card));
    people::sign_up(&server.app.store, &format!("t{person}"), &form, server.setup.clock.now()).await;
}

#[tokio::test]
async fn the_exposure_file_lists_painted_cards_and_sign_ups() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay, clock) = (server.host().await, server.overlay().await, &server.setup.clock);
    paint(&mut host, &mut overlay).await;
    host.take(8).await;
    // Pressed, but not painted yet: not on screen.
    clock.forward(Duration::seconds(5));
    paint(&mut host, &mut overlay).await;
    sign_up(&server, 1, 8).await;
    clock.forward(Duration::seconds(60));
    host.take(9).await;
    paint(&mut host, &mut overlay).await;
    sign_up(&server, 2, 8).await;
    clock.forward(Duration::seconds(30));
    host.done(Command::Panic).await;
    paint(&mut host, &mut overlay).await;
    clock.forward(Duration::seconds(10));
    host.done(Command::Release).await;
    paint(&mut host, &mut overlay).await;
    clock.forward(Duration::seconds(20));
    host.done(Command::Out).await;
    paint(&mut host, &mut overlay).await;
    // More than three minutes after card 8 has gone.
    clock.forward(Duration::seconds(180));
    sign_up(&server, 3, 8).await;

    let eight = format!("8,{},14:35:05–14:36:05,60,2,3,2.0", title(&server, 8));
    let nine = format!("9,{},14:36:05–14:36:35; 14:36:45–14:37:05,50,0,0,0.0", title(&server, 9));
    until_csv(&server.staff(), &[&eight, &nine]).await;
    let page = server.staff().get("/desk/exposure?show=42").await.text().await.expect("a page");
    for words in ["14:35:05–14:36:05", "14:36:45–14:37:05", "1分0秒", "黑屏", "role=\"img\"", "没有上过屏：1号、"]
    {
        assert!(page.contains(words), "the page says {words}");
    }
    assert!(!page.contains("村民"), "nobody is named");
}

fn title(server: &TestServer, card: u16) -> String {
    let snapshot = server.app.hub.snapshot();
    snapshot.rundown.card(card).expect("a card").1.title().to_owned()
}

#[tokio::test]
async fn a_card_is_on_screen_as_long_as_one_of_two_overlays_shows_it() {
    let server = TestServer::with_show().await;
    let (mut host, clock) = (server.host().await, &server.setup.clock);
    let (mut one, mut two) = (server.overlay().await, server.overlay().await);
    host.take(8).await;
    paint(&mut host, &mut one).await;
    clock.forward(Duration::seconds(10));
    let rev = host.rev();
    two.until("card 8", |two| two.rev() == rev).await;
    two.paint().await;
    let both = |host: &Socket| {
        let overlays = host.around()["overlays"].as_array().cloned().unwrap_or_default();
        overlays.iter().filter(|overlay| overlay["shown"]["card"] == 8).count() == 2
    };
    host.until("both receipts", both).await;
    clock.forward(Duration::seconds(10));
    drop(one);
    host.until("one overlay", |host| host.around()["overlays"].as_array().is_some_and(|all| all.len() == 1)).await;
    clock.forward(Duration::seconds(10));
    drop(two);
    host.until("no overlay", |host| host.around()["overlays"].as_array().is_some_and(Vec::is_empty)).await;
    // No overlay shows the card any more, although it is on air.
    clock.forward(Duration::seconds(500));
    until_csv(&server.staff(), &[&format!("8,{},14:35:00–14:35:30,30,0,0,0.0", title(&server, 8))]).await;
}

#[tokio::test]
async fn a_hidden_source_and_a_face_do_not_count_as_a_card_on_screen() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay, clock) = (server.host().await, server.overlay().await, &server.setup.clock);
    host.take(8).await;
    paint(&mut host, &mut overlay).await;
    clock.forward(Duration::seconds(10));
    // The same card, but its source is hidden in OBS.
    let view = overlay.view().clone();
    let receipt = json!({ "type": "shown", "epoch": view["epoch"], "rev": view["rev"], "card": 8, "visible": false });
    overlay.send(&receipt).await;
    host.until("the receipt", |host| host.around()["overlays"][0]["shown"]["visible"] == false).await;
    clock.forward(Duration::seconds(10));
    host.done(Command::Face { face: FaceRequest::How }).await;
    let rev = host.rev();
    overlay.until("the face", |overlay| overlay.rev() >= rev).await;
    overlay.send(&json!({ "type": "shown", "epoch": view["epoch"], "rev": rev, "face": "how" })).await;
    host.until("the receipt", |host| host.around()["overlays"][0]["shown"]["face"] == "how").await;
    clock.forward(Duration::seconds(10));
    drop(overlay);
    until_csv(&server.staff(), &[&format!("8,{},14:35:00–14:35:10,10,0,0,0.0", title(&server, 8))]).await;
    let page = server.staff().get("/desk/exposure").await.text().await.expect("a page");
    assert!(page.contains("其他画面"), "the face has a lane of its own");
}

/// Sends a receipt for the newest view and waits until it reaches the panel.
async fn say(host: &mut Host, overlay: &mut Overlay, told: Value) {
    let rev = host.rev();
    overlay.until("the newest view", |overlay| overlay.rev() >= rev).await;
    let mut receipt = json!({ "type": "shown", "epoch": overlay.epoch(), "rev": rev });
    receipt.as_object_mut().expect("an object").extend(told.as_object().expect("an object").clone());
    overlay.send(&receipt).await;
    let heard =
        |shown: &Value| receipt.as_object().expect("an object").iter().all(|(k, v)| k == "type" || shown[k] == *v);
    let any = |host: &Socket| {
        host.around()["overlays"].as_array().is_some_and(|all| all.iter().any(|overlay| heard(&overlay["shown"])))
    };
    host.until("the receipt", any).await;
}

#[tokio::test]
async fn a_browser_tab_does_not_count_while_obs_hides_its_source() {
    let server = TestServer::with_show().await;
    let (mut host, clock) = (server.host().await, &server.setup.clock);
    let (mut obs, mut tab) = (server.overlay().await, server.overlay().await);
    host.take(8).await;
    say(&mut host, &mut obs, json!({ "card": 8, "obs": "2.24.4", "width": 1080 })).await;
    say(&mut host, &mut tab, json!({ "card": 8, "obs": null, "width": 800 })).await;
    clock.forward(Duration::seconds(10));
    say(&mut host, &mut obs, json!({ "card": 8, "obs": "2.24.4", "active": false })).await;
    clock.forward(Duration::seconds(300));
    host.done(Command::Out).await;
    say(&mut host, &mut tab, json!({ "card": null, "width": 800 })).await;
    until_csv(&server.staff(), &[&format!("8,{},14:35:00–14:35:10,10,0,0,0.0", title(&server, 8))]).await;
}

#[tokio::test]
async fn a_panic_that_could_not_be_stored_counts_in_the_exposure_log() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay, clock) = (server.host().await, server.overlay().await, &server.setup.clock);
    host.take(8).await;
    paint(&mut host, &mut overlay).await;
    clock.forward(Duration::seconds(10));
    say(&mut host, &mut overlay, json!({ "hidden": true })).await;
    clock.forward(Duration::seconds(10));
    say(&mut host, &mut overlay, json!({ "card": 8, "hidden": false })).await;
    until_csv(&server.staff(), &[&format!("8,{},14:35:00–14:35:10,10,0,0,0.0", title(&server, 8))]).await;
    let page = server.staff().get("/desk/exposure").await.text().await.expect("a page");
    assert!(page.contains("data-kind=\"panic\""), "it has a lane of its own");
}

#[tokio::test]
async fn a_card_that_is_removed_keeps_its_name_and_its_sign_ups() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay, clock) = (server.host().await, server.overlay().await, &server.setup.clock);
    let title = title(&server, 8);
    host.take(8).await;
    paint(&mut host, &mut overlay).await;
    sign_up(&server, 1, 8).await;
    clock.forward(Duration::seconds(60));
    host.done(Command::Out).await;
    paint(&mut host, &mut overlay).await;
    server.edit(host.rev(), json!({ "remove": { "card": 8 } })).await;
    let line = format!("8,{title}（已移出节目单）,14:35:00–14:36:00,60,1,1,1.0");
    until_csv(&server.staff(), &[&line]).await;
}

#[tokio::test]
async fn exposure_long_after_the_show_is_cut_and_reported() {
    let server = TestServer::with_show().await;
    let (mut host, mut overlay, clock) = (server.host().await, server.overlay().await, &server.setup.clock);
    host.take(8).await;
    paint(&mut host, &mut overlay).await;
    // OBS keeps running after the show.
    clock.forward(Duration::days(7));
    host.done(Command::Out).await;
    paint(&mut host, &mut overlay).await;
    // Three hours after its planned end at 17:30.
    until_csv(&server.staff(), &[&format!("8,{},14:35:00–20:30:00,21300,0,0,0.0", title(&server, 8))]).await;
    let page = server.staff().get("/desk/exposure").await.text().await.expect("a page");
    assert!(page.contains("只算 2026-08-25 13:30 到 2026-08-25 20:30 这段"), "it says what is left out");
    assert!(page.matches("mark-word").count() <= 11, "the chart has the hours of one afternoon");
}

#[tokio::test]
async fn a_server_killed_with_a_card_on_screen_leaves_one_exposure_interval() {
    let folder = folder();
    let process = Process::demo(folder.path(), 0).await;
    let staff = process.anyone().with_key(&process.secrets().staff);
    let (mut host, mut overlay) = (process.host().await, process.overlay().await);
    host.take(8).await;
    paint(&mut host, &mut overlay).await;
    let rows = async |staff: &Anyone| csv(staff).await.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    eventually("the record", DEADLINE, || async { (!rows(&staff).await.is_empty()).then_some(()) }).await;
    let port = process.port();
    process.kill().await;

    let process = Process::demo(folder.path(), port).await;
    let (mut host, mut overlay) = (process.host().await, process.overlay().await);
    paint(&mut host, &mut overlay).await;
    host.take(9).await;
    paint(&mut host, &mut overlay).await;
    let ((), _) = eventually("both cards", DEADLINE, || async { (rows(&staff).await.len() == 2).then_some(()) }).await;
    let rows = rows(&staff).await;
    assert!(
        rows[0].starts_with("8,") && !rows[0].contains(';'),
        "the picture stayed while the server was away: {rows:?}"
    );
}

#[tokio::test]
async fn an_exposure_page_without_receipts_says_so_and_needs_the_staff_key() {
    let server = TestServer::with_show().await;
    let page = server.staff().get("/desk/exposure").await.text().await.expect("a page");
    assert!(page.contains("还没有上屏记录"));
    assert_eq!(csv(&server.staff()).await.lines().count(), 1);
    for path in ["/desk/exposure", "/desk/exposure.csv"] {
        assert_eq!(server.anyone().get(path).await.status(), 403, "{path}");
    }
}
