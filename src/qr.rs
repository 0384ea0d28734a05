//! Draws a link as a QR code: one SVG path, so that pages need neither a second request nor a canvas. Must not know pages.

use std::collections::HashMap;
use std::fmt::Write as _;

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;
use serde::Serialize;

/// Light modules on each side of the code (ISO/IEC 18004 requires 4).
const QUIET_MODULES: usize = 4;
/// Modules on one side of version 10: a denser code does not survive a 2 Mbit/s stream.
const SIDE_MODULES_MAX: usize = 57;

/// Most codes in the cache, some 2 KiB each: the cards of several shows.
const CACHED_MAX: usize = 512;

/// Dark modules as a path in a square of `size` units, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Qr {
    /// The side of the square.
    pub size: usize,
    /// The `d` attribute of the path.
    pub path: String,
}

/// The code of a link; `None` if it is too long for `SIDE_MODULES_MAX`.
///
/// Error correction M: at the same size its modules are larger than Q's, which helps against the blur of a stream.
#[must_use]
pub fn qr(link: &str) -> Option<Qr> {
    let code = QRBuilder::new(link).ecl(ECL::M).build().ok()?;
    if code.size > SIDE_MODULES_MAX {
        return None;
    }
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|at| code[y][*at].value()).count();
            if run > 0 {
                let left = x + QUIET_MODULES;
                let top = y + QUIET_MODULES;
                write!(path, "M{left} {top}h{run}v1h-{run}z").expect("writing to a String cannot fail");
            }
            x += run.max(1);
        }
    }
    Some(Qr { size: code.size + 2 * QUIET_MODULES, path })
}

/// A cache of codes: drawing one takes a third of a millisecond, which would delay the host's command.
#[derive(Debug, Default)]
pub struct Codes {
    drawn: HashMap<String, Option<Qr>>,
}

impl Codes {
    /// The code of a link, as [`qr`] draws it.
    pub fn of(&mut self, link: String) -> Option<&Qr> {
        if self.drawn.len() >= CACHED_MAX && !self.drawn.contains_key(&link) {
            self.drawn.clear();
        }
        self.drawn.entry(link).or_insert_with_key(|link| qr(link)).as_ref()
    }
}

impl Qr {
    /// A whole SVG document.
    #[must_use]
    pub fn svg(&self) -> String {
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{1}"/></svg>"##,
            self.size, self.path
        )
    }
}
