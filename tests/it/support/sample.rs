//! The twenty sample jobs with the dates of their sheet, and a show made of them.

use chrono::Duration;
use daigang::domain::answers::{Answers, CallTime};
use daigang::domain::column::Column;
use daigang::domain::consent::{ConsentId, ConsentText};
use daigang::domain::crew::Operator;
use daigang::domain::job::{Job, JobId};
use daigang::domain::phone::Phone;
use daigang::domain::rundown::CardNumber;
use daigang::domain::settings::Settings;
use daigang::domain::show::{Show, ShowId};
use daigang::domain::signup::SignUp;
use daigang::domain::stage::Rev;
use daigang::store::JobWrite;
use daigang::web::App;

/// The number of the sample show.
pub const SHOW: ShowId = ShowId(42);
/// The number of the one after it.
pub const NEXT_SHOW: ShowId = ShowId(43);
/// How many jobs the sample has.
pub const JOBS: u16 = 20;
/// The sample job that is valid until 30 August, and no more at the show of the week after.
pub const ENDS_FIRST: CardNumber = 14;

const SHEET: &str = include_str!("../../../src/demo/jobs20.csv");

/// The jobs of the sheet, cell by cell.
pub fn jobs() -> Vec<Job> {
    let mut sheet = csv::Reader::from_reader(SHEET.trim_start_matches('\u{feff}').as_bytes());
    let headers = sheet.headers().expect("a header line").clone();
    let columns: Vec<Column> = headers.iter().map(column).collect();
    let rows = sheet.records().map(|row| row.expect("a row as wide as the header"));
    let jobs = rows.map(|row| {
        let cells = columns.iter().copied().zip(row.iter().map(str::to_owned));
        Job { cells: cells.filter(|(_, cell)| !cell.is_empty()).collect(), extra: Vec::new() }
    });
    jobs.collect()
}

fn column(header: &str) -> Column {
    let known = Column::ALL.iter().copied().find(|column| column.header() == header);
    known.unwrap_or_else(|| panic!("the sample has a column that we do not know: {header}"))
}

/// Writes the jobs and puts a show of them on the stage.
pub async fn open_show(app: &App) -> Vec<JobId> {
    let now = app.clock.now();
    let settings = Settings {
        organiser: "万荣县就业服务中心".into(),
        hotline: "0359-0000000".into(),
        short_address: "wr.example.cn".into(),
        townships: vec!["解店镇".into(), "荣河镇".into()],
        ..Settings::default()
    };
    app.store.set_settings(&settings, "test", now.at).await.expect("settings are kept");
    let writes: Vec<_> = jobs().into_iter().map(|job| JobWrite { id: None, job }).collect();
    let (_, ids) = app.store.write_jobs(&writes, "test", now.at).await.expect("jobs are kept");
    open_another(app, SHOW, &ids).await;
    ids
}

/// Puts a show on the stage that there was not before.
pub async fn open_another(app: &App, id: ShowId, jobs: &[JobId]) -> Rev {
    let starts_at = app.clock.now().at - Duration::minutes(5);
    let show = Show { id, starts_at, planned_minutes: 180, live: None };
    app.hub.open_show(&Operator::server("test"), show, jobs.to_vec()).await.expect("the show opens")
}

/// The phone of the person with this number.
pub fn phone(person: u32) -> String {
    format!("139{person:08}")
}

/// A sign-up for one card of the sample show by the person with this number, counted from 0.
pub fn sign_up(person: u32, card: CardNumber, job: &JobId) -> SignUp {
    SignUp {
        phone: Phone::parse(&phone(person)).expect("a phone"),
        answers: Answers {
            name: format!("村民{person}"),
            township: "解店镇".into(),
            village: String::new(),
            party: 1,
            call_time: CallTime::Any,
            note: String::new(),
        },
        show: SHOW,
        cards: vec![(card, job.clone())],
        source: String::new(),
        consent: ConsentText::new(ConsentId::Call, "打电话".into()),
        notices: Vec::new(),
        shares: Vec::new(),
        suspicion: None,
    }
}
