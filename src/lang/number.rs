//! Numbers in running text, by value: `1 000` = `1,000` = `1.000`, `2,5` = `2.5`, `2 млн` = `2 million`.

use std::fmt;

use super::cursor::{Cursor, digit, is_blank};

/// An exact decimal number of any length.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal {
    negative: bool,
    /// Significant digits, ASCII, without zeros at either end; empty is zero.
    digits: Box<str>,
    /// The power of ten by which `digits` is multiplied.
    exponent: i32,
}

impl Decimal {
    /// The number whose digits before and after the decimal mark are given. Digits of every script count.
    pub fn new(negative: bool, whole: &str, fraction: &str) -> Self {
        let ascii = |text: &str| -> String { text.chars().filter_map(digit).map(|d| char::from(b'0' + d)).collect() };
        let fraction = ascii(fraction);
        let all = ascii(whole) + &fraction;
        let significant = all.trim_end_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_start_matches('0');
        if digits.is_empty() {
            return Self { negative: false, digits: "".into(), exponent: 0 };
        }
        let exponent = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
        Self { negative, digits: digits.into(), exponent: exponent(zeros).saturating_sub(exponent(fraction.len())) }
    }

    /// The quotient, to twelve places.
    pub fn ratio(numerator: u32, denominator: u32) -> Self {
        if denominator == 0 {
            return Self::from(u64::from(numerator));
        }
        let (n, d) = (u64::from(numerator), u64::from(denominator));
        let fraction = u128::from(n % d) * 1_000_000_000_000 / u128::from(d);
        Self::new(false, &(n / d).to_string(), &format!("{fraction:012}"))
    }

    /// The number times ten to the power.
    #[must_use]
    pub fn scaled(&self, power: i32) -> Self {
        if self.digits.is_empty() {
            return self.clone();
        }
        Self { exponent: self.exponent.saturating_add(power), ..self.clone() }
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self { negative: false, ..self.clone() }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The value where it is a whole number from 0 to 2⁶⁴ − 1.
    pub fn to_u64(&self) -> Option<u64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        if self.negative || !(0..20).contains(&self.exponent) {
            return None;
        }
        let power = 10u64.checked_pow(self.exponent.unsigned_abs())?;
        self.digits.parse::<u64>().ok()?.checked_mul(power)
    }

    /// The digits before and after the decimal mark; `None` for numbers of more than a thousand places.
    pub fn parts(&self) -> Option<(String, String)> {
        if !(-1000..1000).contains(&self.exponent) {
            return None;
        }
        let places = usize::try_from(-self.exponent).unwrap_or(0);
        let zeros = usize::try_from(self.exponent).unwrap_or(0);
        let digits = format!("{:0>width$}{}", self.digits, "0".repeat(zeros), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        Some((whole.to_string(), fraction.to_string()))
    }
}

impl From<u64> for Decimal {
    fn from(value: u64) -> Self {
        Self::new(false, &value.to_string(), "")
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        match self.parts() {
            Some((whole, fraction)) if fraction.is_empty() => write!(f, "{sign}{whole}"),
            Some((whole, fraction)) => write!(f, "{sign}{whole}.{fraction}"),
            None => write!(f, "{sign}{}e{}", self.digits, self.exponent),
        }
    }
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberForm {
    /// In digits, with or without a scale word: `1,000`, `2 млн`.
    Digits,
    /// In digits with the ending of an ordinal or a decade: `5th`, `5-й`, `1990s`.
    Ordinal,
    /// In digits as a part of a name: the 7 of `G7`, the 19 of `COVID-19`.
    Attached,
    /// In Roman digits: `XX`.
    Roman,
    /// In words: `three`.
    Words,
}

/// A number with the values it can have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number {
    /// The likeliest value.
    pub value: Decimal,
    /// The other value where the writing is ambiguous: `1,000` in Russian is one or a thousand.
    pub other: Option<Decimal>,
    /// How it is written.
    pub form: NumberForm,
}

impl Number {
    /// Whether the two have a value in common.
    pub fn same(&self, other: &Self) -> bool {
        self.values().any(|a| other.values().any(|b| a == b))
    }

    /// One or two values, the likeliest first.
    pub fn values(&self) -> impl Iterator<Item = &Decimal> {
        std::iter::once(&self.value).chain(&self.other)
    }
}

/// What is at a digit.
pub(super) enum Scanned {
    Number(Number),
    /// Parts joined by dots that are no number: `1.2.3`.
    Code,
}

/// Reads the number that begins at a digit; gives the end of it. `language` is a primary subtag.
pub(super) fn scan(text: &str, at: usize, language: &str) -> Option<(Scanned, usize)> {
    let (negative, start) = sign_before(text, at);
    let digits = Written::read(text, at)?;
    let mut cursor = Cursor::new(text, digits.end);
    if digits.is_code {
        return Some((Scanned::Code, cursor.at));
    }
    let (mut value, mut other) = digits.values(negative, language);
    let mut form = NumberForm::Digits;
    if let Some((fraction, end)) = fraction_after(cursor).filter(|_| digits.is_whole()) {
        cursor.at = end;
        value = Decimal::new(negative, digits.whole.as_str(), &fraction);
        other = None;
    } else if let Some(end) = ordinal_ending(cursor, language) {
        cursor.at = end;
        form = NumberForm::Ordinal;
    }
    if let Some((power, end, sure)) = scale_after(cursor, language) {
        cursor.at = end;
        let unscaled = value.clone();
        value = value.scaled(power);
        other = if sure { other.map(|o| o.scaled(power)) } else { Some(unscaled) };
    }
    let name = text.get(..start).unwrap_or_default().trim_end_matches(['-', '‑']);
    if form == NumberForm::Digits && name.ends_with(char::is_alphabetic) {
        form = NumberForm::Attached;
    }
    Some((Scanned::Number(Number { value, other, form }), cursor.at))
}

/// Whether a minus sign stands before a number, and where the number with its sign begins. A hyphen
/// after a letter or a digit joins (`COVID-19`, `10-15`); it is no sign.
pub(super) fn sign_before(text: &str, at: usize) -> (bool, usize) {
    let Some(sign) = Cursor::new(text, at).previous().filter(|c| matches!(c, '-' | '−' | '–')) else {
        return (false, at);
    };
    let start = at - sign.len_utf8();
    let free = Cursor::new(text, start).previous().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '«'));
    if free { (true, start) } else { (false, at) }
}

/// The digits of a number as they are written.
pub(super) struct Written {
    /// Digits before the decimal mark, without separators.
    pub whole: String,
    /// Digits after the decimal mark.
    pub fraction: String,
    /// The separator of thousands, if there is one.
    pub group: Option<char>,
    /// The decimal mark, if there is one.
    pub mark: Option<char>,
    /// Where the digits end.
    pub end: usize,
    /// One separator before exactly three digits: `1,000`.
    ambiguous: bool,
    is_code: bool,
}

impl Written {
    pub fn read(text: &str, at: usize) -> Option<Self> {
        let groups = groups(text, at);
        let &(_, first, first_end) = groups.first()?;
        let mut out = Self {
            whole: first.to_string(),
            fraction: String::new(),
            group: None,
            mark: None,
            end: first_end,
            ambiguous: false,
            is_code: false,
        };
        let Some(&(Some(separator), second, second_end)) = groups.get(1) else { return Some(out) };
        let in_list =
            text.get(..at).and_then(|t| t.strip_suffix(',')).is_some_and(|t| t.ends_with(|c| digit(c).is_some()));
        if in_list && separator == ',' {
            return Some(out); // 1,3,5
        }
        let kind = |c: char| if is_blank(c) { ' ' } else { c };
        let alike = groups.iter().skip(1).take_while(|g| g.0.map(kind) == Some(kind(separator))).count();
        let dotted = matches!(separator, '.' | ',');
        let groupable = (1..=3).contains(&count(first)) && !first.starts_with('0');
        let threes = groups.iter().skip(1).take(alike).take_while(|g| count(g.1) == 3).count();
        let indian = separator == ','
            && alike >= 2
            && groups.get(alike).is_some_and(|g| count(g.1) == 3)
            && groups.iter().take(alike).skip(1).all(|g| count(g.1) == 2);

        let grouped = match () {
            () if !groupable => 0,
            () if indian => alike,
            () if !dotted => threes,
            () if threes == alike => threes,
            () => 0,
        };
        if grouped > 0 {
            out.group = Some(separator);
            for (_, digits, end) in groups.iter().skip(1).take(grouped) {
                out.whole.push_str(digits);
                out.end = *end;
            }
            match groups.get(grouped + 1) {
                Some(&(Some(mark), fraction, end)) if is_mark(mark) && mark != separator => {
                    out.fraction = fraction.to_string();
                    out.mark = Some(mark);
                    out.end = end;
                }
                _ => out.ambiguous = dotted && grouped == 1,
            }
            return Some(out);
        }
        if !is_mark(separator) {
            return Some(out);
        }
        if alike == 1 {
            // `2021,2022` is a list.
            if separator == '.' || count(first) < 4 || count(second) < 4 {
                out.fraction = second.to_string();
                out.mark = Some(separator);
                out.end = second_end;
            }
        } else if separator == '.' {
            out.is_code = true;
            out.end = groups.get(alike).map_or(second_end, |g| g.2);
        }
        Some(out)
    }

    pub fn is_whole(&self) -> bool {
        self.mark.is_none() && !self.ambiguous
    }

    /// The value by the language's convention, and the other one where the convention leaves it open.
    fn values(&self, negative: bool, language: &str) -> (Decimal, Option<Decimal>) {
        let value = Decimal::new(negative, &self.whole, &self.fraction);
        let Some(separator) = self.group.filter(|_| self.ambiguous) else { return (value, None) };
        let as_fraction = value.scaled(-3);
        match (convention(language), separator) {
            (Convention::DotMark, ',') | (Convention::CommaMark, '.') => (value, None),
            (Convention::DotMark, _) => (as_fraction, None),
            (Convention::SpaceGroup, '.') | (Convention::Unknown, _) => (value, Some(as_fraction)),
            (Convention::CommaMark | Convention::SpaceGroup, _) => (as_fraction, Some(value)),
        }
    }
}

/// How a language writes numbers (CLDR, by language).
#[derive(Clone, Copy)]
enum Convention {
    /// `1,000.5`
    DotMark,
    /// `1.000,5`
    CommaMark,
    /// `1 000,5`
    SpaceGroup,
    Unknown,
}

fn convention(language: &str) -> Convention {
    match language {
        "en" | "zh" | "ja" | "ko" | "th" | "hi" | "he" | "bn" => Convention::DotMark,
        "de" | "es" | "it" | "pt" | "nl" | "el" | "tr" | "da" | "id" | "ro" | "sr" | "hr" | "sl" | "vi" | "ca" => {
            Convention::CommaMark
        }
        "ru" | "uk" | "be" | "fr" | "pl" | "cs" | "sk" | "bg" | "fi" | "sv" | "nb" | "no" | "nn" | "hu" | "et"
        | "lv" | "lt" | "kk" | "hy" | "ka" => Convention::SpaceGroup,
        _ => Convention::Unknown,
    }
}

fn count(digits: &str) -> usize {
    digits.chars().count()
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | ',' | '٫')
}

/// Runs of digits with the separator before each and the end of each.
fn groups(text: &str, at: usize) -> Vec<(Option<char>, &str, usize)> {
    /// More groups than any number has; keeps long lists linear.
    const MOST: usize = 16;
    let mut cursor = Cursor::new(text, at);
    let mut out = Vec::new();
    let first = cursor.digits();
    if first.is_empty() {
        return out;
    }
    out.push((None, first, cursor.at));
    while out.len() < MOST {
        let mut ahead = cursor;
        let Some(separator) = ahead.eat(|c| is_mark(c) || is_blank(c) || matches!(c, '\'' | '’' | '٬')) else {
            break;
        };
        let digits = ahead.digits();
        if digits.is_empty() || (!is_mark(separator) && count(digits) != 3) {
            break;
        }
        // `16 100x185` is a number and a size.
        if is_blank(separator) && ahead.peek().is_some_and(|c| matches!(c, 'x' | 'х' | '×')) {
            break;
        }
        cursor = ahead;
        out.push((Some(separator), digits, cursor.at));
    }
    out
}

/// The digits after the decimal mark of a one-character fraction; thirds to twelve places.
fn vulgar_fraction(c: char) -> Option<&'static str> {
    Some(match c {
        '½' => "5",
        '¼' => "25",
        '¾' => "75",
        '⅓' => "333333333333",
        '⅔' => "666666666666",
        '⅕' => "2",
        '⅖' => "4",
        '⅗' => "6",
        '⅘' => "8",
        '⅛' => "125",
        '⅜' => "375",
        '⅝' => "625",
        '⅞' => "875",
        _ => return None,
    })
}

/// The decimal places of a fraction that follows a whole number, and its end: `2½`, `2 1/2`.
fn fraction_after(mut cursor: Cursor<'_>) -> Option<(String, usize)> {
    if let Some(c) = cursor.eat(|c| vulgar_fraction(c).is_some()) {
        return Some((vulgar_fraction(c)?.to_string(), cursor.at));
    }
    if !cursor.blank() {
        return None;
    }
    let (number, end) = scan_fraction(cursor.text, cursor.at)?;
    Some((number.value.parts()?.1, end))
}

/// A fraction that stands alone: `½`, or `1/3` with a small denominator.
pub(super) fn scan_fraction(text: &str, at: usize) -> Option<(Number, usize)> {
    let number = |value| Number { value, other: None, form: NumberForm::Digits };
    let mut cursor = Cursor::new(text, at);
    if let Some(c) = cursor.eat(|c| vulgar_fraction(c).is_some()) {
        return Some((number(Decimal::new(false, "0", vulgar_fraction(c)?)), cursor.at));
    }
    let numerator = super::cursor::integer(cursor.digits())?;
    cursor.eat(|c| matches!(c, '/' | '⁄'))?;
    let denominator = super::cursor::integer(cursor.digits())?;
    let plain = numerator > 0 && numerator < denominator && denominator <= 10;
    if !plain || cursor.peek().is_some_and(|c| c == '/' || c.is_alphanumeric()) {
        return None;
    }
    Some((number(Decimal::ratio(numerator, denominator)), cursor.at))
}

/// Where the ending of an ordinal number or a decade ends, if one follows the digits.
pub(super) fn ordinal_ending(mut cursor: Cursor<'_>, language: &str) -> Option<usize> {
    let hyphen = cursor.eat(|c| matches!(c, '-' | '‑')).is_some();
    if !hyphen && cursor.eat(|c| matches!(c, 'º' | 'ª')).is_some() {
        return Some(cursor.at);
    }
    if !hyphen && matches!(language, "en") {
        cursor.eat(|c| matches!(c, '\'' | '’'));
    }
    let ending = cursor.letters();
    if cursor.peek().is_some_and(char::is_alphanumeric) {
        return None;
    }
    let ending = ending.to_lowercase();
    let endings = match (language, hyphen) {
        ("en", false) => "st nd rd th s",
        ("fr", false) => "er re e ème nd nde",
        ("nl", false) => "e",
        // The last letters of the spoken numeral.
        ("ru", true) => "й я е ю го му м х ми и ти ой ый ий ая ое ые ых ым ом ую",
        ("uk", true) => "й а я е є ю у го му м х ми и ти ї і ої ій им их ою",
        ("be", true) => "ы і я ая ае га му м х мі ці ай ым ых ую",
        _ => "",
    };
    let known = !ending.is_empty() && endings.split(' ').any(|e| e == ending);
    known.then_some(cursor.at)
}

/// The power of ten of a scale word that follows, where it ends, and whether it can mean nothing else.
pub(super) fn scale_after(mut cursor: Cursor<'_>, language: &str) -> Option<(i32, usize, bool)> {
    let mut total = 0;
    let mut found = None;
    for _ in 0..2 {
        let spaced = cursor.blank() || cursor.eat(|c| c == '-').is_some();
        // Chinese and Japanese words run on after the scale.
        let start = cursor.at;
        let word = match cursor.eat(|c| ideographic_scale(c).is_some()) {
            Some(_) => cursor.text.get(start..cursor.at).unwrap_or_default(),
            None => cursor.letters(),
        };
        let letter = !spaced && total == 0 && language == "en" && matches!(word, "k" | "K" | "m" | "M" | "b");
        let (power, sure) = match scale(word, language) {
            Some(power) => (power, true),
            None if letter => (
                if word.eq_ignore_ascii_case("k") {
                    3
                } else if word == "b" {
                    9
                } else {
                    6
                },
                false,
            ),
            None => break,
        };
        if cursor.peek().is_some_and(|c| c.is_numeric()) {
            break;
        }
        total += power;
        found = Some((total, cursor.at, sure));
    }
    found
}

/// The scale characters of Chinese, Japanese and Korean.
fn ideographic_scale(c: char) -> Option<i32> {
    match c {
        '万' | '萬' | '만' => Some(4),
        '亿' | '億' | '억' => Some(8),
        _ => None,
    }
}

/// The power of ten of the scale word within the text of a number; 0 without one.
pub(super) fn scale_within(text: &str, language: &str) -> i32 {
    let first = text.find(|c| digit(c).is_some()).unwrap_or(text.len());
    let end = Written::read(text, first).map_or(text.len(), |written| written.end);
    scale_after(Cursor::new(text, end), language).map_or(0, |(power, ..)| power)
}

/// The power of ten that a word of a language stands for: `млн` is 6.
pub(super) fn scale(word: &str, language: &str) -> Option<i32> {
    let first = word.chars().next()?;
    if let Some(power) = ideographic_scale(first) {
        return Some(power);
    }
    // Most words of a text are turned down by their first letter.
    if !"тмТМtmbTMB".contains(first) {
        return None;
    }
    let word = super::fold(word);
    let starts = |stems: &[&str]| stems.iter().any(|s| word.starts_with(s));
    match language {
        "ru" | "be" | "uk" | "bg" => match word.as_str() {
            "тыс" | "тис" => Some(3),
            "млн" => Some(6),
            "млрд" => Some(9),
            "трлн" => Some(12),
            _ if starts(&["тысяч", "тисяч"]) => Some(3),
            _ if starts(&["миллион", "мільйон", "мільён"]) => Some(6),
            _ if starts(&["миллиард", "мільярд"]) => Some(9),
            _ if starts(&["триллион", "трильйон", "трыльён"]) => Some(12),
            _ => None,
        },
        "de" => match word.as_str() {
            "tausend" | "tsd" => Some(3),
            "mio" | "million" | "millionen" => Some(6),
            "mrd" | "milliarde" | "milliarden" => Some(9),
            "bio" | "billion" | "billionen" => Some(12),
            _ => None,
        },
        "pl" => match word.as_str() {
            "tys" => Some(3),
            "mln" => Some(6),
            "mld" | "mlrd" => Some(9),
            "bln" => Some(12),
            _ if starts(&["tysiąc", "tysięc"]) => Some(3),
            _ if starts(&["milion"]) => Some(6),
            _ if starts(&["miliard"]) => Some(9),
            _ => None,
        },
        "fr" | "es" | "it" | "pt" => match word.as_str() {
            "mil" | "mille" | "mila" => Some(3),
            "million" | "millions" | "millón" | "millones" | "milione" | "milioni" | "milhão" | "milhões" | "mln"
            | "mio" => Some(6),
            "milliard" | "milliards" | "miliardo" | "miliardi" | "md" | "mds" | "mld" | "mrd" => Some(9),
            "bilhão" | "bilhões" if language == "pt" => Some(9),
            "billón" | "billones" | "bilione" | "bilioni" => Some(12),
            _ => None,
        },
        _ => match word.as_str() {
            "thousand" | "thousands" => Some(3),
            "million" | "millions" | "mln" | "mn" => Some(6),
            "billion" | "billions" | "bn" | "bln" => Some(9),
            "trillion" | "trillions" | "tn" | "trn" | "tln" | "trln" => Some(12),
            _ => None,
        },
    }
}

/// Reads a whole word as a Roman number from 1 to 39 in capitals. Cyrillic Х and І pass for X and I, as
/// Russian texts type them.
pub(super) fn roman(word: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    if word.is_empty() || word.chars().count() > 7 {
        return None;
    }
    let latin: String = word
        .chars()
        .map(|c| match c {
            'Х' => 'X',
            'І' => 'I',
            c => c,
        })
        .collect();
    let tens = latin.chars().take_while(|c| *c == 'X').count();
    let rest = latin.get(tens..).filter(|_| tens <= 3)?;
    let ones = ONES.iter().position(|o| *o == rest)?;
    u32::try_from(tens * 10 + ones).ok().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str, language: &str) -> Number {
        match scan(text, text.find(|c| digit(c).is_some()).unwrap(), language) {
            Some((Scanned::Number(number), _)) => number,
            _ => panic!("no number in {text}"),
        }
    }

    fn values(text: &str, language: &str) -> Vec<String> {
        number(text, language).values().map(ToString::to_string).collect()
    }

    #[test]
    fn separators_are_read_by_the_language() {
        for (text, language, expected) in [
            ("1,000", "en", &["1000"][..]),
            ("1.000", "en", &["1"]),
            ("1.000", "de", &["1000"]),
            ("1.000", "ru", &["1000", "1"]),
            ("1,000", "ru", &["1", "1000"]),
            ("1 000", "ru", &["1000"]),
            ("1\u{202f}000\u{a0}000", "fr", &["1000000"]),
            ("1'000.5", "de", &["1000.5"]),
            ("1.234,56", "de", &["1234.56"]),
            ("1,234.56", "ru", &["1234.56"]),
            ("12,34,567", "en", &["1234567"]),
            ("0,125", "ru", &["0.125"]),
            ("2,5", "ru", &["2.5"]),
            ("2.50", "en", &["2.5"]),
            ("2022 300", "ru", &["2022"]),
            ("1,2,3", "ru", &["1"]),
            ("2 1/2", "en", &["2.5"]),
            ("16 100x185", "en", &["16"]),
            ("2021,2022", "ru", &["2021"]),
            ("٣٬٠٠٠", "ar", &["3000"]),
            ("١٫٥", "ar", &["1.5"]),
            ("2½", "en", &["2.5"]),
            ("007", "en", &["7"]),
            ("−5", "ru", &["-5"]),
            ("COVID-19", "en", &["19"]),
        ] {
            assert_eq!(values(text, language), expected, "{text} in {language}");
        }
    }

    #[test]
    fn scale_words_multiply() {
        for (text, language) in [
            ("2 млн", "ru"),
            ("2\u{a0}миллиона", "ru"),
            ("2-миллионный", "ru"),
            ("2,0 млн", "ru"),
            ("2 million", "en"),
            ("2m", "en"),
            ("2,000,000", "en"),
            ("2 Mio", "de"),
            ("2 мільйони", "uk"),
            ("200万", "zh"),
        ] {
            assert_eq!(values(text, language).first().map(String::as_str), Some("2000000"), "{text}");
        }
        assert_eq!(values("5 mil millones", "es"), ["5000000000"]);
        assert_eq!(values("2m", "en"), ["2000000", "2"], "or metres");
        assert_eq!(values("5 м", "ru"), ["5"]);
        assert_eq!(values("5 miles", "en"), ["5"]);
    }

    #[test]
    fn ordinals_know_their_endings() {
        for (text, language, form) in [
            ("5-й", "ru", NumberForm::Ordinal),
            ("90-х", "ru", NumberForm::Ordinal),
            ("5th", "en", NumberForm::Ordinal),
            ("1990s", "en", NumberForm::Ordinal),
            ("1er", "fr", NumberForm::Ordinal),
            ("25-летний", "ru", NumberForm::Digits),
            ("G7", "en", NumberForm::Attached),
        ] {
            assert_eq!(number(text, language).form, form, "{text}");
        }
    }

    #[test]
    fn roman_numbers_up_to_39() {
        for (text, value) in
            [("XX", Some(20)), ("ХХ", Some(20)), ("XIX", Some(19)), ("IV", Some(4)), ("IIII", None), ("XL", None)]
        {
            assert_eq!(roman(text), value, "{text}");
        }
        assert_eq!(roman("X"), Some(10));
        assert_eq!(roman("IX"), Some(9));
        assert_eq!(roman(""), None);
    }

    #[test]
    fn decimals_are_exact_and_of_any_length() {
        let long = "9".repeat(400);
        assert_eq!(Decimal::new(false, &long, "").to_string(), long);
        assert_eq!(Decimal::new(true, "0", "00").to_string(), "0");
        assert_eq!(Decimal::ratio(1, 4), Decimal::new(false, "0", "25"));
        assert_eq!(Decimal::from(2022).to_u64(), Some(2022));
        assert_eq!(Decimal::from(u64::MAX).to_u64(), Some(u64::MAX));
    }
}
