//! Where a line of Chinese text may break: Unicode's rules, and numbers that stay with their units. Must not know widths.

use unicode_linebreak::linebreaks;

/// Units that stay on the line of their number.
const UNITS: &str = "元天月日号点岁人个小年分周期名吨米公里块万千百亩斤次趟时届双单位%％℃";
/// Signs that join two numbers to one.
const JOINTS: &str = "-–—~～/／:：.·";

/// The pieces of a text between which a line may break.
pub fn unbreakable(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in linebreaks(text) {
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        if at < text.len() && is_glued(before, after) {
            continue;
        }
        pieces.push(&text[start..at]);
        start = at;
    }
    pieces
}

/// Whether a piece ends with punctuation, where a reader pauses.
pub fn ends_phrase(piece: &str) -> bool {
    piece.trim_end().ends_with(['，', '、', '；', '。', '·', ',', ';', '！', '？'])
}

/// Whether two neighbours stay together although Unicode's rules would let a line break: `5200|元`, `元/|月`, `8:00-|12:00`.
fn is_glued(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let unit = before.is_ascii_digit() && UNITS.contains(after);
    let joint = JOINTS.contains(before) && after.is_ascii_digit() || "/／".contains(before) || "/／".contains(after);
    unit || joint || before == '第' && after.is_ascii_digit()
}
