//! Pictures from the server: posters, previews of shared links, receipts to keep, icons. Owns fonts, layout, drawing and the
//! cache; must not know HTTP, nor where a picture is linked.
//!
//! A picture is an SVG template filled by a layout that measures its text, then drawn to PNG. Drawing is work for a core, so it
//! happens outside of the async threads, `DRAWN_AT_ONCE` at a time, with a deadline.

mod breaks;
mod cache;
mod facts;
mod fonts;
pub mod icon;
pub mod letterhead;
mod png;
pub mod poster;
pub mod preview;
pub mod receipt;
mod render;
mod text;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use fonts::{FontSource, Fonts};
pub use render::{RenderError, Sheet};
pub use text::{Notes, Typesetter};

/// Pictures that are drawn at once: one core at most, so that sign-ups keep the others.
const DRAWN_AT_ONCE: usize = 1;
/// Requests that wait for a drawing at once: some four seconds of work. More are refused at once instead of after the deadline.
const WAITING_MAX: usize = 64;
/// Deadline of a picture, waiting included: less than the deadline of a request.
const DRAW_TIMEOUT: Duration = Duration::from_secs(20);
/// Interval between two searches for a font while there is none: an operator installs one without a restart.
const RESCAN_INTERVAL: Duration = Duration::from_secs(20);

/// Whether text can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FontState {
    /// Fonts are being read since the start.
    Loading,
    /// A Chinese font was found.
    Ready,
    /// There is no Chinese font: pictures with text are refused.
    Missing,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Fonts are still being read.
    #[error("the fonts are still being read")]
    Loading,
    /// There is no Chinese font.
    #[error("there is no Chinese font")]
    NoFont,
    /// Too many pictures are asked for at once.
    #[error("too many pictures are being drawn")]
    Busy,
    /// A bug of ours.
    #[error(transparent)]
    Bug(#[from] anyhow::Error),
}

/// A drawn picture.
#[derive(Debug, Clone)]
pub struct DrawnPicture {
    /// The PNG file.
    pub png: Arc<[u8]>,
    /// Its losses.
    pub notes: Notes,
}

/// Draws pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Pictures(Arc<Studio>);

#[derive(Debug)]
struct Studio {
    fonts: watch::Receiver<FontSearch>,
    drawing: Arc<Semaphore>,
    waiting: Semaphore,
    cache: cache::Cache,
}

/// The state of the search for a font.
#[derive(Debug, Clone)]
enum FontSearch {
    Running,
    Found(Arc<Fonts>),
    Failed,
}

impl Pictures {
    /// Begins to read the fonts in the background.
    #[must_use]
    pub fn start(source: FontSource, tasks: &TaskTracker, stop: CancellationToken) -> Self {
        let (found, fonts) = watch::channel(FontSearch::Running);
        tasks.spawn(async move {
            tokio::select! {
                () = find_fonts(source, found) => {}
                () = stop.cancelled() => {}
            }
        });
        let (drawing, waiting) = (Arc::new(Semaphore::new(DRAWN_AT_ONCE)), Semaphore::new(WAITING_MAX));
        Self(Arc::new(Studio { fonts, drawing, waiting, cache: cache::Cache::default() }))
    }

    /// Whether text can be drawn.
    #[must_use]
    pub fn state(&self) -> FontState {
        match *self.0.fonts.borrow() {
            FontSearch::Running => FontState::Loading,
            FontSearch::Found(_) => FontState::Ready,
            FontSearch::Failed => FontState::Missing,
        }
    }

    /// Waits until fonts were searched for once; for commands and tests.
    pub async fn searched(&self) -> FontState {
        // The sender is dropped only when a font was found, or the server stops.
        let _ = self.0.fonts.clone().wait_for(|search| !matches!(search, FontSearch::Running)).await;
        self.state()
    }

    /// Lays out and draws a picture with text, or takes it from the cache.
    ///
    /// # Errors
    /// [`PictureError`]
    pub async fn draw<F>(&self, layout: F) -> Result<DrawnPicture, PictureError>
    where
        F: FnOnce(&Fonts) -> anyhow::Result<Sheet> + Send + 'static,
    {
        let fonts = self.fonts()?;
        self.within_limits(move |studio| {
            let sheet = layout(&fonts)?;
            let png = studio.cached(&sheet, Some(&fonts))?;
            Ok(DrawnPicture { png, notes: sheet.notes })
        })
        .await
    }

    /// Lays out and draws a picture that belongs to one person. It is not cached: memory keeps no more of a receipt than the
    /// store.
    ///
    /// # Errors
    /// [`PictureError`]
    pub async fn draw_uncached<F>(&self, layout: F) -> Result<DrawnPicture, PictureError>
    where
        F: FnOnce(&Fonts) -> anyhow::Result<Sheet> + Send + 'static,
    {
        let fonts = self.fonts()?;
        self.within_limits(move |_| {
            let sheet = layout(&fonts)?;
            let png = render::render(&sheet, Some(&fonts))?.into();
            Ok(DrawnPicture { png, notes: sheet.notes })
        })
        .await
    }

    fn fonts(&self) -> Result<Arc<Fonts>, PictureError> {
        match &*self.0.fonts.borrow() {
            FontSearch::Found(fonts) => Ok(fonts.clone()),
            FontSearch::Running => Err(PictureError::Loading),
            FontSearch::Failed => Err(PictureError::NoFont),
        }
    }

    /// Draws a picture without text, which needs no font.
    ///
    /// # Errors
    /// [`PictureError`]
    pub async fn draw_plain(&self, sheet: Sheet) -> Result<Arc<[u8]>, PictureError> {
        self.within_limits(move |studio| studio.cached(&sheet, None)).await
    }

    /// The site's icon as an ICO file.
    ///
    /// # Errors
    /// [`PictureError`]
    pub async fn draw_ico(&self) -> Result<Arc<[u8]>, PictureError> {
        self.within_limits(move |studio| {
            let digest = Sha256::digest(b"ico").into();
            if let Some(file) = studio.cache.get(&digest) {
                return Ok(file);
            }
            let file: Arc<[u8]> = icon::ico()?.into();
            studio.cache.insert(digest, file.clone());
            Ok(file)
        })
        .await
    }

    /// Runs a drawing on a blocking thread, after those before it. Its place stays taken until it ends, even if the caller
    /// stopped waiting.
    async fn within_limits<T, F>(&self, draw: F) -> Result<T, PictureError>
    where
        T: Send + 'static,
        F: FnOnce(&Studio) -> anyhow::Result<T> + Send + 'static,
    {
        let _place = self.0.waiting.try_acquire().map_err(|_| PictureError::Busy)?;
        let work = async {
            let studio = self.0.clone();
            let turn = self.0.drawing.clone().acquire_owned().await.map_err(anyhow::Error::from)?;
            let drawn = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                draw(&studio)
            });
            drawn.await.map_err(|why| anyhow::anyhow!("drawing a picture panicked: {why}"))?.map_err(PictureError::Bug)
        };
        timeout(DRAW_TIMEOUT, work).await.unwrap_or(Err(PictureError::Busy))
    }
}

impl Studio {
    fn cached(&self, sheet: &Sheet, fonts: Option<&Fonts>) -> anyhow::Result<Arc<[u8]>> {
        let digest = digest(sheet);
        if let Some(png) = self.cache.get(&digest) {
            return Ok(png);
        }
        let begun = Instant::now();
        let png: Arc<[u8]> = render::render(sheet, fonts)?.into();
        tracing::debug!(
            width = sheet.width,
            height = sheet.height,
            bytes = png.len(),
            millis = begun.elapsed().as_millis(),
            "a picture was drawn"
        );
        self.cache.insert(digest, png.clone());
        Ok(png)
    }
}

fn digest(sheet: &Sheet) -> cache::Digest {
    let mut hash = Sha256::new();
    hash.update(sheet.width.to_be_bytes());
    hash.update(sheet.height.to_be_bytes());
    hash.update(&sheet.svg);
    hash.finalize().into()
}

/// Reads the fonts, again and again until a Chinese one is found.
async fn find_fonts(source: FontSource, found: watch::Sender<FontSearch>) {
    loop {
        let of = source.clone();
        let fonts = tokio::task::spawn_blocking(move || Fonts::load(&of)).await.unwrap_or(None);
        if let Some(fonts) = fonts {
            tracing::info!(family = fonts.family(), "pictures are drawn with this font");
            found.send_replace(FontSearch::Found(Arc::new(fonts)));
            return;
        }
        if matches!(*found.borrow(), FontSearch::Running) {
            tracing::warn!(
                "no Chinese font was found; posters, previews of links and pictures of receipts are refused until one is \
                 installed (apt-get install fonts-noto-cjk), which is then found without a restart"
            );
        }
        found.send_replace(FontSearch::Failed);
        tokio::time::sleep(RESCAN_INTERVAL).await;
    }
}
