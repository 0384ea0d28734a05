//! Pictures from the server: posters whose codes a reader finds, and the state without a Chinese font.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::server::Setup;
use crate::support::{Anyone, TestServer, sample, within};

/// A decoded picture.
struct Decoded {
    width: u32,
    height: u32,
    /// Red, green and blue of each pixel.
    rgb: Vec<u8>,
    /// Pixels per metre on paper.
    per_metre: Option<u32>,
}

impl Decoded {
    fn new(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let per_metre = reader.info().pixel_dims.map(|dims| dims.xppu);
        let mut rgb = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut rgb).expect("pixels");
        assert_eq!(info.color_type, png::ColorType::Rgb, "pictures for people are opaque");
        Self { width: info.width, height: info.height, rgb, per_metre }
    }

    /// The text of every QR code in the picture.
    fn codes(&self) -> Vec<String> {
        let (width, height) = (self.width as usize, self.height as usize);
        let grey = |x: usize, y: usize| self.rgb[(y * width + x) * 3 + 1];
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        image.detect_grids().iter().map(|grid| grid.decode().expect("a code that can be read").1).collect()
    }
}

async fn picture(client: &Anyone, path: &str) -> Decoded {
    let response = client.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()["content-type"], "image/png", "{path}");
    Decoded::new(&response.bytes().await.expect("a whole file"))
}

async fn drawing(server: TestServer) -> TestServer {
    within("a search for fonts", server.app.pictures.searched()).await;
    server
}

/// A server with the sample show, and fonts.
async fn with_fonts() -> TestServer {
    drawing(TestServer::with_show().await).await
}

#[tokio::test]
async fn posters_have_one_code_with_the_link_of_their_source() {
    let server = with_fonts().await;
    let staff = server.staff();
    let url = &server.url;
    for (query, size, link) in [
        ("", (1080, 1920), format!("{url}/")),
        ("?card=8&size=phone", (1080, 1920), format!("{url}/{}/8", sample::SHOW)),
        ("?size=a4&source=gaocun-1", (1654, 2339), format!("{url}/s/gaocun-1")),
        ("?card=19&size=a4&source=gaocun-1", (1654, 2339), format!("{url}/s/gaocun-1/42/19")),
    ] {
        let poster = picture(&staff, &format!("/desk/posters/poster.png{query}")).await;
        assert_eq!((poster.width, poster.height), size, "{query}");
        assert_eq!(poster.codes(), [link], "{query}");
        // 200 dots per inch fill A4.
        assert_eq!(poster.per_metre, (size.0 == 1654).then_some(7874), "{query}");
    }
}

#[tokio::test]
async fn the_page_of_posters_shows_one_and_says_what_it_leaves_out() {
    let server = with_fonts().await;
    let staff = server.staff();
    let page = staff.get("/desk/posters?card=8&size=a4&source=gaocun").await.text().await.expect("a page");
    assert!(page.contains("/desk/posters/poster.png?card=8&#38;size=a4&#38;source=gaocun"), "{page}");
    assert!(page.contains(&format!("{}/s/gaocun/42/8", server.url)));
    let saved = staff.get("/desk/posters/poster.png?card=8&size=a4&save=1").await;
    let name = saved.headers()["content-disposition"].to_str().expect("ASCII").to_owned();
    assert!(name.contains("poster_8_a4.png") && name.contains("%E6%9C%88%E5%AB%82"), "{name}");
    let wrong = staff.get("/desk/posters?source=Gao%20Cun").await.text().await.expect("a page");
    assert!(wrong.contains("aria-invalid") && !wrong.contains("poster.png"), "{wrong}");
}

#[tokio::test]
async fn posters_are_for_staff() {
    let server = with_fonts().await;
    let stranger = Anyone::at(&server.url);
    for path in ["/desk/posters", "/desk/posters/poster.png"] {
        assert_ne!(stranger.get(path).await.status(), StatusCode::OK, "{path}");
    }
    let staff = server.staff();
    for path in ["/desk/posters/poster.png?card=77", "/desk/posters/poster.png?source=A"] {
        assert_eq!(staff.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_server_without_a_chinese_font_says_so_and_how_to_install_one() {
    let empty = tempfile::tempdir().expect("a folder");
    let server = drawing(Setup::shared().await.fonts(empty.path()).start().await.open_show().await).await;
    let staff = server.staff();
    let refused = staff.get("/desk/posters/poster.png?card=8").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let page = staff.get("/desk/posters?card=8").await.text().await.expect("a page");
    for text in [refused.text().await.expect("a page"), page] {
        assert!(text.contains("apt-get install fonts-noto-cjk"), "{text}");
    }
    let ready = Anyone::at(&server.url).get("/readyz").await;
    assert_eq!(ready.status(), StatusCode::OK, "everything else works");
    let ready: Value = serde_json::from_str(&ready.text().await.expect("JSON")).expect("JSON");
    assert_eq!(ready["pictures"], "missing");
}

/// The value of a meta element, or of a link, in a page.
fn meta(page: &str, name: &str) -> String {
    let at = page.find(&format!("=\"{name}\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    let rest = &page[at + name.len() + 3..];
    let value = rest.split_once("=\"").and_then(|(_, value)| value.split_once('"')).expect("a value").0;
    value.replace("&#38;", "&")
}

/// The structured data of a page.
fn postings(page: &str) -> Value {
    let (_, rest) = page.split_once("application/ld+json\">").expect("structured data");
    serde_json::from_str(rest.split_once("</script>").expect("an end").0).expect("JSON")
}

async fn page(client: &Anyone, path: &str) -> String {
    let response = client.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.text().await.expect("a page")
}

#[tokio::test]
async fn a_shared_link_has_a_title_a_description_and_pictures() {
    let server = with_fonts().await;
    let visitor = Anyone::at(&server.url);
    for (path, title) in [("/", "第42期"), ("/42/8", "8号岗 月嫂 6800-9800元/26天")] {
        let page = page(&visitor, path).await;
        assert!(meta(&page, "og:title").contains(title), "{path}");
        assert!(!meta(&page, "og:description").is_empty() && !meta(&page, "description").is_empty(), "{path}");
        assert_eq!(meta(&page, "og:url"), format!("{}{path}", server.url));
        let image = meta(&page, "og:image");
        let address = image.strip_prefix(&server.url).expect("a picture of this server");
        let wide = picture(&visitor, address).await;
        assert_eq!((wide.width, wide.height), (1200, 630));
        assert!(
            visitor.get(address).await.headers()["cache-control"].to_str().is_ok_and(|text| text.contains("immutable"))
        );
        // WeChat takes the first picture of a page.
        let first = page.split_once("<img ").expect("a picture").1.split_once("src=\"").expect("a source").1;
        let first = first.split_once('"').expect("an end").0.replace("&#38;", "&");
        let square = picture(&visitor, &first).await;
        assert_eq!((square.width, square.height), (300, 300));
    }
    let old = visitor.get("/preview/42/8.png?v=0123456789").await;
    assert_eq!(old.headers()["cache-control"], "public, max-age=300");
    for path in ["/preview/42/77.png", "/preview/42/8.gif", "/preview/41/show.png"] {
        assert_eq!(visitor.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn open_jobs_are_postings_and_courses_and_closed_ones_are_not() {
    let server = with_fonts().await;
    let visitor = Anyone::at(&server.url);
    let job = postings(&page(&visitor, "/42/8").await);
    assert_eq!((job["@type"].as_str(), job["title"].as_str()), (Some("JobPosting"), Some("月嫂")));
    for field in ["description", "datePosted", "validThrough", "employmentType"] {
        assert!(job[field].is_string(), "{field} in {job}");
    }
    assert_eq!(job["hiringOrganization"]["@type"], "Organization");
    assert_eq!(job["jobLocation"]["address"]["addressCountry"], "CN");
    let monthly = postings(&page(&visitor, "/42/1").await);
    assert_eq!(monthly["baseSalary"]["value"]["minValue"], 3800.0);
    assert_eq!(monthly["baseSalary"]["value"]["unitText"], "MONTH");
    let show = postings(&page(&visitor, "/").await);
    let items = show["itemListElement"].as_array().expect("a list");
    assert!(items.len() > 10 && items.iter().all(|one| one["item"]["@type"] == "JobPosting"), "{show}");
    assert!(!page(&visitor, "/42/19").await.contains("ld+json"), "a policy is no job");
    server.edit(server.app.hub.snapshot().rev, json!({ "full": { "card": 8, "full": true } })).await;
    assert!(!page(&visitor, "/42/8").await.contains("ld+json"), "a full card is no posting");
}

#[tokio::test]
async fn a_page_without_a_font_has_no_picture_in_its_head() {
    let empty = tempfile::tempdir().expect("a folder");
    let server = drawing(Setup::shared().await.fonts(empty.path()).start().await.open_show().await).await;
    let page = page(&Anyone::at(&server.url), "/42/8").await;
    assert!(page.contains("og:title") && !page.contains("og:image"));
    assert_eq!(Anyone::at(&server.url).get("/favicon.ico").await.status(), StatusCode::OK, "icons have no text");
}

#[tokio::test]
async fn browsers_and_robots_find_what_they_ask_for() {
    let server = TestServer::with_show().await;
    let visitor = Anyone::at(&server.url);
    let favicon = visitor.get("/favicon.ico").await;
    assert_eq!(favicon.headers()["content-type"], "image/x-icon");
    assert_eq!(favicon.bytes().await.expect("a file")[..4], [0, 0, 1, 0]);
    let manifest = visitor.get_json("/manifest.webmanifest").await;
    for icon in manifest["icons"].as_array().expect("icons") {
        let response = visitor.get(icon["src"].as_str().expect("an address")).await;
        assert_eq!(response.headers()["content-type"], "image/png", "{icon}");
    }
    assert_eq!(visitor.get("/apple-touch-icon.png").await.status(), StatusCode::OK);
    let robots = page(&visitor, "/robots.txt").await;
    assert!(robots.contains("Disallow: /r/") && robots.contains("Allow: /\n"));
    for path in ["/qr/show.svg", "/qr/8.svg"] {
        assert_eq!(visitor.get(path).await.headers()["content-type"], "image/svg+xml", "{path}");
    }
}

#[tokio::test]
async fn a_receipt_is_a_picture_only_for_the_browser_that_has_it() {
    let server = with_fonts().await;
    let fields = [("name", "王桂花"), ("phone", "13800000001"), ("over16", "1"), ("consent", "1")];
    let sent = Anyone::at(&server.url).post_form("/42/8", &fields).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    let path = format!("{}/picture.png", sent.headers()["location"].to_str().expect("a path"));
    let cookie = sent.headers()["set-cookie"].to_str().expect("a cookie").split(';').next().expect("a pair").to_owned();
    let owner = Anyone::at(&server.url).with("cookie", &cookie);
    let response = owner.get(&path).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    let drawn = Decoded::new(&response.bytes().await.expect("a file"));
    assert!(drawn.width == 1080 && drawn.height > 1000);
    assert_eq!(Anyone::at(&server.url).get(&path).await.status(), StatusCode::NOT_FOUND);
}
