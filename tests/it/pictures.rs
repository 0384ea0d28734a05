//! Pictures from the server: posters whose codes a reader finds, and the state without a Chinese font.

use reqwest::StatusCode;
use serde_json::Value;

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
        ("?card=19&size=a4&source=gaocun-1", (1654, 2339), format!("{url}/s/gaocun-1?j=19")),
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
    assert!(page.contains(&format!("{}/s/gaocun?j=8", server.url)));
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
