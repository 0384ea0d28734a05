//! Finds the hidden rows of a sheet, which calamine does not report (tafia/calamine#237). They are imported like any other,
//! which the report notes. Must not know cells.
//!
//! If the workbook has an unexpected structure, no row counts as hidden, because this is only a note.

use std::collections::BTreeSet;

use super::unzip::{Archive, part};
use super::xml::{attribute, find};

/// The numbers of the hidden rows of the sheet called `name`.
pub fn rows(archive: &mut Archive<'_>, name: &str) -> BTreeSet<u32> {
    sheet_text(archive, name).map(|text| hidden_rows(&text)).unwrap_or_default()
}

fn sheet_text(archive: &mut Archive<'_>, name: &str) -> Option<String> {
    let book = part(archive, "xl/workbook.xml")?;
    let id = find(&book, "sheet", |sheet| (attribute(sheet, "name")? == name).then(|| attribute(sheet, "id"))?)?;
    let links = part(archive, "xl/_rels/workbook.xml.rels")?;
    let target =
        find(&links, "Relationship", |link| (attribute(link, "Id")? == id).then(|| attribute(link, "Target"))?)?;
    let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
    part(archive, &path)
}

fn hidden_rows(text: &str) -> BTreeSet<u32> {
    let mut hidden = BTreeSet::new();
    let mut number = 0_u32;
    let _: Option<()> = find(text, "row", |row| {
        // A row without a number is the next one.
        number = attribute(row, "r").and_then(|r| r.parse().ok()).unwrap_or_else(|| number.saturating_add(1));
        if matches!(attribute(row, "hidden").as_deref(), Some("1" | "true")) {
            hidden.insert(number);
        }
        None
    });
    hidden
}
