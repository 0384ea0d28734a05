//! Text in boxes: breaks lines by the rules of Chinese typesetting, shrinks in steps, and cuts at last, with a note. Must not
//! know what the text says.

use super::breaks::{ends_phrase, unbreakable};
use super::fonts::Fonts;

/// Distance of two baselines, in units of the font size.
const LEADING: f32 = 1.28;
/// From the top of a line to its baseline, in units of the font size: Chinese characters fill the whole square.
const ASCENT: f32 = 0.88;
/// Shaping may add this much to the sum of the characters' widths.
const WIDTH_TOLERANCE: f32 = 1.005;
/// Drawn for a character that no font has: the printers' sign for a missing type, in every Chinese font.
const MISSING: char = '〓';
/// Ends a text that was cut.
const ELLIPSIS: char = '…';

/// A box for a text.
#[derive(Debug, Clone, Copy)]
pub struct TextBox {
    /// The left edge, or the middle or the right edge, as the template anchors the text.
    pub x: u32,
    /// The top of the first line.
    pub y: u32,
    /// The widest line.
    pub width: u32,
    /// Font sizes to try, largest first.
    pub sizes: &'static [u32],
    /// Most lines.
    pub lines: usize,
    /// Bold or regular.
    pub bold: bool,
    /// Lines of similar length, for titles.
    pub balanced: bool,
}

/// A text that fits into its box.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// As in [`TextBox::x`].
    pub x: u32,
    /// The font size that fits.
    pub size: u32,
    /// Bold or regular.
    pub bold: bool,
    /// The lines with the height of their baselines.
    pub lines: Vec<(f32, String)>,
    /// The width of the longest line.
    pub width: u32,
    /// The lower edge.
    pub bottom: u32,
}

/// The losses of a picture: texts and characters that it does not show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// Texts that did not fit and end in `…`.
    pub cut: Vec<String>,
    /// Characters that no font has, drawn as `〓`.
    pub missing: Vec<char>,
    /// Texts that were left out, because there was no room for them.
    pub dropped: Vec<String>,
}

/// Sets texts, and notes what was lost.
#[derive(Debug)]
pub struct Typesetter<'f> {
    fonts: &'f Fonts,
    notes: Notes,
}

impl<'f> Typesetter<'f> {
    /// Without notes yet.
    #[must_use]
    pub fn new(fonts: &'f Fonts) -> Self {
        Self { fonts, notes: Notes::default() }
    }

    /// Another one, whose notes do not count.
    #[must_use]
    pub fn trial(&self) -> Self {
        Self::new(self.fonts)
    }

    /// The losses so far.
    #[must_use]
    pub fn into_notes(self) -> Notes {
        self.notes
    }

    /// Notes that there was no room for a text.
    pub fn drop_text(&mut self, text: impl Into<String>) {
        self.notes.dropped.push(text.into());
    }

    /// Sets a text at the largest size at which it fits; cuts it if it does not fit at the smallest.
    pub fn set(&mut self, text: &str, slot: TextBox) -> Block {
        let text = self.drawable(text, slot.bold);
        for size in slot.sizes {
            if let Some(lines) = self.wrap(&text, *size, slot) {
                return self.place(lines, *size, slot);
            }
        }
        let size = slot.sizes.last().copied().unwrap_or(1);
        let lines = self.cut(&text, size, slot);
        self.notes.cut.push(text);
        self.place(lines, size, slot)
    }

    /// The width of a text on one line.
    #[must_use]
    pub fn width(&self, text: &str, size: u32, bold: bool) -> f32 {
        let advance = |character| self.fonts.advance(character, bold).unwrap_or(1.0);
        text.trim_end().chars().map(advance).sum::<f32>() * size as f32 * WIDTH_TOLERANCE
    }

    /// A text without the characters that cannot be drawn: control characters, and those that no font has.
    fn drawable(&mut self, text: &str, bold: bool) -> String {
        let mut clean = String::with_capacity(text.len());
        for character in text.chars() {
            if character.is_whitespace() || character.is_control() {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            } else if is_invisible(character) {
            } else if self.fonts.advance(character, bold).is_some() {
                clean.push(character);
            } else {
                clean.push(MISSING);
                if !self.notes.missing.contains(&character) {
                    self.notes.missing.push(character);
                }
            }
        }
        clean.truncate(clean.trim_end().len());
        clean
    }

    /// The lines at a size; `None` if they are too many, or a word is longer than a line.
    fn wrap(&self, text: &str, size: u32, slot: TextBox) -> Option<Vec<String>> {
        let pieces = unbreakable(text);
        let widths: Vec<(&str, f32)> =
            pieces.into_iter().map(|piece| (piece, self.width(piece, size, slot.bold))).collect();
        let full = slot.width as f32;
        if widths.iter().any(|(_, width)| *width > full) {
            return None;
        }
        let lines = self.fill(&widths, full, size, slot.bold);
        if lines.len() > slot.lines {
            return None;
        }
        if !slot.balanced || lines.len() < 2 {
            return Some(self.by_phrases(&widths, lines, slot, size));
        }
        // The narrowest box with as many lines has lines of similar length.
        let (count, mut narrow, mut wide) = (lines.len(), full / 2.0, full);
        let mut best = lines;
        while wide - narrow > size as f32 / 4.0 {
            let middle = f32::midpoint(narrow, wide);
            let fits = widths.iter().all(|(_, width)| *width <= middle);
            let lines = self.fill(&widths, middle, size, slot.bold);
            if fits && lines.len() == count {
                (best, wide) = (lines, middle);
            } else {
                narrow = middle;
            }
        }
        Some(best)
    }

    /// The same number of lines, broken after punctuation where that is possible: `高|级9800元` reads badly.
    fn by_phrases(&self, pieces: &[(&str, f32)], plain: Vec<String>, slot: TextBox, size: u32) -> Vec<String> {
        let phrases: Vec<String> = pieces.chunk_by(|(piece, _), _| !ends_phrase(piece)).map(joined).collect();
        let widths: Vec<(&str, f32)> =
            phrases.iter().map(|phrase| (phrase.as_str(), self.width(phrase, size, slot.bold))).collect();
        let full = slot.width as f32;
        if widths.iter().any(|(_, width)| *width > full) {
            return plain;
        }
        let lines = self.fill(&widths, full, size, slot.bold);
        if lines.len() == plain.len() { lines } else { plain }
    }

    /// Fills lines one after the other.
    fn fill(&self, pieces: &[(&str, f32)], width: f32, size: u32, bold: bool) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for (piece, alone) in pieces {
            // The width of a line is not the sum of its pieces, whose trailing spaces count only in its middle.
            let grown = if line.is_empty() { *alone } else { self.width(&format!("{line}{piece}"), size, bold) };
            if grown > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            line.push_str(piece);
        }
        if !line.trim_end().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    /// As many lines as fit, the last with an ellipsis.
    fn cut(&self, text: &str, size: u32, slot: TextBox) -> Vec<String> {
        let full = slot.width as f32;
        let mut pieces = Vec::new();
        for piece in unbreakable(text) {
            let width = self.width(piece, size, slot.bold);
            if width > full {
                // A word longer than a line ends the text: half a number would say something else.
                pieces.push((piece, 0.0));
                break;
            }
            pieces.push((piece, width));
        }
        let mut lines = self.fill(&pieces, full, size, slot.bold);
        let rest = lines.split_off(lines.len().min(slot.lines.max(1) - 1)).concat();
        lines.push(self.shorten(&rest, size, slot));
        lines
    }

    /// The start of a text with an ellipsis, without half a word where a whole one fits.
    fn shorten(&self, text: &str, size: u32, slot: TextBox) -> String {
        let fits = |start: &str| self.width(&format!("{start}{ELLIPSIS}"), size, slot.bold) <= slot.width as f32;
        let mut whole = String::new();
        for piece in unbreakable(text) {
            if !fits(&format!("{whole}{}", piece.trim_end())) {
                break;
            }
            whole.push_str(piece);
        }
        if whole.is_empty() {
            for character in text.chars() {
                if !fits(&format!("{whole}{character}")) {
                    break;
                }
                whole.push(character);
            }
        }
        format!("{}{ELLIPSIS}", whole.trim_end())
    }

    fn place(&self, lines: Vec<String>, size: u32, slot: TextBox) -> Block {
        let em = size as f32;
        let width = lines.iter().map(|line| self.width(line, size, slot.bold)).fold(0.0, f32::max);
        let baseline = |at: usize| slot.y as f32 + em * (ASCENT + LEADING * at as f32);
        let height = em * (1.0 + LEADING * lines.len().saturating_sub(1) as f32);
        let lines = lines.into_iter().enumerate().map(|(at, line)| (baseline(at), line)).collect();
        Block { x: slot.x, size, bold: slot.bold, lines, width: ceil(width), bottom: slot.y + ceil(height) }
    }
}

impl Block {
    /// Moves the text down.
    pub fn move_down(&mut self, by: u32) {
        for (y, _) in &mut self.lines {
            *y += by as f32;
        }
        self.bottom += by;
    }
}

impl TextBox {
    /// A box of one line.
    #[must_use]
    pub const fn line(x: u32, y: u32, width: u32, sizes: &'static [u32]) -> Self {
        Self { x, y, width, sizes, lines: 1, bold: false, balanced: false }
    }

    /// The same box in bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same box with more lines.
    #[must_use]
    pub const fn lines(self, lines: usize) -> Self {
        Self { lines, ..self }
    }

    /// The same box with lines of similar length.
    #[must_use]
    pub const fn balanced(self) -> Self {
        Self { balanced: true, ..self }
    }
}

/// Variation selectors, joiners and marks of direction have no width, and fonts do not list them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{fffe}' | '\u{ffff}' | '\u{ad}')
}

fn joined(pieces: &[(&str, f32)]) -> String {
    pieces.iter().map(|(piece, _)| *piece).collect()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of pictures, below 10,000")]
fn ceil(length: f32) -> u32 {
    length.max(0.0).ceil() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::fonts::FontSource;

    const SIZES: [u32; 2] = [40, 20];

    fn fonts() -> Fonts {
        Fonts::load(&FontSource::System).expect("a Chinese font; tests/run installs one")
    }

    fn lines(block: &Block) -> Vec<&str> {
        block.lines.iter().map(|(_, line)| line.as_str()).collect()
    }

    fn set(text: &str, width: u32, count: usize) -> (Block, Notes) {
        let fonts = fonts();
        let mut setter = Typesetter::new(&fonts);
        let block = setter.set(text, TextBox::line(0, 0, width, &SIZES).lines(count));
        (block, setter.into_notes())
    }

    #[test]
    fn a_text_keeps_its_size_where_it_fits_and_shrinks_where_not() {
        assert_eq!(set("月嫂", 100, 1).0.size, 40);
        assert_eq!(set("月嫂月嫂", 100, 1).0.size, 20);
        assert_eq!(set("月嫂月嫂", 100, 1).1, Notes::default());
    }

    #[test]
    fn punctuation_does_not_begin_a_line_and_brackets_do_not_end_one() {
        let (block, _) = set("管午饭管饭，可住（六人间）有水", 205, 4);
        assert_eq!(lines(&block), ["管午饭管", "饭，可住", "（六人间）", "有水"]);
    }

    #[test]
    fn numbers_stay_with_their_units_and_ranges_whole() {
        for (text, kept) in [
            ("工资三千八百3800-5200元/月", "3800-5200元/月"),
            ("白班早班上午8:00-12:00到", "8:00-12:00"),
            ("今天直播的是第42期", "第42期"),
            ("二十里外wr.example.cn", "wr.example.cn"),
        ] {
            let (block, notes) = set(text, 300, 3);
            assert!(lines(&block).iter().any(|line| line.contains(kept)), "{:?}", lines(&block));
            assert_eq!(notes, Notes::default());
        }
    }

    #[test]
    fn a_text_that_does_not_fit_is_cut_and_noted() {
        let text = "年满十八周岁男女不限持健康证可协助办理";
        let (block, notes) = set(text, 105, 2);
        assert_eq!(lines(&block), ["年满十八周", "岁男女不…"]);
        assert_eq!(notes.cut, [text]);
        let (block, notes) = set("工资123456789012345元", 100, 2);
        assert!(lines(&block).last().is_some_and(|line| line.ends_with('…')));
        assert_eq!(notes.cut.len(), 1);
    }

    #[test]
    fn titles_are_balanced() {
        let fonts = fonts();
        let slot = TextBox::line(0, 0, 250, &SIZES).lines(2).balanced();
        assert_eq!(lines(&Typesetter::new(&fonts).set("罐头车间操作工", slot)), ["罐头车间", "操作工"]);
    }

    #[test]
    fn a_character_that_no_font_has_is_noted_and_rare_ones_are_drawn() {
        let (block, notes) = set("王\u{f_fff0}\u{fe0f}𠮷\n", 100, 1);
        assert_eq!(lines(&block), ["王〓𠮷"]);
        assert_eq!(notes.missing, ['\u{f_fff0}']);
    }
}
