//! Plural categories (Unicode CLDR, Language Plural Rules, cardinal numbers).

use super::number::Decimal;

/// The categories that the languages here tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    /// 1 in English; 1, 21, 31 … in Russian.
    One,
    /// 2–4, 22–24 … in Slavic languages.
    Few,
    /// 5–20, 25–30 … in Slavic languages.
    Many,
    /// All others; fractions.
    Other,
}

/// The form that a noun takes after a number; `None` for languages whose rules are not known here.
pub fn plural(number: &Decimal, language: &str) -> Option<Plural> {
    let n = number.abs().to_u64();
    let (ones, tens) = n.map_or((0, 0), |n| (n % 10, n % 100));
    Some(match language {
        "zh" | "ja" | "ko" | "th" | "vi" | "id" | "tr" | "hu" => Plural::Other,
        "en" | "de" | "es" | "it" | "nl" | "sv" | "da" | "nb" | "nn" | "no" | "el" | "bg" | "fi" | "et" | "ca" => {
            if n == Some(1) { Plural::One } else { Plural::Other }
        }
        "fr" | "pt" => {
            let below_two = number.abs().parts().is_some_and(|(whole, _)| matches!(whole.as_str(), "0" | "1"));
            if below_two { Plural::One } else { Plural::Other }
        }
        "ru" | "uk" | "be" => match (n, ones, tens) {
            (None, ..) => Plural::Other,
            (_, 1, t) if t != 11 => Plural::One,
            (_, 2..=4, t) if !(12..=14).contains(&t) => Plural::Few,
            _ => Plural::Many,
        },
        "pl" => match (n, ones, tens) {
            (None, ..) => Plural::Other,
            (Some(1), ..) => Plural::One,
            (_, 2..=4, t) if !(12..=14).contains(&t) => Plural::Few,
            _ => Plural::Many,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_by_language() {
        for (language, number, expected) in [
            ("en", 1, Plural::One),
            ("en", 21, Plural::Other),
            ("fr", 0, Plural::One),
            ("ru", 21, Plural::One),
            ("ru", 11, Plural::Many),
            ("ru", 3, Plural::Few),
            ("ru", 113, Plural::Many),
            ("pl", 21, Plural::Many),
            ("pl", 22, Plural::Few),
            ("ja", 1, Plural::Other),
        ] {
            assert_eq!(plural(&Decimal::from(number), language), Some(expected), "{number} in {language}");
        }
        assert_eq!(plural(&Decimal::from(15).scaled(-1), "ru"), Some(Plural::Other));
        assert_eq!(plural(&Decimal::from(15).scaled(-1), "fr"), Some(Plural::One));
        assert_eq!(plural(&Decimal::from(1), "zu"), None);
    }
}
