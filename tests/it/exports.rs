//! Exported files over HTTP: whole, with their length, and without a trace in the data directory.

use daigang::domain::job::Job;
use daigang::sheet;
use reqwest::{StatusCode, header};

use crate::support::{TestServer, sample};

#[tokio::test]
async fn an_export_is_complete_and_leaves_no_file() {
    let server = TestServer::with_show().await;
    let staff = server.staff();
    for path in ["/desk/jobs.csv", "/desk/jobs.xlsx"] {
        let answer = staff.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let length = answer.headers()[header::CONTENT_LENGTH].to_str().expect("a number").parse();
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
        let bytes = answer.bytes().await.expect("a whole body");
        assert_eq!(length, Ok(bytes.len()), "{path}");
        let reading = sheet::read(&bytes, server.setup.clock.now().date_naive()).expect("a sheet");
        let jobs: Vec<Job> = reading.rows.iter().map(sheet::ParsedRow::job).collect();
        assert_eq!(jobs, sample::jobs(), "{path}");
    }
    let left = std::fs::read_dir(server.setup.data().join("tmp")).expect("the folder of exports");
    assert_eq!(left.count(), 0);
}
