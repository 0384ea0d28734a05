//! JSON schemas of the wire's types, made as strict as the wire is. Tests only.

use schemars::SchemaGenerator;
use schemars::generate::{Contract, SchemaSettings};
use serde_json::{Map, Value, json};

use crate::domain::crew::Permission;
use crate::domain::policy::AppliesTo;
use crate::domain::quantity::Quantity;
use crate::domain::stage::Command;

/// The ranges that a command's numbers are checked against; serde's types know only their width.
const RANGES: [(&str, &str, Quantity); 4] = [
    ("Command", "/extend/seconds", Quantity::ExtendSeconds),
    ("Command", "/guides/seconds", Quantity::GuideSeconds),
    ("FaceRequest", "/break/minutes", Quantity::BreakMinutes),
    ("Dwell", "/seconds", Quantity::DwellSeconds),
];

/// Makes schemas of values as the server writes them.
pub fn serialized() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// Makes schemas of values as the server reads them.
pub fn deserialized() -> SchemaGenerator {
    SchemaSettings::draft2020_12().into_generator()
}

/// The schemas that a generator has made, with references below `root`.
pub fn definitions(mut generator: SchemaGenerator, root: &str) -> Map<String, Value> {
    let mut schemas = generator.take_definitions(true);
    let written = generator.settings().contract == Contract::Serialize;
    for (name, schema) in &mut schemas {
        tighten(schema, root, written);
        for (_, path, quantity) in RANGES.iter().filter(|(owner, _, _)| owner == name) {
            limit(schema, &format!("/{name}"), path, *quantity);
        }
    }
    schemas
}

/// Adds to each command what its policy allows.
pub fn describe_policies(schemas: &mut Map<String, Value>) {
    let commands = schemas["Command"]["oneOf"].as_array_mut().expect("commands are variants");
    for schema in commands {
        let examples = Command::examples().into_iter().map(|example| example.command);
        let command = examples.into_iter().find(|command| name_of(schema) == wire_name(command));
        let policy = command.expect("a test of the commands asks for an example of each").policy();
        let permission = match policy.permission {
            Permission::Panic => "every role but a watcher",
            Permission::Assist => "assistants and hosts",
            Permission::TakeControl => "every host",
            Permission::Control => "the host in control",
        };
        let revision = match policy.revision {
            AppliesTo::AnyRevision => "any revision",
            AppliesTo::DecidedRevision => "the newest revision only",
        };
        let text = schema["description"].as_str().unwrap_or_default();
        schema["description"] = format!("{text} Allowed to {permission}, on {revision}.").into();
    }
}

fn name_of(variant: &Value) -> Option<String> {
    variant["const"].as_str().or_else(|| variant["required"][0].as_str()).map(str::to_owned)
}

fn wire_name(command: &Command) -> Option<String> {
    match serde_json::to_value(command).ok()? {
        Value::String(name) => Some(name),
        Value::Object(fields) => fields.keys().next().cloned(),
        _ => None,
    }
}

/// Closes each object to further fields, drops widths of numbers that JSON does not have, and states that an absent field is
/// never null and never empty: serde leaves out `None` and empty texts.
fn tighten(schema: &mut Value, root: &str, written: bool) {
    let Value::Object(fields) = schema else { return };
    fields.remove("format").filter(|format| format == "date").map(|date| fields.insert("format".into(), date));
    fields.remove("default");
    if let Some(Value::String(reference)) = fields.get_mut("$ref") {
        *reference = reference.replace("#/$defs/", root);
    }
    if let Some(Value::String(text)) = fields.get_mut("description") {
        *text = text.replace("[`", "`").replace("`]", "`").replace('\n', " ");
    }
    merge_variants(fields);
    if written {
        state_absence(fields);
    }
    for (name, inner) in fields.iter_mut() {
        match inner {
            Value::Array(all) if name != "required" => all.iter_mut().for_each(|one| tighten(one, root, written)),
            Value::Object(all) if name == "properties" || name == "patternProperties" => {
                all.values_mut().for_each(|one| tighten(one, root, written));
            }
            Value::Object(_) if name == "items" => tighten(inner, root, written),
            _ => {}
        }
    }
    if fields.contains_key("properties") && !fields.contains_key("$ref") {
        fields.insert("additionalProperties".into(), false.into());
    }
}

/// A flattened enum beside other fields: gives each variant those fields, so that it can be closed to further ones.
fn merge_variants(fields: &mut Map<String, Value>) {
    if !(fields.contains_key("oneOf") && fields.contains_key("properties")) {
        return;
    }
    let shared = fields.remove("properties").unwrap_or_default();
    let required = fields.remove("required").unwrap_or(json!([]));
    fields.remove("type");
    for variant in fields["oneOf"].as_array_mut().into_iter().flatten() {
        let own = variant["properties"].as_object_mut().expect("a tagged variant is an object");
        own.extend(shared.as_object().expect("properties").clone());
        let own = variant["required"].as_array_mut().expect("a tagged variant names its tag");
        own.extend(required.as_array().expect("names").clone());
    }
}

fn state_absence(fields: &mut Map<String, Value>) {
    let required = fields.get("required").cloned().unwrap_or(json!([]));
    let Some(Value::Object(properties)) = fields.get_mut("properties") else { return };
    let optional =
        properties.iter_mut().filter(|(name, _)| !required.as_array().is_some_and(|all| all.contains(&json!(name))));
    for (_, property) in optional {
        let null = json!({ "type": "null" });
        if let Some(of) =
            property["anyOf"].as_array().filter(|of| of.len() == 2 && of[1] == null).map(|of| of[0].clone())
        {
            property.as_object_mut().expect("a schema").remove("anyOf");
            property.as_object_mut().expect("a schema").extend(of.as_object().expect("a schema").clone());
        }
        if let Some(of) = property["type"].as_array().map(|of| of[0].clone()) {
            property["type"] = of;
        }
        if property["type"] == "string" && property.get("format").is_none() {
            property["minLength"] = 1.into();
        }
    }
}

/// Sets the range of every number below `at` whose path ends in `path`.
fn limit(schema: &mut Value, at: &str, path: &str, quantity: Quantity) {
    match schema {
        Value::Object(fields) => {
            if at.ends_with(path) && fields.contains_key("minimum") {
                fields.insert("minimum".into(), (*quantity.range().start()).into());
                fields.insert("maximum".into(), (*quantity.range().end()).into());
            }
            for (name, inner) in fields.iter_mut() {
                let at = if name == "properties" { at.to_owned() } else { format!("{at}/{name}") };
                limit(inner, &at, path, quantity);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|inner| limit(inner, at, path, quantity)),
        _ => {}
    }
}
