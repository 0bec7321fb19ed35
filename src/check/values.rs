//! Which numbers, dates and addresses only one side of a pair has, by value.

use rustc_hash::FxHashSet;

use super::{Examined, Problem, Report, Severity};
use crate::lang::{
    Date, Decimal, LanguageTag, Number, NumberForm, Placeable, Time, Value, fold, number_words, same, words, write_like,
};

/// What is left of the placeables of both sides once everything that corresponds is taken away.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Those of the source without a counterpart.
    pub missing: Vec<Placeable>,
    /// Those of the target without a counterpart.
    pub extra: Vec<Placeable>,
}

/// More than so many differences in one segment are not told apart: such a segment is no translation.
const MOST: usize = 50;

/// One side of a pair with its values.
struct SideOf<'a> {
    text: &'a str,
    language: &'a LanguageTag,
    values: &'a [Placeable],
}

/// Compares the placeables of the two sides.
///
/// A value that one side repeats is not missed on the other: pronouns and joined sentences leave out
/// repetitions.
pub(super) fn compare(pair: &Examined<'_>) -> Comparison {
    let source = SideOf { text: pair.source, language: pair.source_language, values: pair.source_values() };
    let target = SideOf { text: pair.target, language: pair.target_language, values: pair.target_values() };
    if source.values.is_empty() && target.values.is_empty() {
        return Comparison::default();
    }
    let mut missing = unmatched(&source, &target);
    let mut extra = unmatched(&target, &source);
    strike_alike(&mut missing, &source, &mut extra, &target);
    if !missing.is_empty() {
        strike_words(&mut missing, &target);
    }
    if !extra.is_empty() {
        strike_words(&mut extra, &source);
    }
    let left = digits(&missing, source.text);
    if left.len() >= 7 && left == digits(&extra, target.text) {
        // The same digits in other groups: telephone and account numbers.
        missing.retain(|p| !is_number(p));
        extra.retain(|p| !is_number(p));
    }
    Comparison { missing: copied(&missing), extra: copied(&extra) }
}

fn copied(placeables: &[&Placeable]) -> Vec<Placeable> {
    placeables.iter().map(|p| (*p).clone()).collect()
}

/// The values of one side that no value of the other equals, less those that need no counterpart.
fn unmatched<'a>(side: &SideOf<'a>, other: &SideOf<'_>) -> Vec<&'a Placeable> {
    let numbers: FxHashSet<&Decimal> = other.values.iter().filter_map(number).flat_map(Number::values).collect();
    let others: Vec<&Placeable> = other.values.iter().filter(|p| number(p).is_none()).collect();
    let matched = |p: &Placeable| match &p.value {
        Value::Number(n) => {
            n.values().any(|v| numbers.contains(v)) || others.iter().take(MOST).any(|o| same(&o.value, &p.value))
        }
        // Only times compare with numbers.
        Value::Time(_) => other.values.iter().take(10 * MOST).any(|o| same(&o.value, &p.value)),
        _ => others.iter().any(|o| same(&o.value, &p.value)),
    };
    let left = side.values.iter().filter(|p| !needs_none(p, side.text) && !matched(p));
    left.take(MOST).collect()
}

fn number(placeable: &Placeable) -> Option<&Number> {
    match &placeable.value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn is_number(placeable: &&Placeable) -> bool {
    number(placeable).is_some()
}

/// Whether a value may be on one side only: Roman numbers, parts of names, numbers of list items and
/// of footnotes.
fn needs_none(placeable: &Placeable, text: &str) -> bool {
    let Value::Number(number) = &placeable.value else { return false };
    if number.form != NumberForm::Digits {
        return !matches!(number.form, NumberForm::Ordinal);
    }
    let before = text.get(..placeable.range.start).unwrap_or_default();
    let after = text.get(placeable.range.end..).unwrap_or_default();
    let item = before.trim().is_empty() && after.starts_with(['.', ')']);
    let note = before.ends_with('[') && after.starts_with(']');
    item || note
}

/// Strikes out what corresponds though it is not equal.
fn strike_alike(missing: &mut Vec<&Placeable>, source: &SideOf<'_>, extra: &mut Vec<&Placeable>, target: &SideOf<'_>) {
    let alike = |s: &Placeable, t: &Placeable| alike(s, source.text, t, target.text);
    let struck: Vec<bool> = extra.iter().map(|t| source.values.iter().take(10 * MOST).any(|s| alike(s, t))).collect();
    missing.retain(|s| !target.values.iter().take(10 * MOST).any(|t| alike(s, t)));
    let mut struck = struck.into_iter();
    extra.retain(|_| !struck.next().unwrap_or(false));
}

/// Whether one value is accounted for by another though they are not equal.
fn alike(a: &Placeable, a_text: &str, b: &Placeable, b_text: &str) -> bool {
    match (&a.value, &b.value) {
        (Value::Number(x), Value::Number(y)) => {
            let signs = x.value.abs() == y.value.abs();
            signs || is_short_year(x, y) || is_short_year(y, x)
        }
        (Value::Date(x), Value::Date(y)) => {
            // One side names the year, the other leaves it to the context.
            let same_day = Date { year: None, ..*x }.same(&Date { year: None, ..*y });
            same_day && x.day.is_some() && (x.year.is_none() || y.year.is_none())
        }
        (Value::Number(n), Value::Date(date)) => {
            let value = n.value.to_u64();
            let year = date.year.is_some_and(|y| value == Some(u64::from(y)) || value == Some(u64::from(y % 100)));
            year || (date.day.is_some() && value == date.day.map(u64::from))
        }
        (Value::Time(time), Value::Number(_)) => is_dotted_time(b, b_text, time),
        (Value::Number(_), Value::Time(time)) => is_dotted_time(a, a_text, time),
        (Value::Url(x), Value::Url(y)) => is_localised(x, y),
        _ => false,
    }
}

/// `22` for `2022`, `90s` for `1990s`.
fn is_short_year(short: &Number, long: &Number) -> bool {
    match (short.value.to_u64(), long.value.to_u64()) {
        (Some(short), Some(long)) => short < 100 && (1800..2100).contains(&long) && long % 100 == short && short > 9,
        _ => false,
    }
}

/// `14.30` read as a number beside 2:30 p.m.
fn is_dotted_time(number: &Placeable, text: &str, time: &Time) -> bool {
    let Some((hours, minutes)) = text.get(number.range.clone()).and_then(|t| t.split_once('.')) else { return false };
    let (Ok(hour), Ok(minute)) = (hours.parse::<u8>(), minutes.parse::<u8>()) else { return false };
    minutes.len() == 2 && Time { hour, minute, second: None, half_day: false }.same(time)
}

/// Whether two addresses are of the same site in two languages: `ru.example.org/…` and
/// `en.example.org/…`, `example.org/ru/…` and `example.org/en/…`.
fn is_localised(a: &str, b: &str) -> bool {
    let parts = |url: &str| -> Vec<String> {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.trim_end_matches('/').split('/').map(str::to_lowercase).collect()
    };
    let is_language = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    let host = |parts: &[String]| {
        let host = parts.first().cloned().unwrap_or_default();
        match host.split_once('.') {
            Some((first, rest)) if is_language(first) && rest.contains('.') => (true, rest.to_string()),
            Some(("www", rest)) => (false, rest.to_string()),
            _ => (false, host),
        }
    };
    let (a, b) = (parts(a), parts(b));
    let ((a_marked, a_host), (b_marked, b_host)) = (host(&a), host(&b));
    let path_marked = |parts: &[String]| parts.iter().skip(1).any(|p| is_language(p));
    a_host == b_host && (a_marked || b_marked || path_marked(&a) || path_marked(&b))
}

/// Strikes out the numbers that the other side has in words, and the dates whose parts it has scattered.
fn strike_words(left: &mut Vec<&Placeable>, other: &SideOf<'_>) {
    let in_words = number_words(other.text, other.language);
    let spoken: Vec<&Number> = in_words.iter().chain(other.values).filter_map(number).collect();
    let said = |value: u64| spoken.iter().any(|n| n.values().any(|v| v.to_u64() == Some(value)));
    left.retain(|placeable| match &placeable.value {
        Value::Number(n) => {
            let in_words = spoken.iter().any(|word| word.same(n) || is_short_year(word, n));
            !(in_words || is_said_otherwise(n, other) || is_one_as_article(n, other))
        }
        Value::Date(date) => {
            let year = date.year.is_none_or(|y| said(u64::from(y)));
            let day = date.day.is_none_or(|d| said(u64::from(d)));
            let holiday = date.year.is_none() && has_word(other.text, &["day", "день", "дня", "дню", "праздник"]);
            !((year && day) || holiday)
        }
        Value::Time(time) => !(time.minute == 0 && said(u64::from(time.hour))),
        _ => true,
    });
}

fn has_word(text: &str, wanted: &[&str]) -> bool {
    words(text).any(|word| wanted.contains(&fold(word).as_str()))
}

/// `50 %` is *half*, `в 2 раза` is *twice*, and *half* when it goes down; 24 hours are «сутки».
fn is_said_otherwise(number: &Number, other: &SideOf<'_>) -> bool {
    let names: &[&str] = match number.value.to_string().as_str() {
        "0.5" | "50" => &["half", "halves", "половина", "половину", "половины", "половине"],
        "0.333333333333" | "0.666666666666" => &["third", "thirds", "треть", "трети", "третей"],
        "0.25" | "0.75" | "25" | "75" => &["quarter", "quarters", "четверть", "четверти"],
        "2" => &["half", "halved", "twofold", "doubled", "doubling", "doubles", "twice", "вдвое", "дважды", "половина"],
        "3" => &["third", "tripled", "threefold", "triples", "втрое", "трижды", "треть"],
        "4" => &["quarter", "quarters", "quadrupled", "fourfold", "вчетверо", "четверть", "четверти"],
        "5" => &["fivefold", "впятеро"],
        "10" => &["tenfold", "decade", "десятилетие"],
        "24" => &["day", "days", "daily", "сутки", "суток", "суткам", "сутками", "суточный"],
        "100" => &["century", "столетие", "столетия", "полностью", "fully", "entirely"],
        _ => return false,
    };
    has_word(other.text, names)
}

/// `1 час` is *an hour*. A language without articles says just *hour*.
fn is_one_as_article(number: &Number, other: &SideOf<'_>) -> bool {
    number.value.to_u64() == Some(1)
        && match other.language.language() {
            "en" => has_word(other.text, &["a", "an", "one", "single", "first", "only"]),
            "ru" | "uk" | "be" | "pl" | "cs" | "sk" | "sr" | "zh" | "ja" => true,
            _ => false,
        }
}

/// All digits of the numbers among the placeables, in order.
fn digits(placeables: &[&Placeable], text: &str) -> String {
    let numbers = placeables.iter().filter(|p| number(p).is_some());
    numbers.flat_map(|p| text.get(p.range.clone()).unwrap_or_default().chars()).filter(char::is_ascii_digit).collect()
}

fn text_of<'a>(text: &'a str, placeable: &Placeable) -> &'a str {
    text.get(placeable.range.clone()).unwrap_or_default()
}

/// Reports the placeables of some kind that the target lacks: as changed where it has as many others of
/// that kind left over, else as missing. Gives those left over that were not reported.
pub(super) fn report_differences(
    pair: &Examined<'_>,
    report: &mut Report,
    wanted: impl Fn(&Value) -> bool,
) -> Vec<Placeable> {
    let comparison = pair.comparison();
    let mut extra: Vec<&Placeable> = comparison.extra.iter().filter(|p| wanted(&p.value)).collect();
    let kind = |p: &Placeable| std::mem::discriminant(&p.value);
    let count = |list: &[Placeable], of| list.iter().filter(|p| kind(p) == of).count();
    for missing in comparison.missing.iter().filter(|p| wanted(&p.value)) {
        let source = text_of(pair.source, missing);
        let of = kind(missing);
        let as_many = count(&comparison.missing, of) == count(&comparison.extra, of);
        match extra.iter().position(|found| as_many && kind(found) == of) {
            Some(at) => {
                let found = extra.remove(at);
                let message = format!("`{source}` became `{}`", text_of(pair.target, found));
                let suggestion = write_like(pair.target, found, pair.target_language, pair.source, missing);
                report.add(pair, Problem::in_target(found.range.start, message).suggest(suggestion));
            }
            None => {
                let message = format!("`{source}` is not in the translation");
                report.add(pair, Problem::in_source(missing.range.start, message));
            }
        }
    }
    extra.into_iter().cloned().collect()
}

/// Whether a value is an address of some kind.
pub(super) fn is_address(value: &Value) -> bool {
    matches!(value, Value::Url(_) | Value::Email(_) | Value::Account(_))
}

/// Reports a placeable of the target that the source does not have.
pub(super) fn report_extra(pair: &Examined<'_>, report: &mut Report, extra: &[Placeable]) {
    for found in extra {
        let message = format!("`{}` is not in the source", text_of(pair.target, found));
        report.add(pair, Problem::in_target(found.range.start, message).severity(Severity::Warning));
    }
}
