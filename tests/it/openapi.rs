//! `openapi.json` is true: every path and method exists, every response of a real server matches, no command is missing.

use std::collections::BTreeSet;

use daigang::domain::stage::Command;
use serde_json::{Value, json};

use crate::support::{Anyone, Events, TestServer};

const COMMANDS: &str = "/api/v1/stage/commands";

/// The description, as a server publishes it.
struct Description(Value);

impl Description {
    async fn read(server: &TestServer) -> Self {
        Self(server.anyone().get_json("/api/v1/openapi.json").await)
    }

    /// The schema of an answer in JSON.
    fn answer(&self, path: &str, method: &str, status: u16) -> &Value {
        let answer = &self.0["paths"][path][method]["responses"][status.to_string()];
        assert!(answer.is_object(), "{method} {path} answers {status}, which is not described");
        let content = answer["content"].as_object().expect("a described body");
        &content.values().next().expect("one kind of body")["schema"]
    }

    fn check(&self, schema: &Value, value: &Value, what: &str) {
        let whole = json!({ "allOf": [schema], "components": self.0["components"] });
        let validator = jsonschema::validator_for(&whole).unwrap_or_else(|why| panic!("{what}: no schema: {why}"));
        let faults: Vec<String> =
            validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{what}: {faults:?}\n{value}");
    }

    /// Sends a request and checks that the response is described; returns its status.
    async fn ask(&self, client: &Anyone, path: &str, real: &str, body: Option<&Value>) -> u16 {
        let (method, response) = match body {
            None => ("get", client.get(real).await),
            Some(body) => ("post", client.post(real, "application/json", body.to_string()).await),
        };
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        let value =
            serde_json::from_str(&text).unwrap_or_else(|why| panic!("{method} {real}: {status}: {why}: {text}"));
        self.check(self.answer(path, method, status), &value, &format!("{method} {real}: {status}"));
        status
    }
}

/// The names of all commands that `domain` knows, by the message that serde itself writes.
fn known_commands() -> BTreeSet<String> {
    let why = serde_json::from_value::<Command>(json!("?")).expect_err("no command").to_string();
    let (_, names) = why.split_once("expected one of ").expect("serde lists them");
    names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()
}

#[tokio::test]
async fn every_command_is_described_and_no_other() {
    let server = TestServer::start().await;
    let description = Description::read(&server).await;
    let schema = &description.0["components"]["schemas"]["Command"];
    let described = schema["oneOf"].as_array().expect("one of many").iter().map(|one| {
        let name = one["const"].as_str().or_else(|| one["required"][0].as_str());
        name.expect("a name").to_owned()
    });
    assert_eq!(described.collect::<BTreeSet<_>>(), known_commands());
    let examples: Value = serde_json::from_str(include_str!("../wire/commands.json")).expect("JSON");
    let mut shown = BTreeSet::new();
    for example in examples.as_array().expect("a list") {
        description.check(schema, example, "an example of the wire");
        let name = example.as_str().or_else(|| example.as_object()?.keys().next().map(String::as_str));
        shown.insert(name.expect("a name").to_owned());
    }
    assert_eq!(shown, known_commands(), "the wire has an example of each");
}

#[tokio::test]
async fn every_answer_is_as_described() {
    let server = TestServer::with_show().await;
    let description = Description::read(&server).await;
    let (stranger, button) = (server.anyone(), server.anyone().with_key(&server.secrets().buttons));
    let mut asked = BTreeSet::new();
    for path in ["/api/v1/openapi.json", "/api/v1/stage", "/api/v1/stage/brief"] {
        asked.insert(("get", path));
        assert_eq!(description.ask(&button, path, path, None).await, 200);
    }
    let mut orders = vec![(200, json!({ "id": "a", "do": { "take": { "card": 8 } } }))];
    let rev = server.app.hub.snapshot().rev;
    orders.push((409, json!({ "id": "b", "rev": rev, "do": "next" })));
    orders.push((400, json!({ "do": "fly" })));
    for (status, order) in orders {
        asked.insert(("post", COMMANDS));
        assert_eq!(description.ask(&button, COMMANDS, COMMANDS, Some(&order)).await, status, "{order}");
    }
    let by_address = "/api/v1/stage/commands/{command}";
    for (status, command) in [(200, "cue/9"), (200, "panic"), (409, "next"), (200, "release"), (400, "fly")] {
        asked.insert(("post", by_address));
        let real = format!("{COMMANDS}/{command}");
        assert_eq!(description.ask(&button, by_address, &real, Some(&json!({}))).await, status, "{command}");
    }
    // With a card on air, one cued and something to undo; then with every face.
    for command in ["cue/11", "face/how", "face/recap", "face/countdown", "face/break", "face/break/5", "face/end"] {
        let real = format!("{COMMANDS}/{command}");
        assert_eq!(description.ask(&button, by_address, &real, Some(&json!({}))).await, 200, "{command}");
        for path in ["/api/v1/stage", "/api/v1/stage/brief"] {
            description.ask(&button, path, path, None).await;
        }
    }
    let events = "/api/v1/stage/events";
    asked.insert(("get", events));
    let state = Events::open(&button).await.expect("a stream").next().await.expect("a state");
    description.check(description.answer(events, "get", 200), &state, "an event");

    for path in ["/api/v1/stage", "/api/v1/stage/brief", events] {
        assert_eq!(description.ask(&stranger, path, path, None).await, 403, "{path}");
    }
    assert_eq!(description.ask(&stranger, COMMANDS, COMMANDS, Some(&json!({ "do": "next" }))).await, 403);
    assert_eq!(description.ask(&stranger, by_address, &format!("{COMMANDS}/next"), Some(&json!({}))).await, 403);
    let paths = description.0["paths"].as_object().expect("paths");
    let described = paths.iter().flat_map(|(path, of)| {
        let methods = of.as_object().expect("methods").keys().filter(|method| *method != "parameters");
        methods.map(move |method| (method.as_str(), path.as_str()))
    });
    assert_eq!(described.collect::<BTreeSet<_>>(), asked, "what is described was asked for");
}
