//! Another value in the writing of a placeable: 2500 written like `1,000` is `2,500`.

use super::LanguageTag;
use super::cursor::{Cursor, digit, integer};
use super::date::{Date, Time};
use super::month;
use super::number::{NumberForm, Written, ordinal_ending, scale_within};
use super::placeable::{Placeable, Value};
use super::plural::plural;

/// Writes the placeable `new` of `new_text` (in another language or the same) as the placeable `old`
/// stands in `text`, a text in `language`: same separators, same order of day, month and year, same form
/// of the month's name.
///
/// `None` where the result could be wrong: for numbers in words and Roman digits, where the noun after
/// the number would take another form (`1 person`, `2 people`), where `a` would become `an`.
pub fn write_like(
    text: &str,
    old: &Placeable,
    language: &LanguageTag,
    new_text: &str,
    new: &Placeable,
) -> Option<String> {
    let pattern = text.get(old.range.clone())?;
    let language = language.language();
    match (&old.value, &new.value) {
        (Value::Number(_), Value::Number(_)) => {
            let written = number(text, old, language, new_text, new)?;
            (article_fits(text, old, language, &written)).then_some(written)
        }
        (Value::Date(old), Value::Date(new)) => date(pattern, old, language, new),
        (Value::Time(old), Value::Time(new)) => time(pattern, old, new),
        (Value::Url(_), Value::Url(_))
        | (Value::Email(_), Value::Email(_))
        | (Value::Account(_), Value::Account(_))
        | (Value::Code(_), Value::Code(_)) => new_text.get(new.range.clone()).map(str::to_string),
        _ => None,
    }
}

fn number(text: &str, old: &Placeable, language: &str, new_text: &str, new: &Placeable) -> Option<String> {
    let (Value::Number(was), Value::Number(now)) = (&old.value, &new.value) else { return None };
    let in_digits = |form| matches!(form, NumberForm::Digits | NumberForm::Ordinal | NumberForm::Attached);
    if !in_digits(was.form) || !in_digits(now.form) || was.value.is_negative() != now.value.is_negative() {
        return None;
    }
    let pattern = text.get(old.range.clone())?;
    let first = pattern.find(|c| digit(c).is_some())?;
    let style = Written::read(pattern, first)?;
    let tail = pattern.get(style.end..)?;
    let new_digits = new_text.get(new.range.clone())?;
    let given = Written::read(new_digits, new_digits.find(|c| digit(c).is_some())?)?;

    let scaled = scale_within(pattern, language);
    let now_value = now.value.abs().scaled(-scaled);
    let (whole, fraction) = match now_value.parts()? {
        // As the new text has it, with its zeros, where both count in the same scale.
        parts if parts == trimmed(&given) => (given.whole.clone(), given.fraction.clone()),
        (_, fraction) if fraction.len() > 2 => return None,
        (whole, _) if scaled > 0 && whole == "0" => return None,
        parts => parts,
    };
    let length = |digits: &str| digits.chars().count();
    let separator = match style.group {
        Some(separator) => Some(separator),
        // Too short to show its separator, and the new one has one: the language's own.
        None if length(&style.whole) <= 3 && given.group.is_some() => Some(match language {
            "en" | "zh" | "ja" | "ko" | "th" | "he" => ',',
            "de" | "es" | "it" | "pt" | "nl" => '.',
            "ru" | "uk" | "be" | "fr" | "pl" => '\u{a0}',
            _ => return None,
        }),
        None => None,
    };
    let mark = style.mark.or(match language {
        "en" | "zh" | "ja" | "ko" | "th" | "he" => Some('.'),
        "ru" | "uk" | "be" | "fr" | "pl" | "de" | "es" | "it" | "pt" | "nl" => Some(','),
        _ => None,
    });

    let mut out = pattern.get(..first)?.to_string();
    push_grouped(&mut out, &whole, separator);
    if !fraction.is_empty() {
        out.push(mark?);
        out.push_str(&fraction);
    }
    let zero = pattern.get(first..)?.chars().next()?;
    let mut out = in_digits_of(&out, zero);
    if was.form == NumberForm::Ordinal {
        out.push_str(&ordinal(tail, language, now_value.to_u64()?)?);
    } else {
        if !noun_fits(text, old, language, scaled > 0, was, now) {
            return None;
        }
        out.push_str(tail);
    }
    Some(out)
}

/// The digits of a written number as [`super::Decimal::parts`] gives them.
fn trimmed(written: &Written) -> (String, String) {
    let whole = written.whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    (whole.to_string(), written.fraction.trim_end_matches('0').to_string())
}

fn push_grouped(out: &mut String, whole: &str, separator: Option<char>) {
    let count = whole.chars().count();
    for (index, c) in whole.chars().enumerate() {
        if index > 0
            && (count - index).is_multiple_of(3)
            && let Some(separator) = separator
        {
            out.push(separator);
        }
        out.push(c);
    }
}

/// A text with its ASCII digits in the script of another digit.
fn in_digits_of(text: &str, sample: char) -> String {
    let zero = digit(sample).map_or(u32::from('0'), |value| u32::from(sample) - u32::from(value));
    text.chars().map(|c| digit(c).and_then(|d| char::from_u32(zero + u32::from(d))).unwrap_or(c)).collect()
}

/// The ending of an ordinal number in place of another's.
fn ordinal(ending: &str, language: &str, number: u64) -> Option<String> {
    match language {
        "en" if ending.ends_with('s') => number.is_multiple_of(10).then(|| ending.to_string()),
        "en" => Some(english_ending(number).to_string()),
        // The Russian ending is of the grammatical case; it is the same for every number.
        "ru" | "uk" | "be" => Some(ending.to_string()),
        _ => None,
    }
}

fn english_ending(number: u64) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

/// Whether the word after a number keeps its form.
fn noun_fits(
    text: &str,
    old: &Placeable,
    language: &str,
    scaled: bool,
    was: &super::Number,
    now: &super::Number,
) -> bool {
    let mut after = Cursor::new(text, old.range.end);
    after.blank();
    after.eat(|c| c == '-');
    let word = after.letters();
    // English *million* and *percent* do not change, and neither does a noun after *million*.
    let unchanging = match language {
        "en" => scaled || matches!(word, "percent" | "per" | "million" | "km" | "kg"),
        "ru" => matches!(word, "год" | "году" | "годом" | "г" | "км" | "кг" | "млн" | "млрд" | "тыс" | "руб"),
        _ => false,
    };
    let scale_word = scaled && language != "en";
    if unchanging || (word.is_empty() && !scale_word) {
        return true;
    }
    match (plural(&was.value, language), plural(&now.value, language)) {
        // The scale word of 2 миллиона agrees with the 2.
        (Some(a), Some(b)) if !scale_word => a == b,
        _ => false,
    }
}

/// Whether the English article before a number, or the Russian preposition, may stay.
fn article_fits(text: &str, old: &Placeable, language: &str, written: &str) -> bool {
    let before = text.get(..old.range.start).unwrap_or_default();
    let Some(trimmed) = before.strip_suffix(super::cursor::is_blank) else { return true };
    let word = trimmed.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    match language {
        "en" if word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an") => {
            takes_an(written) == word.eq_ignore_ascii_case("an")
        }
        "ru" => !matches!(super::fold(word).as_str(), "со" | "во" | "ко" | "обо"),
        _ => true,
    }
}

/// Whether the name of an English number begins with a vowel: eight, eleven, eighteen, eighty …
fn takes_an(written: &str) -> bool {
    let whole = written.split(['.', '-', ' ']).next().unwrap_or_default();
    let leading = whole.split(',').next().unwrap_or_default();
    leading.starts_with('8') || (matches!(leading, "11" | "18") && (leading == whole || whole.contains(',')))
}

fn date(pattern: &str, old: &Date, language: &str, new: &Date) -> Option<String> {
    let alike = old.year.is_some() == new.year.is_some() && old.day.is_some() == new.day.is_some();
    if !alike || old.ambiguous || new.ambiguous {
        return None;
    }
    let named = pattern.contains(char::is_alphabetic) && !pattern.contains(['年', '月', '년', '월']);
    if language == "fr" && named && (old.day == Some(1) || new.day == Some(1)) {
        return None;
    }
    let mut order = if named { Vec::new() } else { numeric_order(pattern, old)? }.into_iter();
    let mut out = String::new();
    let mut cursor = Cursor::new(pattern, 0);
    while let Some(c) = cursor.peek() {
        if digit(c).is_some() {
            let run = cursor.digits();
            let part = if named { part_of_number(run, old)? } else { order.next()? };
            let value = match part {
                Part::Year => new.year?,
                Part::Month => u32::from(new.month),
                Part::Day => u32::from(new.day?),
            };
            out.push_str(&in_digits_of(&padded(run, value, part, named)?, c));
            if part == Part::Day
                && named
                && let Some(end) = ordinal_ending(cursor, language)
            {
                out.push_str(&ordinal(pattern.get(cursor.at..end)?, language, u64::from(value))?);
                cursor.at = end;
            }
        } else if c.is_alphabetic() {
            let word = cursor.letters();
            match month::month(word, language) {
                Some(month) if month == old.month => out.push_str(&month::like(word, new.month, language)?),
                _ => out.push_str(word),
            }
        } else {
            cursor.eat(|_| true);
            out.push(c);
        }
    }
    Some(out)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
}

/// Beside a month's name: four digits are the year, others the day.
fn part_of_number(run: &str, old: &Date) -> Option<Part> {
    let value = integer(run)?;
    if old.year == Some(value) {
        Some(Part::Year)
    } else if old.day.map(u32::from) == Some(value) {
        Some(Part::Day)
    } else {
        None
    }
}

/// The order of the parts in digits: told by the value, or by the form where day and month are equal.
fn numeric_order(pattern: &str, old: &Date) -> Option<Vec<Part>> {
    let runs: Vec<&str> = pattern.split(|c| digit(c).is_none()).filter(|r| !r.is_empty()).collect();
    let first = *runs.first()?;
    let mut order = Vec::new();
    if first.chars().count() == 4 {
        order.extend([Part::Year, Part::Month, Part::Day]);
    } else {
        let value = integer(first).and_then(|n| u8::try_from(n).ok());
        let slashed = pattern.contains('/');
        match (value == old.day, value == Some(old.month)) {
            (true, true) if slashed => return None,
            (true, _) => order.extend([Part::Day, Part::Month, Part::Year]),
            (false, true) => order.extend([Part::Month, Part::Day, Part::Year]),
            (false, false) => return None,
        }
    }
    (runs.len() <= 3).then_some(order)
}

/// A number as wide as another: years in two or four digits, days and months with a zero where the
/// pattern can have one.
fn padded(run: &str, value: u32, part: Part, named: bool) -> Option<String> {
    let width = run.chars().count();
    Some(match part {
        Part::Year if width == 2 => format!("{:02}", value % 100),
        Part::Year => value.to_string(),
        _ if run.starts_with('0') || (width == 2 && !named) => format!("{value:02}"),
        _ => value.to_string(),
    })
}

fn time(pattern: &str, old: &Time, new: &Time) -> Option<String> {
    if old.half_day || new.half_day || old.second.is_some() != new.second.is_some() {
        return None;
    }
    let mut cursor = Cursor::new(pattern, 0);
    let hour_run = cursor.digits();
    let twelve = integer(hour_run)? != u32::from(old.hour) || pattern.contains(['m', 'M']);
    let hour = if twelve { (new.hour + 11) % 12 + 1 } else { new.hour };
    let mut out = if hour_run.starts_with('0') { format!("{hour:02}") } else { hour.to_string() };
    let mut values = std::iter::once(new.minute).chain(new.second);
    let mut minutes_written = false;
    while let Some(c) = cursor.peek() {
        if digit(c).is_some() {
            cursor.digits();
            out.push_str(&format!("{:02}", values.next()?));
            minutes_written = true;
            continue;
        }
        cursor.eat(|_| true);
        let half = |letter: char| if new.hour >= 12 { letter == 'p' } else { letter == 'a' };
        match c {
            'a' | 'p' if !half(c) => out.push(if c == 'a' { 'p' } else { 'a' }),
            'A' | 'P' if !half(c.to_ascii_lowercase()) => out.push(if c == 'A' { 'P' } else { 'A' }),
            c => out.push(c),
        }
    }
    // «2 часа дня»: words for parts of the day do not follow the clock.
    let worded = twelve && !pattern.contains(['m', 'M']);
    let complete = minutes_written || new.minute == 0;
    (complete && !worded).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{placeables, same};

    /// Writes the first placeable of `new` like the first of `text`.
    fn rewritten(language: &str, text: &str, new: (&str, &str)) -> Option<String> {
        let tag = |l| LanguageTag::parse(l).unwrap();
        let old = placeables(text, &tag(language)).swap_remove(0);
        let wanted = placeables(new.1, &tag(new.0)).swap_remove(0);
        let written = write_like(text, &old, &tag(language), new.1, &wanted)?;
        let found = placeables(&written, &tag(language)).swap_remove(0);
        assert!(same(&found.value, &wanted.value), "{written} is not {}", new.1);
        Some(written)
    }

    fn check(language: &str, text: &str, new: (&str, &str), expected: &str) {
        assert_eq!(rewritten(language, text, new).as_deref(), Some(expected), "{text} <- {}", new.1);
    }

    #[test]
    fn numbers_keep_the_style() {
        check("en", "1,000 people", ("ru", "2 500"), "2,500");
        check("en", "1000 people", ("ru", "12 500"), "12500");
        check("en", "900 people", ("ru", "12 500"), "12,500");
        check("ru", "1\u{a0}000", ("en", "2,500"), "2\u{a0}500");
        check("en", "2.5%", ("ru", "3,75"), "3.75");
        check("en", "2.50 and", ("ru", "3,10"), "3.10");
        check("en", "2 million people", ("ru", "3 млн"), "3 million");
        check("en", "2 million people", ("ru", "2,5 млн"), "2.5 million");
        check("en", "2,000,000 people", ("ru", "3 млн"), "3,000,000");
        check("en", "−5 degrees", ("ru", "−7"), "−7");
        check("en", "the 3rd congress", ("ru", "21-й"), "21st");
        check("ru", "3-го съезда", ("en", "4th"), "4-го");
        check("ar", "٣ (", ("en", "4"), "٤");
        check("en", "an 8% rise", ("ru", "80"), "80");
    }

    #[test]
    fn what_could_be_wrong_is_left() {
        for (language, text, new) in [
            ("en", "1 person", ("ru", "2")),
            ("ru", "3 человека", ("en", "5")),
            ("ru", "2 миллиона", ("en", "5 million")),
            ("en", "a 5% rise", ("ru", "8")),
            ("en", "XX century", ("ru", "19")),
            ("en", "−5 degrees", ("ru", "7")),
            ("ru", "со 2 числа", ("en", "5")),
            ("en", "2:30", ("ru", "14:45")),
            ("fr", "1er mai 2022", ("ru", "2 мая 2022")),
            ("en", "May 3", ("ru", "3 мая 2022")),
            ("en", "2 million", ("ru", "2 345 678")),
        ] {
            assert_eq!(rewritten(language, text, new), None, "{text} <- {}", new.1);
        }
    }

    #[test]
    fn dates_keep_the_pattern() {
        check("en", "May 3, 2022", ("ru", "7 июня 2023 года"), "June 7, 2023");
        check("en", "the 3rd of May", ("ru", "1 июня"), "1st of June");
        check("ru", "3 мая 2022 г.", ("en", "June 7, 2023"), "7 июня 2023 г.");
        check("ru", "в мае 2022 года", ("en", "June 2023"), "июне 2023 года");
        check("en", "2022-05-03", ("ru", "13.12.2023"), "2023-12-13");
        check("de", "3.5.2022", ("ru", "13.12.2023"), "13.12.2023");
        check("de", "13.12.2022", ("ru", "03.05.2023"), "03.05.2023");
        check("zh", "2022年5月3日", ("ru", "7 июня 2023 года"), "2023年6月7日");
    }

    #[test]
    fn times_keep_the_clock() {
        check("en", "2:30 p.m.", ("ru", "16:45"), "4:45 p.m.");
        check("en", "2:30 p.m.", ("ru", "09:15"), "9:15 a.m.");
        check("en", "11:30 AM", ("ru", "00:05"), "12:05 AM");
        check("ru", "14:30", ("en", "9:15 p.m."), "21:15");
        assert_eq!(rewritten("en", "at 2 p.m.", ("ru", "16:45")), None);
    }

    #[test]
    fn addresses_are_copied() {
        check("en", "see https://example.org/1.", ("ru", "https://example.org/2"), "https://example.org/2");
        check("en", "write to a@example.org", ("ru", "b@example.org"), "b@example.org");
    }
}
