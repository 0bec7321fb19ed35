//! Dates and times of day in running text: `3 мая 2022 г.`, `May 3, 2022`, `03.05.2022`, `14:30`, `2:30 p.m.`

use std::ops::Range;

use super::cursor::{Cursor, digit, integer, is_blank, is_letter};
use super::month;
use super::number::ordinal_ending;

/// A date as far as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year, if it is named.
    pub year: Option<u32>,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, 1 to 31, if it is named.
    pub day: Option<u8>,
    /// Whether day and month may have to be swapped: `5/3/2022`.
    pub ambiguous: bool,
}

impl Date {
    /// Whether both can be the same date, written as exactly as each other.
    pub fn same(&self, other: &Self) -> bool {
        let swapped = |d: &Self| (Some(d.month), d.day) == (other.day, Some(other.month));
        self.year == other.year
            && ((self.month, self.day) == (other.month, other.day)
                || ((self.ambiguous || other.ambiguous) && swapped(self)))
    }
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Time {
    /// 0 to 24.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59, if named.
    pub second: Option<u8>,
    /// Whether it may be before or after noon: `2:30` in a language that counts to twelve.
    pub half_day: bool,
}

impl Time {
    /// Whether both can be the same time of day.
    pub fn same(&self, other: &Self) -> bool {
        let hours = self.hour % 24 == other.hour % 24
            || ((self.half_day || other.half_day) && self.hour % 12 == other.hour % 12);
        hours && self.minute == other.minute && self.second.unwrap_or(0) == other.second.unwrap_or(0)
    }
}

/// What region's habit decides `5/3/2022`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlashOrder {
    DayFirst,
    MonthFirst,
    Unknown,
}

/// Dates with the place of each: two for `3–5 мая`, else one.
pub(super) type Dates = Vec<(Range<usize>, Date)>;

/// Reads the date that begins at a digit.
pub(super) fn scan_digits(text: &str, at: usize, language: &str, order: SlashOrder) -> Option<Dates> {
    numeric(text, at, order)
        .or_else(|| ideographic(text, at))
        .map(|(date, end)| vec![(at..end, date)])
        .or_else(|| day_month(text, at, language))
}

/// Reads the date that begins with the name of a month: `May 3, 2022`, `May 3–5`, `мае 2022 года`.
pub(super) fn scan_month(text: &str, at: usize, language: &str) -> Option<Dates> {
    let mut cursor = Cursor::new(text, at);
    let word = cursor.letters();
    cursor.eat(|c| c == '.');
    // Many words begin as a month does, and few of them stand before a number.
    let mut ahead = cursor;
    ahead.eat(|c| c == ',');
    let linked = matches!(language, "en" | "es" | "pt"); // `May of 2022`
    if !ahead.blank() || !ahead.peek().is_some_and(|c| digit(c).is_some() || (linked && is_letter(c))) {
        return None;
    }
    let month = month::month(word, language)?;
    if language == "en"
        && let Some(dates) = month_day(text, at, cursor, month)
    {
        return Some(dates);
    }
    let (year, end) = year_after(cursor, language)?;
    Some(vec![(at..end, Date { year: Some(year), month, day: None, ambiguous: false })])
}

/// The English order, after the month: `3, 2022`, `3rd`, `3–5, 2022`, `3 and 5`.
fn month_day(text: &str, at: usize, mut cursor: Cursor<'_>, month: u8) -> Option<Dates> {
    if !cursor.blank() {
        return None;
    }
    let (first, first_end) = day(cursor, "en")?;
    cursor.at = first_end;
    let mut second = None;
    if let Some(start) = joint(cursor, "en")
        && let Some((last, end)) = day(Cursor::new(text, start), "en")
        && last > first
        && !is_day_of_next_month(text, end)
    {
        second = Some((start, last));
        cursor.at = end;
    }
    let (year, end) = year_after(cursor, "en").map_or((None, cursor.at), |(year, end)| (Some(year), end));
    Some(one_or_two(Date { year, month, day: Some(first), ambiguous: false }, at..first_end, second, end))
}

/// The dates of a day, or of two days that share month and year.
fn one_or_two(first: Date, range: Range<usize>, second: Option<(usize, u8)>, end: usize) -> Dates {
    match second {
        None => vec![(range.start..end, first)],
        Some((start, day)) => vec![(range, first), (start..end, Date { day: Some(day), ..first })],
    }
}

/// Whether a month's name follows a day, so that `May 3 and 5 June` is two dates.
fn is_day_of_next_month(text: &str, at: usize) -> bool {
    let mut cursor = Cursor::new(text, at);
    cursor.blank() && month::month(cursor.letters(), "en").is_some()
}

/// The order of most languages: `3 мая 2022 г.`, `3rd of May, 2022`, `3–5 мая`, `3. Mai 2022`, `3 de mayo de 2022`.
fn day_month(text: &str, at: usize, language: &str) -> Option<Dates> {
    if !month::is_known(language) {
        return None;
    }
    let (first, first_end) = day(Cursor::new(text, at), language)?;
    let mut cursor = Cursor::new(text, first_end);
    let mut second = None;
    if let Some(start) = joint(cursor, language)
        && let Some((last, end)) = day(Cursor::new(text, start), language)
        && last > first
    {
        second = Some((start, last));
        cursor.at = end;
    }
    if language == "de" {
        cursor.eat(|c| c == '.');
    }
    if !(cursor.blank() || cursor.eat(|c| c == '-').is_some()) {
        return None;
    }
    match language {
        "en" => skip_word(&mut cursor, &["of"]),
        "es" | "pt" => skip_word(&mut cursor, &["de"]),
        _ => false,
    };
    let month = month::month(cursor.letters(), language)?;
    if cursor.peek().is_some_and(|c| c.is_alphanumeric() || (c == '-' && language != "en")) {
        return None;
    }
    let mut end = cursor.at;
    let mut dotted = cursor;
    dotted.eat(|c| c == '.');
    let year = year_after(cursor, language).or_else(|| year_after(dotted, language)).map(|(year, year_end)| {
        end = year_end;
        year
    });
    Some(one_or_two(Date { year, month, day: Some(first), ambiguous: false }, at..first_end, second, end))
}

/// A day of the month with the ending of an ordinal, not a part of a longer number.
fn day(mut cursor: Cursor<'_>, language: &str) -> Option<(u8, usize)> {
    let digits = cursor.digits();
    let day = u8::try_from(integer(digits).filter(|_| digits.chars().count() <= 2)?).ok()?;
    if !(1..=31).contains(&day) || cursor.digits_go_on() {
        return None;
    }
    if let Some(end) = ordinal_ending(cursor, language) {
        cursor.at = end;
    } else if cursor.peek().is_some_and(|c| c.is_alphabetic() || matches!(c, '%' | ':')) {
        return None;
    }
    Some((day, cursor.at))
}

fn is_joint(c: char) -> bool {
    is_blank(c) || matches!(c, '-' | '–' | '—' | '‑')
}

/// Where the second day of a range or a pair begins: `3–5`, `3 — 5`, `3 и 5`, `3 and 5`.
fn joint(mut cursor: Cursor<'_>, language: &str) -> Option<usize> {
    let mut dashed = cursor;
    let run = dashed.take(is_joint);
    if run.chars().any(|c| !is_blank(c)) {
        return dashed.peek().and_then(digit).map(|_| dashed.at);
    }
    if !cursor.blank() {
        return None;
    }
    let words: &[&str] = match language {
        "ru" => &["и", "или", "по"],
        "uk" => &["і", "та", "й", "або", "по"],
        "be" => &["і", "або", "па"],
        "de" => &["und", "bis", "oder"],
        "fr" => &["et", "au", "ou"],
        "es" => &["y", "al", "o"],
        "it" => &["e", "al", "o"],
        "pt" => &["e", "a", "ou"],
        "pl" => &["i", "do", "lub"],
        "en" => &["and", "to", "or"],
        _ => return None,
    };
    (skip_word(&mut cursor, words) && cursor.peek().and_then(digit).is_some()).then_some(cursor.at)
}

/// Goes past one of the words and the space after it.
fn skip_word(cursor: &mut Cursor<'_>, words: &[&str]) -> bool {
    let mut ahead = *cursor;
    let word = ahead.letters();
    if words.contains(&word) && ahead.blank() {
        *cursor = ahead;
        return true;
    }
    false
}

/// A year of four digits after a day or a month, with the word or abbreviation for *year* after it.
fn year_after(mut cursor: Cursor<'_>, language: &str) -> Option<(u32, usize)> {
    cursor.eat(|c| c == ',');
    if !cursor.blank() {
        return None;
    }
    let link: &[&str] = match language {
        "en" => &["of", "in"],
        "es" | "pt" => &["de", "del"],
        _ => &[],
    };
    skip_word(&mut cursor, link);
    let digits = cursor.digits();
    let year = integer(digits).filter(|y| digits.chars().count() == 4 && (1000..3000).contains(y))?;
    if cursor.digits_go_on() || cursor.peek().is_some_and(|c| c.is_alphabetic() || c == '%') {
        return None;
    }
    Some((year, year_word(cursor, language)))
}

/// Where the word for *year* after a year's number ends; the position itself without one.
fn year_word(cursor: Cursor<'_>, language: &str) -> usize {
    let mut ahead = cursor;
    ahead.blank();
    let word = ahead.letters();
    let (words, abbreviations): (&[&str], &[&str]) = match language {
        "ru" => (&["год", "года", "году", "годом"], &["г"]),
        "uk" => (&["рік", "року", "році"], &["р"]),
        "be" => (&["год", "года", "годзе"], &["г"]),
        "pl" => (&["rok", "roku"], &["r"]),
        _ => return cursor.at,
    };
    if words.contains(&word) {
        return ahead.at;
    }
    if abbreviations.contains(&word) {
        ahead.eat(|c| c == '.');
        return ahead.at;
    }
    cursor.at
}

/// `03.05.2022`, `2022-05-03`, `5/3/2022`, `03.05.22`, `03.05`.
fn numeric(text: &str, at: usize, order: SlashOrder) -> Option<(Date, usize)> {
    let mut cursor = Cursor::new(text, at);
    let first = cursor.digits();
    let separator = cursor.eat(|c| matches!(c, '.' | '/' | '-'))?;
    let second = cursor.digits();
    let after_two = cursor.at;
    let third = if cursor.eat(|c| c == separator).is_some() { cursor.digits() } else { "" };
    let lengths = [first, second, third].map(|d| d.chars().count());
    let (a, b) = (integer(first)?, integer(second)?);
    if third.is_empty() {
        // Two parts are a date only where no decimal number looks so: `03.05`, but not `3.05`.
        let zero_first = first.starts_with('0') && lengths[0] == 2 && lengths[1] == 2;
        if separator != '.' || !zero_first {
            return None;
        }
        cursor.at = after_two;
        return Some((date(None, b, a, false)?, cursor.at));
    }
    let mut ahead = cursor;
    ahead.eat(|c| c == separator);
    if cursor.peek().is_some_and(char::is_alphanumeric) || ahead.peek().and_then(digit).is_some() {
        return None;
    }
    let c = integer(third)?;
    let found = match lengths {
        [4, 1 | 2, 1 | 2] => date(Some(a), b, c, false)?,
        [1 | 2, 1 | 2, 2 | 4] => {
            let year = match lengths[2] {
                4 if (1000..3000).contains(&c) => c,
                // Two digits: 00 to 69 are of this century, as POSIX strptime reads them.
                2 if separator != '-' && lengths[0] == 2 && lengths[1] == 2 => c + if c < 70 { 2000 } else { 1900 },
                _ => return None,
            };
            let slash = separator == '/';
            match order {
                SlashOrder::MonthFirst if slash => {
                    date(Some(year), a, b, false).or_else(|| date(Some(year), b, a, false))?
                }
                SlashOrder::Unknown if slash => {
                    let open = a <= 12 && b <= 12 && a != b;
                    date(Some(year), b, a, open).or_else(|| date(Some(year), a, b, false))?
                }
                _ => date(Some(year), b, a, false)?,
            }
        }
        _ => return None,
    };
    Some((found, cursor.at))
}

fn date(year: Option<u32>, month: u32, day: u32, ambiguous: bool) -> Option<Date> {
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then_some(Date { year, month: u8::try_from(month).ok()?, day: Some(u8::try_from(day).ok()?), ambiguous })
}

/// `2022年5月3日`, `2022年5月`, `5月3日`; in Korean 년, 월, 일.
fn ideographic(text: &str, at: usize) -> Option<(Date, usize)> {
    let mut cursor = Cursor::new(text, at);
    let mut part = |mark: [char; 2]| {
        let mut ahead = cursor;
        ahead.blank();
        let value = integer(ahead.digits())?;
        ahead.blank();
        ahead.eat(|c| mark.contains(&c))?;
        cursor = ahead;
        Some(value)
    };
    let year = part(['年', '년']);
    let month = part(['月', '월'])?;
    let day = part(['日', '일']);
    if year.is_none() && day.is_none() {
        return None;
    }
    let found = date(year, month, day.unwrap_or(1), false)?;
    Some((Date { day: found.day.filter(|_| day.is_some()), ..found }, cursor.at))
}

/// Reads the time of day that begins at a digit.
pub(super) fn scan_time(text: &str, at: usize, language: &str) -> Option<(Time, usize)> {
    let mut cursor = Cursor::new(text, at);
    let digits = cursor.digits();
    let hour = u8::try_from(integer(digits).filter(|_| digits.chars().count() <= 2)?).ok().filter(|h| *h <= 24)?;
    if let Some((minute, end)) = worded_minutes(cursor, language) {
        return Some((Time { hour, minute, second: None, half_day: false }, end));
    }
    let whole_hour = cursor;
    let mut time = Time { hour, minute: 0, second: None, half_day: false };
    let mut sure = false;
    if let Some(separator) = cursor.eat(|c| matches!(c, ':' | '։' | '.' | 'h')) {
        let minutes = sixty(&mut cursor);
        match minutes {
            Some(minute) if separator != '.' => (time.minute, sure) = (minute, true),
            // `14.30` is a time only where the words around it say so.
            Some(minute) if dotted_time(text, at, cursor, language) => (time.minute, sure) = (minute, true),
            Some(minute) if language == "en" => time.minute = minute,
            _ => cursor = whole_hour,
        }
        if sure {
            let mut ahead = cursor;
            if ahead.eat(|c| c == ':').is_some() {
                time.second = Some(sixty(&mut ahead)?);
                cursor = ahead;
            }
        }
    }
    if let Some((afternoon, end)) = half_of_day(cursor, language).filter(|_| (1..=12).contains(&hour)) {
        time.hour = hour % 12 + if afternoon { 12 } else { 0 };
        return Some((time, end));
    }
    time.half_day = language == "en" && (1..=12).contains(&hour) && !digits.starts_with('0');
    sure.then_some((time, cursor.at))
}

/// The minutes of `17 часов 47 минут`, and the end of them.
fn worded_minutes(mut cursor: Cursor<'_>, language: &str) -> Option<(u8, usize)> {
    let (hours, minutes): (&[&str], &str) = match language {
        "ru" => (&["час", "часа", "часов"], "минут"),
        "uk" => (&["година", "години", "годин", "годині"], "хвилин"),
        "be" => (&["гадзіна", "гадзіны", "гадзін"], "хвілін"),
        _ => return None,
    };
    if !cursor.blank() || !skip_word(&mut cursor, hours) {
        return None;
    }
    let minute = integer(cursor.digits()).and_then(|m| u8::try_from(m).ok()).filter(|m| *m < 60)?;
    (cursor.blank() && cursor.letters().starts_with(minutes)).then_some((minute, cursor.at))
}

fn sixty(cursor: &mut Cursor<'_>) -> Option<u8> {
    let digits = cursor.digits();
    let value = integer(digits).filter(|n| digits.chars().count() == 2 && *n < 60)?;
    u8::try_from(value).ok()
}

/// Whether `14.30` is a time: a word like *at* before it, minutes that people name, no unit after it.
fn dotted_time(text: &str, at: usize, after: Cursor<'_>, language: &str) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let word = before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let preposition = match language {
        "ru" => ["в", "с", "до", "к"].contains(&word),
        "uk" => ["о", "об", "з", "до"].contains(&word),
        "be" => ["а", "з", "да"].contains(&word),
        _ => false,
    };
    let mut ahead = after;
    ahead.blank();
    let next = ahead.letters();
    if language == "de" && next == "Uhr" {
        return true;
    }
    let round = text.get(..after.at).is_some_and(|t| t.ends_with(['0', '5']));
    let free = next.is_empty() && !matches!(ahead.peek(), Some('%' | '$' | '€' | '₽'));
    preposition && round && (free || ["до", "по", "и", "на", "ч"].contains(&next))
}

/// The half of the day that is named after an hour (true for the second), and where it ends.
fn half_of_day(mut cursor: Cursor<'_>, language: &str) -> Option<(bool, usize)> {
    cursor.blank();
    if language == "en" {
        let letter = cursor.eat(|c| matches!(c, 'a' | 'p' | 'A' | 'P'))?;
        let dotted = cursor.eat(|c| c == '.').is_some();
        cursor.eat(|c| matches!(c, 'm' | 'M'))?;
        if dotted {
            cursor.eat(|c| c == '.');
        }
        if cursor.peek().is_some_and(char::is_alphanumeric) {
            return None;
        }
        return Some((letter.eq_ignore_ascii_case(&'p'), cursor.at));
    }
    if language == "ru" {
        let hours = cursor.letters();
        if matches!(hours, "час" | "часа" | "часов" | "ч") {
            cursor.eat(|c| c == '.');
            cursor.blank();
        } else if !hours.is_empty() {
            cursor.at -= hours.len();
        }
        return match cursor.letters() {
            "утра" | "ночи" => Some((false, cursor.at)),
            "дня" | "вечера" => Some((true, cursor.at)),
            _ => None,
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str, language: &str) -> Vec<String> {
        let mut at = 0;
        while at < text.len() {
            let found = match text[at..].chars().next() {
                Some(c) if digit(c).is_some() => scan_digits(text, at, language, SlashOrder::Unknown),
                Some(c) if c.is_alphabetic() => scan_month(text, at, language),
                _ => None,
            };
            if let Some(found) = found {
                return found
                    .into_iter()
                    .map(|(range, d)| {
                        let show = |n: Option<u32>| n.map_or("-".to_string(), |n| n.to_string());
                        let open = if d.ambiguous { "?" } else { "" };
                        let day = show(d.day.map(u32::from));
                        format!("{} {} {day}{open} [{}]", show(d.year), d.month, &text[range])
                    })
                    .collect();
            }
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
        Vec::new()
    }

    #[test]
    fn dates_of_every_language() {
        for (language, text, expected) in [
            ("ru", "3 мая 2022 г. начался", "2022 5 3 [3 мая 2022 г.]"),
            ("ru", "3 мая 2022 года", "2022 5 3 [3 мая 2022 года]"),
            ("ru", "с 3-го мая", "- 5 3 [3-го мая]"),
            ("ru", "в мае 2022 года", "2022 5 - [мае 2022 года]"),
            ("ru", "24\u{a0}февраля", "- 2 24 [24\u{a0}февраля]"),
            ("en", "May 3, 2022,", "2022 5 3 [May 3, 2022]"),
            ("en", "3 May 2022", "2022 5 3 [3 May 2022]"),
            ("en", "the 3rd of May", "- 5 3 [3rd of May]"),
            ("en", "in May 2022", "2022 5 - [May 2022]"),
            ("en", "in May of 2022", "2022 5 - [May of 2022]"),
            ("en", "in Sept., 2022", "2022 9 - [Sept., 2022]"),
            ("ru", "в мае, 2022", "2022 5 - [мае, 2022]"),
            ("es", "en mayo del 2022", "2022 5 - [mayo del 2022]"),
            ("en", "Feb. 24", "- 2 24 [Feb. 24]"),
            ("en", "24-Feb-2022", "- 2 24 [24-Feb]"),
            ("uk", "3 травня 2022 року", "2022 5 3 [3 травня 2022 року]"),
            ("be", "3 мая 2022 года", "2022 5 3 [3 мая 2022 года]"),
            ("de", "am 3. Mai 2022", "2022 5 3 [3. Mai 2022]"),
            ("fr", "le 1er mai 2022", "2022 5 1 [1er mai 2022]"),
            ("es", "3 de mayo de 2022", "2022 5 3 [3 de mayo de 2022]"),
            ("it", "3 maggio 2022", "2022 5 3 [3 maggio 2022]"),
            ("pt", "3 de maio de 2022", "2022 5 3 [3 de maio de 2022]"),
            ("pl", "3 maja 2022 r.", "2022 5 3 [3 maja 2022 r.]"),
            ("zh", "2022年5月3日", "2022 5 3 [2022年5月3日]"),
            ("ru", "03.05.2022", "2022 5 3 [03.05.2022]"),
            ("ru", "03.05.22", "2022 5 3 [03.05.22]"),
            ("ru", "к 03.05 готово", "- 5 3 [03.05]"),
            ("en", "2022-05-03", "2022 5 3 [2022-05-03]"),
            ("en", "5/3/2022", "2022 3 5? [5/3/2022]"),
            ("en", "5/13/2022", "2022 5 13 [5/13/2022]"),
        ] {
            assert_eq!(dates(text, language), [expected], "{text}");
        }
    }

    #[test]
    fn a_range_of_days_is_two_dates() {
        assert_eq!(dates("3–5 мая 2022 г.", "ru"), ["2022 5 3 [3]", "2022 5 5 [5 мая 2022 г.]"]);
        assert_eq!(dates("3 и 4 мая", "ru"), ["- 5 3 [3]", "- 5 4 [4 мая]"]);
        assert_eq!(dates("May 3–5, 2022", "en"), ["2022 5 3 [May 3]", "2022 5 5 [5, 2022]"]);
        assert_eq!(dates("May 3 and 4", "en"), ["- 5 3 [May 3]", "- 5 4 [4]"]);
    }

    #[test]
    fn numbers_beside_months_are_no_dates() {
        for (language, text) in [
            ("en", "we march 3 miles"),
            ("en", "March 3,000 people"),
            ("en", "March 40"),
            ("ru", "версия 1.2.3"),
            ("ru", "3.05 процента"),
            ("en", "1/2/3"),
            ("en", "99-99-2022"),
        ] {
            assert_eq!(dates(text, language), [""; 0], "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        for (language, text, expected) in [
            ("ru", "14:30", Some((14, 30, false, "14:30"))),
            ("en", "2:30 p.m. on", Some((14, 30, false, "2:30 p.m."))),
            ("en", "2pm", Some((14, 0, false, "2pm"))),
            ("en", "12:15 a.m.", Some((0, 15, false, "12:15 a.m."))),
            ("en", "2:30", Some((2, 30, true, "2:30"))),
            ("ru", "2 часа дня", Some((14, 0, false, "2 часа дня"))),
            ("ru", "17 часов 47 минут", Some((17, 47, false, "17 часов 47 минут"))),
            ("fr", "14h30", Some((14, 30, false, "14h30"))),
            ("de", "14.30 Uhr", Some((14, 30, false, "14.30"))),
            ("ru", "3:2", None),
            ("ru", "25:10", None),
            ("ru", "2 часа", None),
            ("en", "2 people", None),
            ("en", "2.30 percent", None),
        ] {
            let got = scan_time(text, 0, language);
            let got = got.map(|(t, end)| (t.hour, t.minute, t.half_day, &text[..end]));
            assert_eq!(got, expected, "{text}");
        }
        let text = "в 14.30 началось";
        assert!(scan_time(text, "в ".len(), "ru").is_none(), "a verb follows: left as a number");
        assert!(scan_time("в 14.30.", "в ".len(), "ru").is_some());
    }
}
