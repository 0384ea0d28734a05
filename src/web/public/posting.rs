//! Job postings in the vocabulary of schema.org, for search engines: only what the public page says. Pure.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::domain::job::Kind;
use crate::view::CardFace;
use crate::web::public::facts::facts;
use crate::words::Words;

/// The posting of an open card; `None` for courses and policies, which are no jobs, and for cards that take no sign-ups.
/// `posted` is the day of the show, `url` the lasting address.
pub fn posting(t: Words, face: &CardFace, posted: NaiveDate, url: &str) -> Option<Value> {
    let employment = match face.kind {
        Kind::Job => "FULL_TIME",
        Kind::Gig => "TEMPORARY",
        Kind::Haul => "CONTRACTOR",
        Kind::Training | Kind::Policy => return None,
    };
    if !face.open() {
        return None;
    }
    let lines: Vec<String> = facts(t, face).into_iter().map(|(label, value)| format!("{label}：{value}")).collect();
    let mut posting = json!({
        "@type": "JobPosting",
        "title": face.title,
        "description": lines.join("\n"),
        "datePosted": posted.to_string(),
        "employmentType": employment,
        "hiringOrganization": { "@type": "Organization", "name": face.employer },
        "jobLocation": location(face),
        "directApply": true,
        "url": url,
    });
    let fields = posting.as_object_mut()?;
    if let Some(last) = face.valid_until {
        fields.insert("validThrough".into(), json!(format!("{last}T23:59:59+08:00")));
    }
    if let Ok(count) = face.headcount.parse::<u32>() {
        fields.insert("totalJobOpenings".into(), json!(count));
    }
    if let Some(salary) = salary(face) {
        fields.insert("baseSalary".into(), salary);
    }
    Some(posting)
}

fn location(face: &CardFace) -> Value {
    let mut address = Map::new();
    address.insert("@type".into(), json!("PostalAddress"));
    address.insert("addressCountry".into(), json!("CN"));
    for (name, text) in [("addressLocality", &face.township), ("streetAddress", &face.place)] {
        if !text.is_empty() {
            address.insert(name.into(), json!(text));
        }
    }
    json!({ "@type": "Place", "address": address })
}

/// The salary, if it has numbers and a unit of time that schema.org knows: 元/月, 元/天, 元/小时.
fn salary(face: &CardFace) -> Option<Value> {
    let unit = match face.pay_unit.strip_prefix("元/")? {
        "月" => "MONTH",
        "天" | "日" => "DAY",
        "小时" | "时" => "HOUR",
        "周" => "WEEK",
        "年" => "YEAR",
        _ => return None,
    };
    let (low, high) = face.pay.split_once('-').unwrap_or((&face.pay, &face.pay));
    let (low, high): (f64, f64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    let value = json!({ "@type": "QuantitativeValue", "minValue": low, "maxValue": high, "unitText": unit });
    Some(json!({ "@type": "MonetaryAmount", "currency": "CNY", "value": value }))
}

/// JSON that cannot end the script element that holds it, whatever a sheet says.
pub fn for_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}
