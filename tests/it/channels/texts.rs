//! The texts of a channel, compared with those that a clerk would write.

use chrono::Duration;
use daigang::distribution::{HAN_MAX, han_width};
use daigang::domain::division::read_townships;

use super::{change_settings, code_of, county, make, page};
use crate::support::TestServer;

const EXAMPLES: [(&str, &str); 5] = [
    ("county", include_str!("../../fixtures/handouts/county.txt")),
    ("township", include_str!("../../fixtures/handouts/township.txt")),
    ("village", include_str!("../../fixtures/handouts/village.txt")),
    ("loudspeaker", include_str!("../../fixtures/handouts/loudspeaker.txt")),
    ("moments", include_str!("../../fixtures/handouts/moments.txt")),
];

/// Half past ten on the morning of the show, in a county whose groups have channels.
async fn morning() -> TestServer {
    let server = county().await;
    server.setup.clock.forward(Duration::minutes(-245));
    change_settings(&server.app, |settings| {
        settings.channel = "抖音搜“万荣就业”".into();
        settings.hotline = "0359-4521234".into();
        settings.townships = read_townships("140822100 解店镇\n140822103 荣河镇\n140822105 高村镇").expect("townships");
    })
    .await;
    make(&server).await;
    let village = [("level", "village"), ("lines", "西解村，解店镇，西解村招工群")];
    server.staff().post_form("/desk/channels/add", &village).await;
    server
}

/// The text that a copy button puts into the clipboard.
async fn text(server: &TestServer, name: &str, what: &str) -> String {
    let code = code_of(server, name);
    let answer = server.staff().post_form(&format!("/desk/channels/{code}/copy"), &[("what", what)]).await;
    let text = answer.text().await.expect("a text");
    text.replace(&format!("{}/s/{code}", server.url), "https://wr.example.cn/s/k7p2q9")
}

#[tokio::test]
async fn each_text_is_as_a_clerk_would_write_it() {
    let server = morning().await;
    for (kind, example) in EXAMPLES {
        let name = match kind {
            "county" | "moments" => "全县",
            "township" => "高村镇",
            _ => "西解村",
        };
        let text = text(&server, name, kind).await;
        assert_eq!(text, example.trim_end(), "{kind}:\n{text}\n");
        assert!(han_width(&text) <= HAN_MAX, "{kind} has {}", han_width(&text));
    }
}

#[tokio::test]
async fn a_script_for_the_loudspeaker_has_no_figures_and_says_each_sentence_twice() {
    let server = morning().await;
    let script = text(&server, "西解村", "loudspeaker").await;
    assert!(!script.contains(|c: char| c.is_ascii_alphanumeric()), "{script}");
    for line in script.lines() {
        let half = line.chars().count() / 2;
        let (first, second): (String, String) = (line.chars().take(half).collect(), line.chars().skip(half).collect());
        assert_eq!(first, second);
    }
}

#[tokio::test]
async fn a_text_leaves_out_full_and_expired_jobs_and_what_the_county_has_not_entered() {
    let server = county().await;
    change_settings(&server.app, |settings| settings.hotline.clear()).await;
    let mut host = server.host().await;
    let rev = host.rev();
    server.edit(rev, serde_json::json!({ "full": { "card": 1, "full": true } })).await;
    host.until("the full card", |host| host.rev() > rev).await;
    server.setup.clock.forward(Duration::days(7));
    let list = text(&server, "全县", "county").await;
    assert!(!list.contains("罐头车间") && !list.contains("收秋葵"), "{list}");
    assert!(
        list.contains("还能报名") && !list.contains("想先问问"),
        "the show is over, and there is no telephone: {list}"
    );
}

#[tokio::test]
async fn the_list_says_who_copied_a_text() {
    let server = county().await;
    let code = code_of(&server, "荣河镇");
    let clerk = server.staff().with("cookie", &format!("daigang_name={}", daigang::random::hex("李明".as_bytes())));
    let answer = clerk.post_form(&format!("/desk/channels/{code}/copy"), &[("what", "link")]).await;
    assert_eq!(answer.text().await.expect("a link"), format!("{}/s/{code}", server.url));
    assert!(page(&clerk, "/desk/channels").await.contains("李明 8月25日 14:35"));
    let shown = page(&clerk, &format!("/desk/channels/{code}")).await;
    assert!(shown.contains("李明 8月25日 14:35") && shown.contains("大喇叭"));
    assert!(shown.contains(&format!(r#"href="/desk/posters?source={code}""#)));
    let unknown = clerk.post_form(&format!("/desk/channels/{code}/copy"), &[("what", "poem")]).await;
    assert_eq!(unknown.status(), reqwest::StatusCode::NOT_FOUND);
}
