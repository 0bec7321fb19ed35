//! Placeables: what a translation carries over by value rather than by words (numbers, dates, times,
//! addresses).

use std::ops::Range;

use super::LanguageTag;
use super::cursor::{Cursor, digit, is_letter};
use super::date::{self, Date, SlashOrder, Time};
use super::month;
use super::number::{self, Number, NumberForm, Scanned};

/// What a placeable stands for, comparable across languages with [`same`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number, with its scale word: `2 млн`.
    Number(Number),
    /// A date.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A web address.
    Url(String),
    /// An e-mail address.
    Email(String),
    /// The name of an account: `@name`.
    Account(String),
    /// Digits joined by dots that are no number: `1.2.3`.
    Code(String),
}

/// A placeable and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeable {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it stands for.
    pub value: Value,
}

/// Whether two values are the same, allowing for each being written by its own language's habits.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.same(b),
        (Value::Date(a), Value::Date(b)) => a.same(b),
        (Value::Time(a), Value::Time(b)) => a.same(b),
        // «14 часов» is a number of hours as well as a time.
        (Value::Time(t), Value::Number(n)) | (Value::Number(n), Value::Time(t)) => {
            t.minute == 0
                && t.second.is_none()
                && n.values().any(|v| {
                    v.to_u64().is_some_and(|h| h == u64::from(t.hour) || (h <= 12 && h % 12 == u64::from(t.hour % 12)))
                })
        }
        (Value::Url(a), Value::Url(b)) => bare_url(a) == bare_url(b),
        (Value::Email(a), Value::Email(b)) | (Value::Account(a), Value::Account(b)) => a.eq_ignore_ascii_case(b),
        (Value::Code(a), Value::Code(b)) => a == b,
        _ => false,
    }
}

/// A web address without what may differ between two spellings of it: scheme, `www.`, closing slash.
fn bare_url(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/');
    match rest.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.to_lowercase()),
        None => rest.to_lowercase(),
    }
}

/// The placeables of a text in order, without overlap. A date swallows its numbers, an address all that
/// is in it. Numbers in words are left to [`super::number_words`].
pub fn placeables(text: &str, language: &LanguageTag) -> Vec<Placeable> {
    let scan = Scan::new(text, language);
    let mut found = scan.run();
    share_scales(&mut found, text, language.language());
    found
}

/// In `1,5–2 млн` and `от 1,5 до 2 млн` the scale of the second number may be the first one's too.
fn share_scales(found: &mut [Placeable], text: &str, language: &str) {
    const JOINTS: [&str; 12] = ["-", "–", "—", "до", "to", "or", "and", "и", "или", "bis", "à", "do"];
    for at in 1..found.len() {
        let (before, after) = found.split_at_mut(at);
        let (Some(first), Some(second)) = (before.last_mut(), after.first()) else { continue };
        let (Value::Number(number), Value::Number(_)) = (&mut first.value, &second.value) else { continue };
        let between = text.get(first.range.end..second.range.start).unwrap_or_default();
        if !JOINTS.contains(&between.trim()) {
            continue;
        }
        let scale = |range: &Range<usize>| number::scale_within(text.get(range.clone()).unwrap_or_default(), language);
        let power = scale(&second.range);
        if power > 0 && number.other.is_none() && scale(&first.range) == 0 {
            number.other = Some(number.value.scaled(power));
        }
    }
}

fn slash_order(language: &LanguageTag) -> SlashOrder {
    match (language.language(), language.region()) {
        ("en", Some("US")) => SlashOrder::MonthFirst,
        ("en", None) => SlashOrder::Unknown,
        _ => SlashOrder::DayFirst,
    }
}

struct Scan<'a> {
    text: &'a str,
    language: &'a str,
    order: SlashOrder,
    digits: bool,
    at_sign: bool,
    /// Whether a full stop stands inside a word, as it does in every address.
    dot: bool,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, language: &'a LanguageTag) -> Self {
        Self {
            text,
            language: language.language(),
            order: slash_order(language),
            digits: has_digit(text),
            at_sign: text.contains('@'),
            dot: text
                .split('.')
                .skip(1)
                .any(|after| after.starts_with(|c: char| !c.is_ascii() || c.is_ascii_alphanumeric())),
        }
    }

    fn run(&self) -> Vec<Placeable> {
        let mut out = Vec::new();
        let mut cursor = Cursor::new(self.text, 0);
        while let Some(c) = cursor.peek() {
            let before = out.len();
            if self.may_begin(c) {
                self.around(cursor, c, &mut out);
            }
            match out.get(before..).and_then(<[Placeable]>::last) {
                Some(last) => cursor.at = last.range.end.max(cursor.at + c.len_utf8()),
                // To the end of the word; digits after its letters are looked at on their own.
                None if is_letter(c) && !is_unspaced(c) => cursor.skip_letters(),
                None => cursor.at += c.len_utf8(),
            }
        }
        out
    }

    /// Whether a placeable can begin with a character at all: with most characters of most texts none can,
    /// and [`Self::at`] need not be asked.
    fn may_begin(&self, c: char) -> bool {
        match c {
            '0'..='9' | '@' | 'I' | 'V' | 'X' | 'Х' | 'І' => true,
            _ if is_letter(c) => self.dot || (self.digits && month::may_begin(c, self.language)),
            '\0'..='\u{7f}' | '\u{2000}'..='\u{206f}' => false,
            _ => true,
        }
    }

    /// Adds the placeables that begin where the cursor stands.
    fn around(&self, cursor: Cursor<'_>, c: char, out: &mut Vec<Placeable>) {
        let inside_word = cursor.previous().is_some_and(|c| (is_letter(c) || c.is_numeric()) && !is_unspaced(c));
        if !inside_word || digit(c).is_some() {
            self.at(cursor.at, c, inside_word, out);
        }
    }

    /// Adds the placeables that begin at a character.
    fn at(&self, at: usize, c: char, inside_word: bool, out: &mut Vec<Placeable>) {
        let mut one = |range, value| out.push(Placeable { range, value });
        if !inside_word && let Some((end, value)) = self.address(at, c) {
            one(at..end, value);
        } else if digit(c).is_some() {
            self.number(at, inside_word, out);
        } else if !c.is_alphabetic() {
            if let Some((number, end)) = number::scan_fraction(self.text, at) {
                one(at..end, Value::Number(number));
            }
        } else if self.digits
            && let Some(dates) = date::scan_month(self.text, at, self.language)
        {
            out.extend(dates.into_iter().map(of_date));
        } else if let Some((end, number)) = self.roman(at, c) {
            one(at..end, Value::Number(number));
        }
    }

    fn number(&self, at: usize, inside_word: bool, out: &mut Vec<Placeable>) {
        let text = self.text;
        let mut one = |range, value| out.push(Placeable { range, value });
        if !inside_word {
            if self.language == "en"
                && text.get(at..).is_some_and(|t| t.starts_with("9/11"))
                && !text.get(at + 4..).is_some_and(|t| t.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
            {
                let date = Date { year: None, month: 9, day: Some(11), ambiguous: false };
                return one(at..at + 4, Value::Date(date));
            }
            if let Some(dates) = date::scan_digits(text, at, self.language, self.order) {
                return out.extend(dates.into_iter().map(of_date));
            }
            if let Some((time, end)) = date::scan_time(text, at, self.language) {
                return one(at..end, Value::Time(time));
            }
            if let Some((number, end)) = number::scan_fraction(text, at) {
                return one(at..end, Value::Number(number));
            }
        }
        let (_, start) = number::sign_before(text, at);
        match number::scan(text, at, self.language) {
            Some((Scanned::Number(mut number), end)) => {
                if inside_word {
                    number.form = NumberForm::Attached;
                }
                one(start..end, Value::Number(number));
            }
            Some((Scanned::Code, end)) => one(at..end, Value::Code(text.get(at..end).unwrap_or_default().to_string())),
            None => {}
        }
    }

    /// Roman numbers: two digits or more anywhere, one digit before a word that is counted so.
    fn roman(&self, at: usize, c: char) -> Option<(usize, Number)> {
        if !matches!(c, 'I' | 'V' | 'X' | 'Х' | 'І') {
            return None;
        }
        let mut cursor = Cursor::new(self.text, at);
        let word = cursor.letters();
        let french = if self.language == "fr" { word.trim_end_matches(['e', 'è', 'r']) } else { word };
        let value = number::roman(french)?;
        if cursor.peek().is_some_and(|c| c.is_numeric() || matches!(c, '\'' | '’' | '&')) {
            return None;
        }
        let end = cursor.at;
        if word.chars().count() == 1 {
            cursor.blank();
            let next = super::fold(cursor.letters());
            let counted =
                ["век", "вв", "съезд", "созыв", "интернационал", "congress", "century", "вік", "столітт", "век"];
            let single = matches!(next.as_str(), "в" | "ст") && cursor.peek() == Some('.');
            if !single && !counted.iter().any(|stem| next.starts_with(stem)) {
                return None;
            }
        }
        let value = number::Decimal::from(u64::from(value));
        Some((end, Number { value, other: None, form: NumberForm::Roman }))
    }

    /// A web address, an e-mail address or an account that begins at a character.
    fn address(&self, at: usize, c: char) -> Option<(usize, Value)> {
        let rest = self.text.get(at..)?;
        if c == '@' {
            let name: usize =
                rest.char_indices().skip(1).take_while(|(_, c)| is_name(*c)).map(|(_, c)| c.len_utf8()).sum();
            return (name > 1).then(|| (at + 1 + name, Value::Account(rest[..=name].to_string())));
        }
        if !(self.dot && c.is_alphanumeric()) {
            return None;
        }
        if self.at_sign
            && let Some(length) = email(rest)
        {
            return Some((at + length, Value::Email(rest[..length].to_string())));
        }
        let length = url(rest)?;
        Some((at + length, Value::Url(rest[..length].to_string())))
    }
}

fn of_date((range, date): (Range<usize>, Date)) -> Placeable {
    Placeable { range, value: Value::Date(date) }
}

/// Whether there is a decimal digit of any script in a text.
fn has_digit(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The bytes that digits of other scripts begin with.
    bytes.iter().any(u8::is_ascii_digit)
        || (bytes.iter().any(|b| matches!(b, 0xd9 | 0xdb | 0xe0 | 0xef)) && text.chars().any(|c| digit(c).is_some()))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Scripts without spaces are looked at letter by letter.
fn is_unspaced(c: char) -> bool {
    !c.is_ascii() && super::Script::of(c).is_some_and(super::Script::is_unspaced)
}

/// The length of the e-mail address that a text begins with.
fn email(text: &str) -> Option<usize> {
    // A local part has at most 64 characters (RFC 5321, section 4.5.3.1.1).
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let local = text.char_indices().take(65).find(|(_, c)| !is_part(*c))?.0;
    let host = text.get(local..)?.strip_prefix('@')?;
    let length = host_length(host);
    (local > 0 && host.get(..length)?.contains('.')).then_some(local + 1 + length)
}

/// The length of the run of host name labels that a text begins with.
fn host_length(text: &str) -> usize {
    // A host name has at most 253 characters (RFC 1035, section 2.3.4).
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let run: usize = text.chars().take(253).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
    text.get(..run).map_or(0, |host| host.trim_end_matches(['.', '-']).len())
}

/// Top-level domains that make a bare host name an address. Those that are words are left out.
const DOMAINS: [&str; 18] = [
    "com", "org", "net", "info", "ru", "рф", "by", "ua", "su", "eu", "io", "gov", "edu", "media", "news", "de", "fr",
    "pl",
];

/// The length of the web address that a text begins with.
fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://", "ftp://"]
        .into_iter()
        .find(|s| text.get(..s.len()).is_some_and(|t| t.eq_ignore_ascii_case(s)));
    let host_at = scheme.map_or(0, str::len);
    let host = text.get(host_at..)?;
    let length = host_length(host);
    let name = host.get(..length)?;
    let after = host.get(length..)?.chars().next();
    if scheme.is_none() {
        if !name.contains('.') {
            return None;
        }
        let mut labels = name.rsplit('.');
        let top = labels.next().unwrap_or_default();
        let second = labels.next().unwrap_or_default();
        let known = name.starts_with("www.") || (name == "t.me" && after == Some('/')) || {
            // `Иван.ru` after a missing space is no address; `ivan.ru` is.
            DOMAINS.contains(&top) && !second.is_empty() && !second.starts_with(char::is_uppercase)
        };
        if !known || after == Some('@') {
            return None;
        }
    }
    if name.is_empty() {
        return None;
    }
    let mut end = host_at + length;
    if matches!(after, Some('/' | ':' | '?' | '#')) {
        let path = text.get(end..)?;
        let is_part = |c: char| !(c.is_whitespace() || c.is_control() || "<>\"«»“”„{}|^`".contains(c));
        let run: usize = path.chars().take(2000).take_while(|c| is_part(*c)).map(char::len_utf8).sum();
        end += trim_path(path.get(..run)?).len();
    }
    Some(end)
}

/// Cuts off what belongs to the sentence rather than to the address.
fn trim_path(mut path: &str) -> &str {
    loop {
        let shorter = path.trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '\'', '’', '*']);
        let unopened = |open: char, close: char| {
            shorter.ends_with(close) && shorter.matches(open).count() < shorter.matches(close).count()
        };
        let cut = if unopened('(', ')') || unopened('[', ']') { &shorter[..shorter.len() - 1] } else { shorter };
        if cut.len() == path.len() {
            return path;
        }
        path = cut;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(language: &str) -> LanguageTag {
        LanguageTag::parse(language).unwrap()
    }

    fn found(language: &str, text: &str) -> Vec<String> {
        placeables(text, &tag(language))
            .into_iter()
            .map(|p| {
                let kind = match p.value {
                    Value::Number(_) => "n",
                    Value::Date(_) => "d",
                    Value::Time(_) => "t",
                    Value::Url(_) => "u",
                    Value::Email(_) => "e",
                    Value::Account(_) => "a",
                    Value::Code(_) => "c",
                };
                format!("{kind}:{}", &text[p.range])
            })
            .collect()
    }

    #[test]
    fn placeables_of_sentences() {
        for (language, text, expected) in [
            ("ru", "3 мая 2022 г. пришли 1 500 человек (75 %).", &["d:3 мая 2022 г.", "n:1 500", "n:75"][..]),
            ("ru", "В 2022 году ВВП упал на 2,5% до −3.", &["n:2022", "n:2,5", "n:−3"]),
            ("en", "On May 3, 2022, 10–15 people met at 2:30 p.m.", &["d:May 3, 2022", "n:10", "n:15", "t:2:30 p.m."]),
            (
                "ru",
                "Пишите на ivan.petrov@example.org, см. https://example.org/a_(b).",
                &["e:ivan.petrov@example.org", "u:https://example.org/a_(b)"],
            ),
            ("ru", "Сайт example.ru, канал t.me/canal и @canal_1.", &["u:example.ru", "u:t.me/canal", "a:@canal_1"]),
            ("ru", "Это было.Потом 5.", &["n:5"]),
            ("ru", "XX век, в IV в. и на X съезде; Х и V.", &["n:XX", "n:IV", "n:X"]),
            ("en", "I saw G7 and COVID-19, version 1.2.3.", &["n:7", "n:19", "c:1.2.3"]),
            ("en", "After 9/11 it took 24/7.", &["d:9/11", "n:24", "n:7"]),
            ("en", "half: ½, third: 1/3", &["n:½", "n:1/3"]),
            ("zh", "今天是2022年5月3日，有30万人。", &["d:2022年5月3日", "n:30万"]),
            ("ru", "3,5 мая; 3–5 мая", &["n:3,5", "d:3", "d:5 мая"]),
            ("ru", "", &[]),
            ("ru", "Нет войне!", &[]),
        ] {
            assert_eq!(found(language, text), expected, "{text}");
        }
    }

    #[test]
    fn values_compare_across_languages() {
        for (ru, en, equal) in [
            ("1 000", "1,000", true),
            ("1.000", "1,000", true),
            ("2,5", "2.5", true),
            ("2 млн", "2,000,000", true),
            ("2 млн", "2 billion", false),
            ("3 мая 2022 г.", "May 3, 2022", true),
            ("03.05.2022", "5/3/2022", true),
            ("3 мая 2022 г.", "May 4, 2022", false),
            ("в мае 2022 года", "in May 2022", true),
            ("14:30", "2:30 p.m.", true),
            ("14:30", "2:30", true),
            ("14:30", "2:30 a.m.", false),
            ("в 14 часов", "at 2 p.m.", true),
            ("XX век", "20th century", true),
            ("5-й", "5th", true),
            ("5 %", "5 percent", true),
            ("-5", "−5", true),
            ("https://example.org/", "http://www.example.org", true),
            ("https://example.org/ru", "https://example.org/en", false),
        ] {
            let a = placeables(ru, &tag("ru"));
            let b = placeables(en, &tag("en"));
            assert_eq!((a.len(), b.len()), (1, 1), "{ru} / {en}: {a:?} {b:?}");
            assert_eq!(same(&a[0].value, &b[0].value), equal, "{ru} / {en}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ranges_are_in_order_and_on_characters(text in "[0-9 .,:/@а-яA-Zмайmp%–()\u{a0}-]{0,60}") {
            for language in ["ru", "en", "fr", "zh", "xx"] {
                let mut end = 0;
                for p in placeables(&text, &tag(language)) {
                    proptest::prop_assert!(p.range.start >= end && p.range.start < p.range.end, "{p:?}");
                    proptest::prop_assert!(text.get(p.range.clone()).is_some());
                    end = p.range.end;
                }
            }
        }

        #[test]
        fn what_is_passed_over_begins_nothing(
            text in "([0-9IVXХІivA-Fа-гМмЯяMmJj ½²º@./:–—№٣३３日月\u{a0}\u{301}-]|9/11|3 May|May 3|мая 5|www\\.a\\.com|\\PC){0,24}"
        ) {
            for language in ["ru", "en", "de", "fr", "zh", "xx"] {
                let language = tag(language);
                let scan = Scan::new(&text, &language);
                for (at, c) in text.char_indices().filter(|(_, c)| !scan.may_begin(*c)) {
                    let mut found = Vec::new();
                    scan.around(Cursor::new(&text, at), c, &mut found);
                    proptest::prop_assert_eq!(found, vec![], "{} {}", at, c);
                }
            }
            proptest::prop_assert_eq!(has_digit(&text), text.chars().any(|c| digit(c).is_some()));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            for language in ["ru", "en", "zh"] {
                placeables(&text, &tag(language));
            }
        }
    }
}
