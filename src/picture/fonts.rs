//! Fonts: finds a Chinese one, measures characters, and finds another font for the characters that it lacks. Must not know
//! pictures.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use fontdb::{Database, FaceInfo, Family, ID, Query, Style, Weight};
use ttf_parser::Face;

/// Families that read well on posters, best first. Any other font with Chinese characters is taken if none is installed.
const PREFERRED: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];
/// A font with all of these characters counts as a Chinese one.
const PROBE: &str = "万荣岗位工资报名电话镇嫂";
/// Most characters whose font is remembered, some 40 bytes each: more than the 3,500 common ones in two weights.
const GLYPHS_MAX: usize = 20_000;

/// Where fonts are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FontSource {
    /// The folders of the system.
    #[default]
    System,
    /// One font file, or a folder of them, instead of the system's.
    Path(PathBuf),
}

/// The loaded fonts, of which one is Chinese.
#[derive(Debug)]
pub struct Fonts {
    database: Arc<Database>,
    family: String,
    regular: ID,
    bold: ID,
    /// Every face, the most suitable substitute first.
    substitutes: Vec<ID>,
    glyphs: Mutex<HashMap<(char, bool), Option<Glyph>>>,
}

/// A character in the font that draws it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Glyph {
    face: ID,
    /// In units of the font size.
    advance: f32,
}

impl Fonts {
    /// Loads all fonts of a source; `None` if no font has Chinese characters. Reads files: for a blocking thread.
    #[must_use]
    pub fn load(source: &FontSource) -> Option<Self> {
        let mut database = Database::new();
        match source {
            FontSource::System => database.load_system_fonts(),
            FontSource::Path(path) if path.is_dir() => database.load_fonts_dir(path),
            FontSource::Path(path) => {
                if let Err(why) = database.load_font_file(path) {
                    tracing::warn!(file = %path.display(), %why, "could not read a font; it is left out");
                }
            }
        }
        let family = chinese_family(&database)?;
        database.set_sans_serif_family(&family);
        database.set_serif_family(&family);
        let of_weight = |weight| {
            let families = [Family::Name(&family)];
            database.query(&Query { families: &families, weight, ..Query::default() })
        };
        let (regular, bold) = (of_weight(Weight::NORMAL)?, of_weight(Weight::BOLD)?);
        let substitutes = by_suitability(&database);
        Some(Self { database: Arc::new(database), family, regular, bold, substitutes, glyphs: Mutex::default() })
    }

    /// The name of the Chinese family.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// All fonts, for the renderer. The Chinese family is its `sans-serif`.
    #[must_use]
    pub fn database(&self) -> Arc<Database> {
        self.database.clone()
    }

    /// The width of a character in units of the font size; `None` if no font has it.
    #[must_use]
    pub fn advance(&self, character: char, bold: bool) -> Option<f32> {
        self.glyph(character, bold).map(|glyph| glyph.advance)
    }

    /// The face that draws a character where `tried` do not have it. The renderer asks for it, so that it draws what was
    /// measured.
    #[must_use]
    pub fn substitute(&self, character: char, tried: &[ID]) -> Option<ID> {
        let bold = tried.first() == Some(&self.bold) && self.bold != self.regular;
        self.glyph(character, bold).map(|glyph| glyph.face).filter(|face| !tried.contains(face))
    }

    fn glyph(&self, character: char, bold: bool) -> Option<Glyph> {
        let key = (character, bold);
        if let Some(known) = self.glyphs.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        // Outside of the lock: this maps files.
        let found = self.find(character, bold);
        let mut glyphs = self.glyphs.lock().unwrap_or_else(PoisonError::into_inner);
        if glyphs.len() >= GLYPHS_MAX {
            glyphs.clear();
        }
        glyphs.insert(key, found);
        found
    }

    fn find(&self, character: char, bold: bool) -> Option<Glyph> {
        let own = if bold { [self.bold, self.regular] } else { [self.regular, self.bold] };
        let faces = own.iter().chain(&self.substitutes);
        faces.copied().find_map(|face| Some(Glyph { face, advance: advance_in(&self.database, face, character)? }))
    }
}

/// The best installed family with Chinese characters.
fn chinese_family(database: &Database) -> Option<String> {
    let named = PREFERRED.iter().find(|name| {
        let families = [Family::Name(name)];
        let face = database.query(&Query { families: &families, ..Query::default() });
        face.is_some_and(|face| is_chinese(database, face))
    });
    if let Some(name) = named {
        return Some((*name).to_owned());
    }
    let any = by_suitability(database).into_iter().find(|face| is_chinese(database, *face))?;
    database.face(any)?.families.first().map(|(name, _)| name.clone())
}

fn is_chinese(database: &Database, face: ID) -> bool {
    PROBE.chars().all(|character| advance_in(database, face, character).is_some())
}

/// Every face: upright ones first, then proportional ones, then those of an ordinary weight.
fn by_suitability(database: &Database) -> Vec<ID> {
    let mut faces: Vec<&FaceInfo> = database.faces().collect();
    faces.sort_by_key(|face| {
        (face.style != Style::Normal, face.monospaced, face.weight.0.abs_diff(Weight::NORMAL.0), face.id)
    });
    faces.into_iter().map(|face| face.id).collect()
}

/// The width of a character in a face; `None` if the face cannot draw it. Bitmaps count as missing: an emoji font has only
/// those, and the renderer draws outlines.
fn advance_in(database: &Database, face: ID, character: char) -> Option<f32> {
    database.with_face_data(face, |data, index| {
        let face = Face::parse(data, index).ok()?;
        let glyph = face.glyph_index(character)?;
        if !character.is_whitespace() && face.glyph_bounding_box(glyph).is_none() {
            return None;
        }
        let advance = face.glyph_hor_advance(glyph)?;
        Some(f32::from(advance) / f32::from(face.units_per_em()))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_fonts_has_no_chinese_one() {
        let empty = tempfile::tempdir().expect("a folder");
        assert!(Fonts::load(&FontSource::Path(empty.path().to_owned())).is_none());
        assert!(Fonts::load(&FontSource::Path(empty.path().join("missing.ttf"))).is_none());
    }

    #[test]
    fn the_system_has_a_chinese_font_whose_characters_are_one_em_wide() {
        let fonts = Fonts::load(&FontSource::System).expect("a Chinese font; tests/run installs one");
        for bold in [false, true] {
            assert_eq!(fonts.advance('岗', bold), Some(1.0));
            assert!(fonts.advance('8', bold).is_some_and(|width| (0.4..0.8).contains(&width)));
            assert_eq!(fonts.advance('\u{f_fff0}', bold), None, "a character that no font has");
        }
    }
}
