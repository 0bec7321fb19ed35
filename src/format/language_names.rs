//! Languages as people head their columns: `ru`, `en_GB`, `Russian`, `английский`, `English (United Kingdom)`.

use crate::lang::LanguageTag;

/// The two-letter codes of ISO 639-1. `id` is left out: over a column it means an identifier.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da \
    de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia ie ig ii ik io \
    is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt \
    my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn \
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Variant subtags that translation files use.
const VARIANTS: [&str; 4] = ["tarask", "valencia", "1901", "1996"];

/// Names in English, in the language itself and in Russian, in lower case.
const NAMES: &[(&str, &[&str])] = &[
    ("ar", &["arabic", "العربية", "арабский"]),
    ("be", &["belarusian", "беларуская", "белорусский"]),
    ("bg", &["bulgarian", "български", "болгарский"]),
    ("ca", &["catalan", "català", "каталанский"]),
    ("cs", &["czech", "čeština", "чешский"]),
    ("da", &["danish", "dansk", "датский"]),
    ("de", &["german", "deutsch", "немецкий"]),
    ("el", &["greek", "ελληνικά", "греческий"]),
    ("en", &["english", "английский"]),
    ("eo", &["esperanto", "эсперанто"]),
    ("es", &["spanish", "español", "испанский"]),
    ("et", &["estonian", "eesti", "эстонский"]),
    ("eu", &["basque", "euskara", "баскский"]),
    ("fa", &["persian", "farsi", "فارسی", "персидский"]),
    ("fi", &["finnish", "suomi", "финский"]),
    ("fr", &["french", "français", "французский"]),
    ("he", &["hebrew", "עברית", "иврит"]),
    ("hi", &["hindi", "हिन्दी", "хинди"]),
    ("hr", &["croatian", "hrvatski", "хорватский"]),
    ("hu", &["hungarian", "magyar", "венгерский"]),
    ("hy", &["armenian", "հայերեն", "армянский"]),
    ("id", &["indonesian", "bahasa indonesia", "индонезийский"]),
    ("it", &["italian", "italiano", "итальянский"]),
    ("ja", &["japanese", "日本語", "японский"]),
    ("ka", &["georgian", "ქართული", "грузинский"]),
    ("kk", &["kazakh", "қазақша", "казахский"]),
    ("ko", &["korean", "한국어", "корейский"]),
    ("ku", &["kurdish", "kurdî", "курдский"]),
    ("ky", &["kyrgyz", "кыргызча", "киргизский"]),
    ("lt", &["lithuanian", "lietuvių", "литовский"]),
    ("lv", &["latvian", "latviešu", "латышский"]),
    ("mk", &["macedonian", "македонски", "македонский"]),
    ("nb", &["norwegian", "norwegian bokmål", "bokmål", "норвежский"]),
    ("nl", &["dutch", "nederlands", "нидерландский", "голландский"]),
    ("pl", &["polish", "polski", "польский"]),
    ("pt", &["portuguese", "português", "португальский"]),
    ("ro", &["romanian", "română", "румынский"]),
    ("ru", &["russian", "русский"]),
    ("sk", &["slovak", "slovenčina", "словацкий"]),
    ("sl", &["slovenian", "slovene", "slovenščina", "словенский"]),
    ("sq", &["albanian", "shqip", "албанский"]),
    ("sr", &["serbian", "српски", "srpski", "сербский"]),
    ("sv", &["swedish", "svenska", "шведский"]),
    ("tg", &["tajik", "тоҷикӣ", "таджикский"]),
    ("th", &["thai", "ไทย", "тайский"]),
    ("tr", &["turkish", "türkçe", "турецкий"]),
    ("tt", &["tatar", "татарча", "татарский"]),
    ("uk", &["ukrainian", "українська", "украинский"]),
    ("uz", &["uzbek", "oʻzbek", "узбекский"]),
    ("vi", &["vietnamese", "tiếng việt", "вьетнамский"]),
    ("zh", &["chinese", "中文", "китайский"]),
];

/// What stands after the name of a language, in lower case, and the subtag for it.
const REGIONS: &[(&str, &str)] = &[
    ("argentina", "AR"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("belarus", "BY"),
    ("belgium", "BE"),
    ("brazil", "BR"),
    ("canada", "CA"),
    ("china", "CN"),
    ("france", "FR"),
    ("germany", "DE"),
    ("hong kong", "HK"),
    ("india", "IN"),
    ("ireland", "IE"),
    ("italy", "IT"),
    ("japan", "JP"),
    ("kazakhstan", "KZ"),
    ("mexico", "MX"),
    ("netherlands", "NL"),
    ("new zealand", "NZ"),
    ("portugal", "PT"),
    ("prc", "CN"),
    ("russia", "RU"),
    ("simplified", "Hans"),
    ("south africa", "ZA"),
    ("spain", "ES"),
    ("switzerland", "CH"),
    ("taiwan", "TW"),
    ("traditional", "Hant"),
    ("uk", "GB"),
    ("ukraine", "UA"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("us", "US"),
    ("usa", "US"),
    ("великобритания", "GB"),
    ("сша", "US"),
];

/// The language that the heading of a column names, if it names one and nothing else.
pub(crate) fn language_named(heading: &str) -> Option<LanguageTag> {
    let heading = heading.trim().to_lowercase();
    if let Some(tag) = tag(&heading) {
        return Some(tag);
    }
    let words = heading.replace(['_', '(', ')', ','], " ");
    let words = crate::lang::collapse_space(&words);
    let (language, rest) = NAMES.iter().find_map(|(code, names)| {
        names.iter().find_map(|name| {
            let rest = words.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with(' ')).then(|| (*code, rest.trim()))
        })
    })?;
    let rest = rest.trim_start_matches(['-', '–', ' ']);
    let tag = match rest {
        "" | "language" | "язык" => language.to_string(),
        region => format!("{language}-{}", REGIONS.iter().find(|(name, _)| *name == region)?.1),
    };
    LanguageTag::parse(&tag).ok()
}

/// A language tag with a known code and nothing that could be another word.
fn tag(heading: &str) -> Option<LanguageTag> {
    let mut parts = heading.split(['-', '_']);
    let code = parts.next()?;
    if code.len() != 2 || !CODES.split_ascii_whitespace().any(|c| c == code) {
        return None;
    }
    let fits = |part: &str| {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        matches!((part.len(), letters), (2 | 4, true))
            || (part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
            || VARIANTS.contains(&part)
    };
    if parts.all(fits) { LanguageTag::parse(heading).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_every_kind_name_languages() {
        for (heading, tag) in [
            ("ru", "ru"),
            (" EN-GB ", "en-GB"),
            ("en_us", "en-US"),
            ("zh-hant", "zh-Hant"),
            ("be-tarask", "be-tarask"),
            ("Russian", "ru"),
            ("Русский", "ru"),
            ("беларуская", "be"),
            ("English (United Kingdom)", "en-GB"),
            ("English_United_States", "en-US"),
            ("Chinese, Simplified", "zh-Hans"),
            ("id", ""),
            ("en-notes", ""),
            ("English_United_States_Def", ""),
            ("Russian comment", ""),
            ("source", ""),
            ("term", ""),
            ("", ""),
        ] {
            assert_eq!(language_named(heading).map(|t| t.to_string()).unwrap_or_default(), tag, "{heading}");
        }
    }
}
