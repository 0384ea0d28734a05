//! Sheets as people send them, parsed and compared with the stored jobs. Needs no server and no store.

use chrono::NaiveDate;
use daigang::domain::column::Column;
use daigang::domain::job::{Job, JobId};
use daigang::import::{self, DryRun, ImportPlan, RowEffect, RowPlan};
use daigang::sheet::{self, Fault, FileRefusal, Format, Note, Reading, Severity, Skip, limits};
use daigang::words::{Lang, Words};

pub const UTF8: &[u8] = include_bytes!("../fixtures/jobs20.csv");
pub const GBK: &[u8] = include_bytes!("../fixtures/jobs20_gbk.csv");
pub const UTF16: &[u8] = include_bytes!("../fixtures/jobs20_utf16le.txt");
pub const MESSY: &[u8] = include_bytes!("../fixtures/jobs_messy.xlsx");

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap()
}

pub fn read(bytes: &[u8]) -> Reading {
    sheet::read(bytes, today()).unwrap()
}

pub fn refusal(bytes: &[u8]) -> FileRefusal {
    sheet::read(bytes, today()).unwrap_err()
}

pub fn plan(bytes: &[u8], stored: &[(JobId, Job)]) -> ImportPlan {
    import::plan(&read(bytes), stored, today())
}

pub fn jobs(bytes: &[u8]) -> Vec<Job> {
    plan(bytes, &[]).rows.into_iter().map(|item| item.job).collect()
}

/// The jobs as a store would hold them.
pub fn stored(jobs: &[Job]) -> Vec<(JobId, Job)> {
    jobs.iter().enumerate().map(|(at, job)| (JobId(format!("j{at}")), job.clone())).collect()
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// Row, header and kind of every problem.
fn problems(plan: &ImportPlan) -> Vec<(u32, String, Fault)> {
    let all = plan.rows.iter().flat_map(|item| &item.problems);
    all.map(|problem| (problem.row, problem.header.clone(), problem.fault.clone())).collect()
}

/// A workbook of the given cells, the way another program writes it.
pub fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn header(sheet: &mut rust_xlsxwriter::Worksheet, names: &[&str]) {
    for (column, name) in (0..).zip(names) {
        sheet.write_string(0, column, *name).unwrap();
    }
}

#[test]
fn three_encodings_give_the_same_twenty_jobs() {
    let [utf8, gbk, utf16] = [UTF8, GBK, UTF16].map(jobs);
    assert_eq!(utf8.len(), 20);
    assert_eq!(utf8, gbk);
    assert_eq!(utf8, utf16);
    let formats = [UTF8, GBK, UTF16].map(|bytes| read(bytes).format);
    let text = |encoding, delimiter| Format::Text { encoding, delimiter };
    assert_eq!(formats, [text("UTF-8", ','), text("gb18030", ','), text("UTF-16LE", '\t')]);
    let without_marks = [jobs(&UTF8[3..]), jobs(&UTF16[2..])];
    assert!(without_marks.iter().all(|jobs| *jobs == utf8), "the mark at the beginning may be missing");
}

#[test]
fn no_column_of_the_twenty_jobs_is_lost() {
    let jobs = jobs(UTF8);
    let used = |column: &&Column| jobs.iter().any(|job| !job.cell(**column).is_empty());
    assert_eq!(Column::ALL.iter().filter(used).count(), 28);
    assert_eq!(jobs[0].cell(Column::Hours), "8:00-12:00,14:00-18:00");
    assert_eq!(
        jobs[11].cell(Column::Attachment),
        "车型=4.2米或6.8米高栏;载重=8吨;里程=约220公里;装卸=货主负责;付款=到付"
    );
    assert!(read(UTF8).headings.iter().all(|heading| heading.column.is_some()));
}

#[test]
fn the_twenty_jobs_are_importable_and_expired_ones_are_reported() {
    let plan = plan(UTF8, &[]);
    assert_eq!((plan.counts().new, plan.counts().refused), (20, 0));
    let past = problems(&plan).into_iter().filter(|(_, _, what)| matches!(what, Fault::DatePassed(_))).count();
    assert_eq!(past, 7);
    assert_eq!(problems(&plan).len(), past, "nothing else is said about a clean sheet");
}

#[test]
fn delimiters_line_ends_and_quotes_are_forgiven() {
    let lines = ["岗位名称;用人单位;工资", "\"焊工;\"\"高级\"\"\";甲厂;5000元", "\"两\r\n行\";甲厂;5000元"];
    for end in ["\n", "\r\n", "\r"] {
        let jobs = jobs(lines.join(end).as_bytes());
        assert_eq!(jobs[0].title(), "焊工;\"高级\"");
        assert_eq!(jobs[1].title(), "两\n行");
    }
    assert_eq!(refusal("岗位,单位,工资\n\"焊工,甲厂,5000\n".as_bytes()), FileRefusal::UnclosedQuote { row: 2 });
}

#[test]
fn row_numbers_are_those_of_excel() {
    let text = "\n岗位,单位,工资\n\n\"焊\n工\",甲厂,5000\n,乙厂,5000\n";
    let plan = plan(text.as_bytes(), &[]);
    assert_eq!(plan.rows.iter().map(|item| item.row).collect::<Vec<_>>(), [4, 5]);
    assert!(problems(&plan).contains(&(5, "岗位".into(), Fault::TitleMissing)));
}

#[test]
fn a_file_with_two_encodings_is_refused() {
    let (head, row) = ("岗位名称,用人单位,工资,有效期\n", "焊工,甲厂,5000元,2026-12-31\n");
    let glued = |one: &[u8], two: &[u8]| [one, two].concat();
    assert_eq!(refusal(&glued(head.as_bytes(), &gbk(row))), FileRefusal::MixedEncoding);
    assert_eq!(refusal(&glued(&gbk(head), row.as_bytes())), FileRefusal::MixedEncoding);
    assert_eq!(jobs(&gbk(&format!("{head}{row}"))).len(), 1);
}

#[test]
fn gbk_that_happens_to_be_utf8_is_not_imported_as_rubbish() {
    assert!(matches!(refusal(b"\xc5\xae"), FileRefusal::NoHeader { .. }));
    let mut bytes = "岗位,单位,工资\n焊工,甲厂,5000\n".as_bytes().to_vec();
    bytes.extend(b"\xc5\xae,\xc5\xae,5000\n");
    let plan = plan(&bytes, &[]);
    assert!(plan.rows[1].problems.iter().any(|problem| problem.fault == Fault::Mojibake));
    assert!(plan.rows[1].refused() && !plan.rows[0].refused());
}

#[test]
fn files_that_are_no_sheets_are_distinguished() {
    assert_eq!(refusal(b""), FileRefusal::Empty);
    assert_eq!(refusal(b"%PDF-1.7"), FileRefusal::NotASheet);
    assert_eq!(refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), FileRefusal::OldExcel);
    assert_eq!(refusal(b"PK\x03\x04"), FileRefusal::DamagedXlsx);
    assert_eq!(refusal(b"\xff\xff\xff\x00\x01"), FileRefusal::Garbled);
    assert!(matches!(refusal("姓名,电话\n王芳,1\n".as_bytes()), FileRefusal::NoHeader { .. }));
    assert_eq!(refusal("岗位,单位,工资\n".as_bytes()), FileRefusal::NoRows);
    assert_eq!(refusal(&sheet::template_xlsx().unwrap()), FileRefusal::NoRows);
}

#[test]
fn limits_have_their_own_refusals() {
    let head = "岗位,单位,工资\n";
    let rows = |count| format!("{head}{}", "焊工,甲厂,5000\n".repeat(count));
    assert_eq!(refusal(&vec![b'a'; limits::FILE_BYTES_MAX + 1]), FileRefusal::TooLarge);
    assert_eq!(read(rows(limits::ROWS_MAX).as_bytes()).rows.len(), limits::ROWS_MAX);
    assert_eq!(refusal(rows(limits::ROWS_MAX + 1).as_bytes()), FileRefusal::TooManyRows);
    let wide = format!("{head}焊工,甲厂,5000{}x\n", ",".repeat(limits::COLUMNS_MAX));
    assert_eq!(refusal(wide.as_bytes()), FileRefusal::TooManyColumns { row: 2 });
    let long = format!("{head}焊工,{},5000\n", "厂".repeat(limits::CELL_CHARS_MAX + 1));
    assert_eq!(refusal(long.as_bytes()), FileRefusal::CellTooLong { row: 2, column: "B".into() });
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_parsed() {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("xl/workbook.xml", options).unwrap();
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..=limits::UNPACKED_BYTES_MAX / 1024 / 1024 {
        zip.write_all(&zeros).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < limits::FILE_BYTES_MAX);
    assert_eq!(refusal(&bomb), FileRefusal::UnpacksTooLarge);
}

#[test]
fn a_cell_far_from_the_others_costs_no_memory() {
    let far = workbook(|sheet| {
        header(sheet, &["岗位", "单位", "工资"]);
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(refusal(&far), FileRefusal::TooManyColumns { row: 1_048_576 });
}

#[test]
fn a_messy_workbook_gives_a_report_with_cures() {
    let reading = read(MESSY);
    let sheets = Format::Xlsx { sheet: "用工需求登记表".into(), others: vec!["填写说明".into()] };
    assert_eq!(reading.format, sheets);
    let column = |header: &str| reading.headings.iter().find(|heading| heading.header == header).unwrap().column;
    assert_eq!(column("薪资待遇/金额"), Some(Column::PayNote));
    assert_eq!(column("薪资待遇/结算"), Some(Column::Settle));
    assert_eq!(column("联系人及电话/姓名"), Some(Column::Contact));
    assert_eq!(column("联系人及电话/电话"), Some(Column::Phone));
    assert_eq!(column("序号"), None);
    let skipped: Vec<_> = reading.skipped.iter().map(|line| (line.row, line.why)).collect();
    assert_eq!(skipped, [(1, Skip::Title), (2, Skip::Title), (11, Skip::Total), (12, Skip::Remark)]);
    assert_eq!(
        reading.notes,
        [
            Note::FilledDown { header: "用工单位".into(), from: 5, to: 6 },
            Note::Extra { header: "序号".into() },
            Note::Extra { header: "L列".into() },
            Note::Hidden { row: 6 },
            Note::Blank { rows: 1 },
        ]
    );
}

#[test]
fn a_messy_workbook_is_imported_where_it_can_be() {
    let plan = plan(MESSY, &[]);
    let numbers: Vec<_> = plan.rows.iter().map(|item| item.row).collect();
    assert_eq!(numbers, [5, 6, 7, 9]);
    let new_years_eve = NaiveDate::from_ymd_opt(2026, 12, 31);
    assert_eq!(
        problems(&plan),
        [
            (5, "L列".into(), Fault::NoValue),
            (5, "薪资待遇/金额".into(), Fault::PayUnitMissing),
            (7, "需求人数".into(), Fault::HeadcountUnclear),
            (7, "有效期".into(), Fault::DateUnclear(new_years_eve)),
            (9, "薪资待遇/金额".into(), Fault::PayInWords),
            (9, "有效期".into(), Fault::DateMissing),
        ]
    );
    assert_eq!(plan.rows.iter().map(RowPlan::refused).collect::<Vec<_>>(), [false, false, true, false]);
    let second = &plan.rows[1].job;
    assert_eq!(second.employer(), "万荣恒果食品有限公司（示例）");
    assert_eq!(second.cell(Column::Phone), "13800000001");
    assert_eq!(second.cell(Column::ValidUntil), "2026-12-31", "a serial number is a date here");
    assert_eq!(second.cell(Column::Headcount), "2-3名");
    assert_eq!(plan.rows[3].job.cell(Column::Phone), "１３８００００００３３", "kept as given");
}

#[test]
fn the_terminal_reports_row_column_fault_and_cure_in_both_languages() {
    let draft = DryRun::new(MESSY, &[], today()).unwrap();
    let lines = |lang| import::lines(Words::from(lang), "jobs_messy.xlsx", &draft);
    let chinese = lines(Lang::Zh);
    let asked = "[不能导入] 第 7 行 有效期“12月底”：有效期看不懂。是不是 2026-12-31？在表里改成这个日期。";
    assert!(chinese.contains(&asked.to_owned()), "{chinese:#?}");
    assert_eq!(chinese.last().unwrap(), "新增 3，修改 0，没有变化 0，不能导入 1");
    let english = lines(Lang::En);
    assert_eq!(english.len(), chinese.len());
    assert_eq!(english.last().unwrap(), "New 3, changed 0, unchanged 0, not importable 1");
    let refused = import::refusal_lines(Words::from(Lang::Zh), "a.xls", &FileRefusal::OldExcel);
    assert!(refused[2].contains("另存为"));
}

#[test]
fn damage_by_excel_refuses_the_row() {
    let cells = ["3-Feb", "2月3日", "2026/2/3"].map(|headcount| format!("焊工,甲厂,5000,{headcount},13800000001"));
    for row in cells.into_iter().chain(["焊工,甲厂,5000,3,1.38E+10".into(), "焊工,甲厂,8月10日,3,1".into()]) {
        let plan = plan(format!("岗位,单位,工资,人数,电话\n{row}\n").as_bytes(), &[]);
        assert!(plan.rows[0].refused(), "{row}");
    }
    let damaged = workbook(|sheet| {
        header(sheet, &["岗位", "单位", "工资", "人数", "电话", "上班时间"]);
        let date = rust_xlsxwriter::Format::new().set_num_format("m\"月\"d\"日\"");
        let words = [(1, "焊工"), (2, "钳工"), (3, "车工")];
        for (row, title) in words {
            sheet.write_string(row, 0, title).unwrap().write_string(row, 1, "甲厂").unwrap();
            sheet.write_number(row, 2, 5000.5).unwrap();
        }
        sheet.write_number_with_format(1, 3, 46056, &date).unwrap().write_number(2, 4, 13_800_000_000_f64).unwrap();
        sheet.write_number(3, 3, 12).unwrap().write_number(3, 4, 13_800_000_001_f64).unwrap();
    });
    let plan = plan(&damaged, &[]);
    let found: Vec<_> =
        problems(&plan).into_iter().filter(|(_, _, what)| what.severity() == Severity::Refused).collect();
    assert_eq!(found, [(2, "人数".into(), Fault::TurnedToDate), (3, "电话".into(), Fault::DigitsLost)]);
    let whole = &plan.rows[2].job;
    assert_eq!(
        [Column::PayNote, Column::Headcount, Column::Phone].map(|c| whole.cell(c)),
        ["5000.5", "12", "13800000001"]
    );
}

#[test]
fn a_second_column_with_the_same_meaning_is_kept_and_reported() {
    let text = "电话,岗位,单位,工资,联系电话\n1,焊工,甲厂,5000,13800000001\n";
    let reading = read(text.as_bytes());
    assert_eq!(reading.notes[0], Note::SameColumn { kept: "联系电话".into(), other: "电话".into() });
    let job = &jobs(text.as_bytes())[0];
    assert_eq!(job.cell(Column::Phone), "13800000001");
    assert_eq!(job.extra, [("电话".to_owned(), "1".to_owned())]);
}

#[test]
fn headers_are_recognised_in_many_spellings() {
    let text = "＊岗位 名称（必填）：\t用工单位\t工资（元/月）\t【有效期】\n焊工\t甲厂\t5000\t长期\n";
    let plan = plan(text.as_bytes(), &[]);
    assert_eq!(plan.rows[0].job.title(), "焊工");
    assert_eq!(plan.rows[0].job.cell(Column::PayNote), "5000元/月", "the unit stands in the heading");
    assert_eq!(problems(&plan), [(2, "【有效期】".into(), Fault::DateOpen)]);
    let range = jobs("岗位,单位,工资下限(元/天),工资上限(元/天)\n焊工,甲厂,180,220\n".as_bytes());
    assert_eq!(range[0].pay().line(), "180-220元/天");
}

#[test]
fn the_same_file_again_changes_nothing() {
    let before = stored(&jobs(UTF8));
    let again = plan(GBK, &before);
    assert_eq!((again.counts().unchanged, again.untouched), (20, 0));
    assert_eq!(again.writes().count(), 0);
}

#[test]
fn a_missing_column_keeps_values_and_an_empty_cell_clears_one() {
    let before = stored(&jobs(UTF8));
    let text = "编号,招聘人数,亮点,招工老师\nWR001,25,,王老师\n";
    let plan = plan(text.as_bytes(), &before);
    let RowEffect::Changed { id, changes } = &plan.rows[0].effect else { panic!("{:?}", plan.rows[0].effect) };
    assert_eq!(*id, before[0].0);
    let changes: Vec<_> = changes.iter().map(|c| (c.header.as_str(), c.from.as_str(), c.to.as_str())).collect();
    assert_eq!(changes, [("招聘人数", "30", "25"), ("亮点", "村口有接送车", ""), ("招工老师", "", "王老师")]);
    assert_eq!(plan.rows[0].job.cell(Column::Phone), "0359-0000001");
    assert_eq!(plan.untouched, 19);
}

#[test]
fn jobs_without_a_code_match_by_employer_title_and_place() {
    let before = stored(&jobs("岗位,单位,地点,工资\n焊工,甲厂,一号,5000\n焊工,甲厂,二号,5000\n".as_bytes()));
    let one = plan("编号,岗位,单位,地点,工资\nA1, 焊 工,甲厂,二号,6000\n".as_bytes(), &before);
    assert!(matches!(&one.rows[0].effect, RowEffect::Changed { id, .. } if *id == before[1].0));
    let unclear = plan("岗位,单位,工资\n焊工,甲厂,6000\n".as_bytes(), &before);
    assert_eq!(unclear.rows[0].problems.last().map(|problem| problem.fault.clone()), Some(Fault::Ambiguous));
    let twice = plan("编号,岗位,单位,工资\nA9,焊工,乙厂,1\nA9,焊工,乙厂,2\n".as_bytes(), &before);
    assert_eq!(twice.rows[1].problems.last().map(|problem| problem.fault.clone()), Some(Fault::SameAsRow(2)));
    assert!(!twice.rows[0].refused() && twice.rows[1].refused());
}
