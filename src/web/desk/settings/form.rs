//! The settings as they are typed, and the rules that they must meet. Pure.

use chrono::NaiveTime;
use serde::Deserialize;

use crate::domain::division::{Township, read_townships};
use crate::domain::settings::{BrokerRole, Settings, SignUpSwitch, WeeklyRule};
use crate::web::desk::line_problems;
use crate::words::{Words, arg};

/// Longest text of one line, in characters: as much as fits the last line of the overlay.
pub const LINE_CHARS_MAX: usize = 40;
/// Longest sentence for viewers, in characters: three lines on a phone.
pub const SENTENCE_CHARS_MAX: usize = 60;
/// The value of [`BrokerRole::Entrusted`] in the form.
pub const ENTRUSTED: &str = "entrusted";
/// Years that data may be stored: the ledger of a service covers two, and no purpose lasts longer than ten.
pub const RETENTION_YEARS: std::ops::RangeInclusive<u8> = 1..=10;
/// Fewest digits of a telephone number: 110, 114.
const HOTLINE_DIGITS_MIN: usize = 3;
/// Shortest and longest show, in minutes.
pub const SHOW_MINUTES: std::ops::RangeInclusive<u32> = 10..=600;
/// Working days within which the service may promise to ring: two weeks are too long for anybody who needs work.
pub const CALL_DAYS: std::ops::RangeInclusive<u8> = 1..=10;
/// Highest number of a show that can be set: a show a day for 27 years.
pub const SHOW_NUMBER_MAX: u32 = 9_999;

/// The form as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    /// The organiser of the show.
    pub organiser: String,
    /// Where to watch the stream.
    pub channel: String,
    /// The number that people ring.
    pub hotline: String,
    /// The numbers that the service rings people from.
    pub caller: String,
    /// Working days within which it rings.
    pub call_days: String,
    /// The address that hosts say aloud.
    pub short_address: String,
    /// The site's ICP registration.
    pub icp: String,
    /// The townships, one a line.
    pub townships: String,
    /// The weekday of the weekly show, from 1 for Monday.
    pub weekday: String,
    /// When it starts.
    pub time: String,
    /// How long it lasts, in minutes.
    pub minutes: String,
    /// The number of the next show.
    pub next_show: String,
    /// The role of labour brokers: `recipients` or `entrusted`.
    pub brokers: String,
    /// How many years data is stored.
    pub retention_years: String,
}

impl From<&Settings> for SettingsForm {
    fn from(settings: &Settings) -> Self {
        Self {
            organiser: settings.organiser.clone(),
            channel: settings.channel.clone(),
            hotline: settings.hotline.clone(),
            caller: settings.caller.clone(),
            call_days: settings.call_days.to_string(),
            short_address: settings.short_address.clone(),
            icp: settings.icp.clone(),
            townships: settings.townships.iter().map(Township::line).collect::<Vec<_>>().join("\n"),
            weekday: settings.weekly.weekday.to_string(),
            time: settings.weekly.time.format("%H:%M").to_string(),
            minutes: settings.weekly.minutes.to_string(),
            next_show: settings.next_show.to_string(),
            brokers: broker_code(settings.brokers).to_owned(),
            retention_years: settings.retention_years.to_string(),
        }
    }
}

/// The errors of a form: for each, the name of the field and a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsErrors(Vec<(&'static str, String)>);

impl SettingsErrors {
    fn collect<T>(&mut self, field: &'static str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|sentence| self.0.push((field, sentence))).ok()
    }

    /// The error of a field; empty if it has none.
    #[must_use]
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == field).map_or("", |(_, sentence)| sentence)
    }
}

impl SettingsForm {
    /// The settings that the form means, without the switch that closes sign-up, which has a form of its own.
    ///
    /// # Errors
    /// All errors at once, so that they can be corrected in one go.
    pub fn parse(&self, t: Words) -> Result<Settings, SettingsErrors> {
        let mut errors = SettingsErrors::default();
        let organiser = errors.collect("organiser", required(&self.organiser, t));
        let channel = errors.collect("channel", line(&self.channel, t));
        let hotline = errors.collect("hotline", hotline(&self.hotline, t));
        let caller = errors.collect("caller", caller(&self.caller, t));
        let call_days = errors.collect("call_days", call_days(&self.call_days, t));
        let short_address = errors.collect("short_address", short_address(&self.short_address, t));
        let icp = errors.collect("icp", line(&self.icp, t));
        let townships = errors.collect("townships", townships(&self.townships, t));
        let weekday = errors.collect("weekday", weekday(&self.weekday, t));
        let time = errors.collect("time", time(&self.time, t));
        let minutes = errors.collect("minutes", minutes(&self.minutes, t));
        let next_show = errors.collect("next_show", next_show(&self.next_show, t));
        let retention_years = errors.collect("retention_years", retention_years(&self.retention_years, t));
        let settings = || {
            Some(Settings {
                organiser: organiser?,
                channel: channel?,
                hotline: hotline?,
                caller: caller?,
                call_days: call_days?,
                short_address: short_address?,
                icp: icp?,
                townships: townships?,
                weekly: WeeklyRule { weekday: weekday?, time: time?, minutes: minutes? },
                next_show: next_show?,
                brokers: if self.brokers == ENTRUSTED { BrokerRole::Entrusted } else { BrokerRole::Recipients },
                retention_years: retention_years?,
                sign_ups: SignUpSwitch::default(),
            })
        };
        settings().ok_or(errors)
    }
}

fn line(typed: &str, t: Words) -> Result<String, String> {
    let text: String = typed.trim().chars().filter(|c| !c.is_control()).collect();
    match text.chars().count() {
        count if count > LINE_CHARS_MAX => Err(t.settings_error_long(arg::Count(count), arg::Most(LINE_CHARS_MAX))),
        _ => Ok(text),
    }
}

fn required(typed: &str, t: Words) -> Result<String, String> {
    match line(typed, t)? {
        text if text.is_empty() => Err(t.settings_error_empty().to_owned()),
        text => Ok(text),
    }
}

fn hotline(typed: &str, t: Words) -> Result<String, String> {
    let text = line(typed, t)?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '（' | '）' | '+' | '转');
    match digits {
        _ if !text.chars().all(allowed) => Err(t.settings_error_hotline().to_owned()),
        1..HOTLINE_DIGITS_MIN => Err(t.settings_error_hotline_short(digits)),
        0 if !text.is_empty() => Err(t.settings_error_hotline_short(digits)),
        _ => Ok(text),
    }
}

/// Several numbers, each as a hotline.
fn caller(typed: &str, t: Words) -> Result<String, String> {
    let numbers: Vec<&str> = typed.split(['、', ',', '，']).collect();
    let numbers = numbers.into_iter().map(|number| hotline(number, t)).collect::<Result<Vec<_>, _>>()?;
    let text = numbers.into_iter().filter(|number| !number.is_empty()).collect::<Vec<_>>().join("、");
    line(&text, t)
}

fn call_days(typed: &str, t: Words) -> Result<u8, String> {
    // A form of an older page has no such field.
    let typed = if typed.trim().is_empty() { "1" } else { typed.trim() };
    let parsed = typed.parse().ok().filter(|days| CALL_DAYS.contains(days));
    parsed.ok_or_else(|| t.settings_error_minutes(arg::Least(CALL_DAYS.start()), arg::Most(CALL_DAYS.end())))
}

fn short_address(typed: &str, t: Words) -> Result<String, String> {
    let text = line(typed, t)?;
    // An address copied from the address bar has a scheme and a slash at its end.
    let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
    let bare = bare.trim_end_matches('/');
    // Letters of any script: 万荣就业.中国 is an address too.
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':');
    if bare.chars().all(allowed) { Ok(bare.to_owned()) } else { Err(t.settings_error_address().to_owned()) }
}

fn townships(typed: &str, t: Words) -> Result<Vec<Township>, String> {
    read_townships(typed).map_err(|problems| {
        problems.first().map_or_else(String::new, |problem| line_problems::township_problem(t, problem))
    })
}

fn weekday(typed: &str, t: Words) -> Result<u8, String> {
    typed.parse().ok().filter(|day| (1..=7).contains(day)).ok_or_else(|| t.settings_error_weekday().to_owned())
}

fn time(typed: &str, t: Words) -> Result<NaiveTime, String> {
    // The full-width colon is what a Chinese input method types.
    let typed = typed.trim().replace('：', ":");
    NaiveTime::parse_from_str(&typed, "%H:%M").map_err(|_| t.settings_error_time().to_owned())
}

fn minutes(typed: &str, t: Words) -> Result<u32, String> {
    let parsed = typed.trim().parse().ok().filter(|minutes| SHOW_MINUTES.contains(minutes));
    parsed.ok_or_else(|| t.settings_error_minutes(arg::Least(SHOW_MINUTES.start()), arg::Most(SHOW_MINUTES.end())))
}

fn next_show(typed: &str, t: Words) -> Result<u32, String> {
    let parsed = typed.trim().parse().ok().filter(|number| (1..=SHOW_NUMBER_MAX).contains(number));
    parsed.ok_or_else(|| t.settings_error_next_show(SHOW_NUMBER_MAX))
}

fn retention_years(typed: &str, t: Words) -> Result<u8, String> {
    let parsed = typed.trim().parse().ok().filter(|years| RETENTION_YEARS.contains(years));
    parsed
        .ok_or_else(|| t.settings_error_minutes(arg::Least(RETENTION_YEARS.start()), arg::Most(RETENTION_YEARS.end())))
}

/// The value of a role in the form.
#[must_use]
pub const fn broker_code(role: BrokerRole) -> &'static str {
    match role {
        BrokerRole::Recipients => "recipients",
        BrokerRole::Entrusted => ENTRUSTED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    const ZH: Words = Words { lang: Lang::Zh };

    fn valid() -> SettingsForm {
        SettingsForm {
            organiser: " 示例县就业服务中心 ".into(),
            channel: "抖音搜“示例就业”".into(),
            hotline: "0359-1234567转8".into(),
            caller: "0359-1234567， 139 0000 0000".into(),
            call_days: "2".into(),
            short_address: "https://wr.example.cn/".into(),
            icp: String::new(),
            townships: "高村镇\r\n\r\n 荣河镇 \r\n高村镇".into(),
            weekday: "2".into(),
            time: "14：30".into(),
            minutes: "180".into(),
            next_show: "42".into(),
            brokers: ENTRUSTED.into(),
            retention_years: "3".into(),
        }
    }

    #[test]
    fn what_is_saved_reads_back_as_it_was() {
        let settings = valid().parse(ZH).expect("a form that is in order");
        assert_eq!(settings.organiser, "示例县就业服务中心");
        assert_eq!(settings.short_address, "wr.example.cn");
        assert_eq!((settings.caller.as_str(), settings.call_days), ("0359-1234567、139 0000 0000", 2));
        assert_eq!(settings.townships, ["高村镇".into(), "荣河镇".into()]);
        assert_eq!(SettingsForm::from(&settings).parse(ZH).expect("a form that is in order"), settings);
    }

    #[test]
    fn the_defaults_lack_only_the_organiser() {
        let errors = SettingsForm::from(&Settings::default()).parse(ZH).unwrap_err();
        assert_eq!(errors, SettingsErrors(vec![("organiser", "这一项要填。".into())]));
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let bad = SettingsForm {
            hotline: "打前台电话".into(),
            caller: "小李的手机".into(),
            call_days: "0".into(),
            short_address: "有 空格".into(),
            townships: "很长很长很长很长很长很长很长很长的镇".into(),
            weekday: "8".into(),
            time: "下午两点半".into(),
            minutes: "5".into(),
            next_show: "0".into(),
            retention_years: "99".into(),
            ..valid()
        };
        let errors = bad.parse(ZH).unwrap_err();
        for field in [
            "hotline",
            "caller",
            "call_days",
            "short_address",
            "townships",
            "weekday",
            "time",
            "minutes",
            "next_show",
            "retention_years",
        ] {
            assert!(!errors.of(field).is_empty(), "{field}");
        }
        assert_eq!(errors.of("organiser"), "");
        let short = SettingsForm { hotline: "12".into(), ..valid() }.parse(ZH).unwrap_err();
        assert_eq!(short.of("hotline"), "电话至少 3 位数字，现在有 2 位。");
    }
}
