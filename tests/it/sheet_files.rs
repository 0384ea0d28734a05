//! Files that we write read back unchanged, and no file, however broken, causes a panic. Needs no server and no store.

use std::io::{Cursor, Read as _, Write as _};

use daigang::domain::column::Column;
use daigang::domain::job::Job;
use daigang::sheet::table::Table;
use daigang::sheet::{self, FileRefusal};

use crate::sheet::{GBK, MESSY, UTF8, UTF16, jobs, plan, refusal, stored, today, workbook};

/// Jobs whose cells a spreadsheet program would reinterpret.
fn awkward_jobs() -> Vec<Job> {
    let mut jobs = jobs(UTF8);
    let texts =
        ["=1+1", "'=1+1", "-5", "@张", "＋86", "a\"b,c;d\te", "两\n行", "007", "_x0041_", "＝SUM(A1)", "'x", "𠮷"];
    for (job, text) in jobs.iter_mut().zip(texts) {
        job.cells.insert(Column::Remark, text.to_owned());
        job.extra.push(("电话(2)".to_owned(), text.to_owned()));
        job.extra.push((format!("列{text}"), "有".to_owned()));
    }
    jobs
}

#[test]
fn exported_jobs_read_back_as_they_were() {
    let jobs = awkward_jobs();
    let before = stored(&jobs);
    let mut csv = Cursor::new(Vec::new());
    let mut xlsx = Cursor::new(Vec::new());
    sheet::write_jobs_csv(&mut csv, &jobs, "").unwrap();
    sheet::write_jobs_xlsx(&mut xlsx, &jobs, "").unwrap();
    for file in [csv.into_inner(), xlsx.into_inner()] {
        let plan = plan(&file, &before);
        for (item, (_, job)) in plan.rows.iter().zip(&before) {
            assert_eq!(item.job, *job);
        }
        assert_eq!(plan.counts().unchanged, 20);
        // Into an empty store as well; extra columns may then stand in another order.
        let mut fresh = self::jobs(&file);
        for (one, other) in fresh.iter_mut().zip(&jobs) {
            let mut expected = other.clone();
            one.extra.sort();
            expected.extra.sort();
            assert_eq!(*one, expected);
        }
    }
}

#[test]
fn no_cell_of_a_csv_file_runs_as_a_formula() {
    let table = Table { sheet_name: "", headers: &["=头"], cut_mark: "" };
    let mut bytes = Vec::new();
    table.write_csv(&mut bytes, [vec!["=1".to_owned()], vec!["\t=1".to_owned()]]).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text, "\u{feff}'=头\r\n'=1\r\n'\t=1\r\n");
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.roll(6) {
            let at = self.roll(bytes.len());
            match self.roll(4) {
                0 => bytes[at] = u8::try_from(self.roll(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"\",\n\t;<>&9E-"[self.roll(11)]),
            }
            if bytes.is_empty() {
                bytes.push(b'a');
            }
        }
    }
}

/// Any input gives a refusal or a plan, never a panic.
fn survives(bytes: &[u8]) {
    if let Ok(reading) = sheet::read(bytes, today()) {
        let plan = daigang::import::plan(&reading, &[], today());
        assert_eq!(plan.rows.len(), reading.rows.len());
    }
}

#[test]
fn damaged_files_never_panic() {
    let mut dice = Dice(42);
    for original in [UTF8, GBK, UTF16, MESSY] {
        for _ in 0..150 {
            let mut bytes = original.to_vec();
            dice.mutate(&mut bytes);
            survives(&bytes);
        }
    }
}

/// Damage inside the XML, which the checksums of a zip would otherwise catch first.
#[test]
fn damaged_xml_never_panics() {
    let mut dice = Dice(7);
    let parts = unpack(MESSY);
    for _ in 0..300 {
        let victim = dice.roll(parts.len());
        let mut damaged = parts.clone();
        for (at, (name, bytes)) in damaged.iter_mut().enumerate() {
            if at == victim || name.ends_with("sheet1.xml") {
                dice.mutate(bytes);
            }
        }
        survives(&pack(&damaged));
    }
}

#[test]
fn a_workbook_that_lies_about_its_size_is_damaged() {
    let mut parts = unpack(MESSY);
    for (_, bytes) in &mut parts {
        *bytes = String::from_utf8_lossy(bytes).replace("A1:L12", "L12:A1").into_bytes();
    }
    survives(&pack(&parts));
}

/// Ten million million strings would be more memory than there is, which aborts a process.
#[test]
fn a_table_that_lies_about_its_strings_is_damaged() {
    let bytes = workbook(|sheet| {
        sheet.write_string(0, 0, "岗位名称").unwrap();
    });
    let mut parts = unpack(&bytes);
    let table = parts.iter_mut().find(|(name, _)| name == "xl/sharedStrings.xml").unwrap();
    let text = String::from_utf8_lossy(&table.1);
    let (before, after) = text.split_once("uniqueCount=\"").unwrap();
    table.1 = format!("{before}uniqueCount=\"10000000000000{after}").into_bytes();
    assert_eq!(refusal(&pack(&parts)), FileRefusal::DamagedXlsx);
}

type Part = (String, Vec<u8>);

fn unpack(bytes: &[u8]) -> Vec<Part> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let mut read = |index| {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(&mut read).collect()
}

fn pack(parts: &[Part]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
