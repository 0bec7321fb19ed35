//! Which language a text is written in.
//!
//! whatlang (trigrams) is good for whole texts and knows no Belarusian. For the languages that are met most,
//! function words and letters decide together with it: a statement of 100 characters has a handful of the
//! former, and `ў`, `ї` or `ы` tell the Cyrillic languages apart.

use unicode_script::{Script, UnicodeScript};

use super::LanguageTag;
use super::profiles::{PROFILES, Profile};

/// A language and how sure it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The language.
    pub language: LanguageTag,
    /// How sure, from 0 to 1; a guess is never below 0.6.
    pub confidence: f32,
}

/// Below this many letters there is no guess, unless the script alone tells the language.
const MIN_LETTERS: usize = 12;
/// Below this there is no guess.
const MIN_CONFIDENCE: f64 = 0.6;
/// Only so much of a text is looked at, in characters.
const ENOUGH: usize = 20_000;

/// What a function word says for a language against one without it: the natural logarithm of the ratio of
/// how often both use it, about 2 % to 0.1 %.
const WORD_WEIGHT: f64 = 3.0;
/// What a letter that a language does not have says against it.
const FOREIGN_LETTER_WEIGHT: f64 = 3.0;
/// What whatlang's vote says at most.
const TRIGRAM_WEIGHT: f64 = 3.0;
/// Words and letters depend on each other: counted as independent, they would make too sure.
const TEMPER: f64 = 0.5;

/// The language of a text; `None` when it cannot be told: too short, no letters, or two languages alike.
pub fn detect(text: &str) -> Option<Guess> {
    guess(text, &Candidates(None))
}

/// The language of a text that is known to be in one of a few. The guess is one of these tags, as given.
pub fn detect_among(text: &str, candidates: &[LanguageTag]) -> Option<Guess> {
    guess(text, &Candidates(Some(candidates)))
}

/// The languages that are allowed; `None` allows all.
struct Candidates<'a>(Option<&'a [LanguageTag]>);

impl Candidates<'_> {
    fn allow(&self, language: &str) -> bool {
        self.0.is_none_or(|tags| tags.iter().any(|tag| tag.language() == language))
    }

    fn guess(&self, language: &str, confidence: f64) -> Option<Guess> {
        let language = match self.0 {
            Some(tags) => tags.iter().find(|tag| tag.language() == language)?.clone(),
            None => LanguageTag::parse(language).ok()?,
        };
        Some(Guess { language, confidence: confidence as f32 })
    }
}

fn guess(text: &str, candidates: &Candidates) -> Option<Guess> {
    let sample = prose(text);
    let (script, letters) = main_script(&sample)?;
    if let Some(language) = language_of_script(script, &sample) {
        return (letters >= 2).then(|| candidates.guess(language, 1.0))?;
    }
    if letters < MIN_LETTERS {
        return None;
    }
    let trigrams = whatlang::detect(&sample);
    let trigram_language = trigrams.as_ref().map(|info| two_letters(info.lang()));
    let trigram_confidence = trigrams.as_ref().map_or(0.0, whatlang::Info::confidence);

    let evidence: Vec<(&Profile, Evidence)> = PROFILES
        .iter()
        .filter(|profile| profile.script == script && candidates.allow(profile.language))
        .map(|profile| (profile, Evidence::of(&sample, profile)))
        .collect();
    let known = evidence.iter().any(|(_, evidence)| evidence.words > 0.0);
    if let (Some(language), false) = (trigram_language, known)
        && !PROFILES.iter().any(|profile| profile.language == language)
        && trigrams.is_some_and(|info| info.is_reliable())
    {
        return candidates.guess(language, trigram_confidence);
    }
    let scores: Vec<f64> = (evidence.iter())
        .map(|(profile, evidence)| {
            let vote = if trigram_language == Some(profile.language) { trigram_confidence } else { 0.0 };
            TEMPER * (WORD_WEIGHT * evidence.words - evidence.against + TRIGRAM_WEIGHT * vote)
        })
        .collect();
    let (best, top) = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    let sum: f64 = scores.iter().map(|score| (score - top).exp()).sum();
    let (profile, evidence) = &evidence[best];
    // With few candidates a text may be in none of them: then nothing speaks for the best one.
    let supported = evidence.words > 0.0 || trigram_language == Some(profile.language);
    (1.0 / sum >= MIN_CONFIDENCE && supported).then(|| candidates.guess(profile.language, 1.0 / sum))?
}

/// The words of a text in lower case, without tags, addresses, paths and identifiers: these are English in
/// any language.
fn prose(text: &str) -> String {
    let mut bare = String::new();
    let mut chars = text.chars().take(ENOUGH).flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        if c == '<' && chars.peek().is_some_and(|next| next.is_ascii_alphabetic() || *next == '/') {
            bare.push(' ');
            chars.by_ref().take(1_000).find(|c| *c == '>');
        } else {
            bare.push(c);
        }
    }
    let is_code =
        |word: &str| word.contains(|c| "/_@=\\".contains(c)) && word.contains(|c: char| c.is_ascii_alphabetic());
    bare.split_whitespace().filter(|word| !is_code(word)).collect::<Vec<_>>().join(" ")
}

/// What a text says of a language.
struct Evidence {
    /// How many of its words are function words of the language.
    words: f64,
    /// Letters that the language lacks, and letters of the language that the text lacks.
    against: f64,
}

impl Evidence {
    fn of(text: &str, profile: &Profile) -> Self {
        let words = text
            .split(|c: char| !c.is_alphabetic() && !"'’ʼ\u{301}".contains(c))
            .filter(|word| profile.has_word(word))
            .count() as f64;
        let letters = || text.chars().filter(|c| Profile::script_of(*c) == Some(profile.script));
        let foreign = letters().filter(|&c| !profile.has_letter(c)).count() as f64;
        let total = letters().count() as f64;
        let missing: f64 =
            profile.frequent.iter().filter(|(letter, _)| !text.contains(*letter)).map(|(_, share)| share * total).sum();
        Self { words, against: FOREIGN_LETTER_WEIGHT * foreign + missing }
    }
}

/// The script of most letters and how many letters it has; `None` without letters or without a clear winner.
fn main_script(text: &str) -> Option<(Script, usize)> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Profile::script_of) {
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let (script, count) = counts.into_iter().max_by_key(|&(_, count)| count)?;
    // Japanese mixes two or three.
    let japanese = matches!(script, Script::Han | Script::Hiragana | Script::Katakana);
    (japanese || count * 5 >= total * 3).then_some((script, count))
}

/// The language of a script that has one language alone, or that letters tell at once.
fn language_of_script(script: Script, text: &str) -> Option<&'static str> {
    let has = |letters: &str| text.contains(|c| letters.contains(c));
    Some(match script {
        Script::Han | Script::Hiragana | Script::Katakana => {
            let kana = text.chars().any(|c| matches!(c.script(), Script::Hiragana | Script::Katakana));
            if kana { "ja" } else { "zh" }
        }
        Script::Hangul => "ko",
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Hebrew => "he",
        Script::Thai => "th",
        Script::Lao => "lo",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        Script::Ethiopic => "am",
        Script::Devanagari => "hi",
        Script::Arabic if has("ٹڈڑےھہ") => "ur",
        Script::Arabic if has("پچژگکی") => "fa",
        Script::Arabic => "ar",
        _ => return None,
    })
}

/// The code of whatlang's language in BCP 47: two letters where there are any.
fn two_letters(language: whatlang::Lang) -> &'static str {
    use whatlang::Lang as L;
    match language {
        L::Eng => "en",
        L::Rus => "ru",
        L::Ukr => "uk",
        L::Bel => "be",
        L::Bul => "bg",
        L::Srp => "sr",
        L::Mkd => "mk",
        L::Deu => "de",
        L::Fra => "fr",
        L::Spa => "es",
        L::Ita => "it",
        L::Por => "pt",
        L::Pol => "pl",
        L::Nld => "nl",
        L::Ces => "cs",
        L::Slk => "sk",
        L::Slv => "sl",
        L::Hrv => "hr",
        L::Ron => "ro",
        L::Swe => "sv",
        L::Dan => "da",
        L::Nob => "nb",
        L::Fin => "fi",
        L::Est => "et",
        L::Lit => "lt",
        L::Lav => "lv",
        L::Hun => "hu",
        L::Tur => "tr",
        L::Aze => "az",
        L::Uzb => "uz",
        L::Tuk => "tk",
        L::Cat => "ca",
        L::Epo => "eo",
        L::Lat => "la",
        L::Vie => "vi",
        L::Ind => "id",
        L::Jav => "jv",
        L::Tgl => "tl",
        L::Afr => "af",
        L::Zul => "zu",
        L::Sna => "sn",
        L::Aka => "ak",
        L::Ben => "bn",
        L::Guj => "gu",
        L::Pan => "pa",
        L::Tam => "ta",
        L::Tel => "te",
        L::Kan => "kn",
        L::Mal => "ml",
        L::Ori => "or",
        L::Sin => "si",
        L::Yid => "yi",
        other => other.code(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, language: &str) {
        let guess = detect(text).map(|guess| guess.language.to_string()).unwrap_or_default();
        assert_eq!(guess, language, "{text}");
    }

    #[test]
    fn statements_in_cyrillic() {
        for (text, language) in [
            (
                "Мы требуем немедленно освободить всех политических заключённых и прекратить пытки в тюрьмах страны.",
                "ru",
            ),
            ("Никто не спросил рабочих, хотят ли они платить за чужую войну своими домами и жизнью своих детей.", "ru"),
            ("Ми вимагаємо негайно звільнити всіх політичних в'язнів і припинити катування у тюрмах країни.", "uk"),
            (
                "Ніхто не запитав робітників, чи хочуть вони платити за чужу війну своїми домівками та життям дітей.",
                "uk",
            ),
            ("Мы патрабуем неадкладна вызваліць усіх палітычных зняволеных і спыніць катаванні ў турмах краіны.", "be"),
            (
                "Ніхто не спытаў рабочых, ці хочуць яны плаціць за чужую вайну сваімі дамамі і жыццём сваіх дзяцей.",
                "be",
            ),
            (
                "Настояваме незабавно да бъдат освободени всички политически затворници и да спре изтезанието в затворите.",
                "bg",
            ),
            ("Нико није питао раднике да ли желе да плате за туђи рат својим кућама и животима своје деце.", "sr"),
            ("Біз барлық саяси тұтқындарды дереу босатуды және түрмелердегі азаптауды тоқтатуды талап етеміз.", "kk"),
        ] {
            check(text, language);
        }
    }

    #[test]
    fn statements_in_latin() {
        for (text, language) in [
            ("We demand that all political prisoners be freed at once and that torture in the prisons stop.", "en"),
            ("Nobody asked workers whether they want to pay for a foreign war with their homes and children.", "en"),
            ("Wir fordern, dass alle politischen Gefangenen sofort freigelassen werden und die Folter aufhört.", "de"),
            ("Nous exigeons la libération immédiate de tous les prisonniers politiques et la fin de la torture.", "fr"),
            (
                "Exigimos la liberación inmediata de todos los presos políticos y el fin de la tortura en las cárceles.",
                "es",
            ),
            (
                "Chiediamo la liberazione immediata di tutti i prigionieri politici e la fine della tortura nelle carceri.",
                "it",
            ),
            (
                "Exigimos a libertação imediata de todos os presos políticos e o fim da tortura nas prisões do país.",
                "pt",
            ),
            (
                "Żądamy natychmiastowego uwolnienia wszystkich więźniów politycznych i zaprzestania tortur w więzieniach.",
                "pl",
            ),
            (
                "Wij eisen dat alle politieke gevangenen onmiddellijk worden vrijgelaten en dat het martelen ophoudt.",
                "nl",
            ),
            ("Požadujeme okamžité propuštění všech politických vězňů a konec mučení ve věznicích naší země.", "cs"),
            (
                "Vaadimme kaikkien poliittisten vankien välitöntä vapauttamista ja kidutuksen lopettamista vankiloissa.",
                "fi",
            ),
        ] {
            check(text, language);
        }
    }

    #[test]
    fn scripts_of_one_language() {
        for (text, language) in [
            ("我们要求立即释放所有政治犯", "zh"),
            ("私たちは全ての政治犯の釈放を求める", "ja"),
            ("정치범 석방", "ko"),
            ("نطالب بالإفراج الفوري عن جميع السجناء", "ar"),
            ("ما خواستار آزادی فوری همه زندانیان سیاسی هستیم، چرا که", "fa"),
            ("हम मांग करते हैं", "hi"),
            ("เราเรียกร้องให้ปล่อยตัว", "th"),
            ("Մենք պահանջում ենք", "hy"),
        ] {
            check(text, language);
        }
    }

    #[test]
    fn no_guess_when_unsure() {
        for text in ["", "2022 — 100 %", "Да", "OK", "а", "Internationale Solidarität", "Минск Minsk Москва Moscow"]
        {
            check(text, "");
        }
    }

    #[test]
    fn names_of_the_other_script_do_not_confuse() {
        check("Компания Yahoo! и банк Goldman Sachs не ответили на вопросы, которые им задал профсоюз рабочих.", "ru");
    }

    #[test]
    fn markup_and_addresses_do_not_count() {
        check("<ahelp hid=\"swriter/ui/address\">Выберите базу данных, которую необходимо вставить.</ahelp>", "ru");
        check("[Обзор](../api/resources/windows-managed-device.md) того, что мы знаем об этих событиях", "ru");
    }

    #[test]
    fn among_candidates_the_tag_is_the_given_one() {
        let tags = |list: &[&str]| list.iter().map(|t| LanguageTag::parse(t).unwrap()).collect::<Vec<_>>();
        let among = |text: &str, list: &[&str]| detect_among(text, &tags(list)).map(|guess| guess.language.to_string());
        assert_eq!(among("Свободу всем, кто за решёткой!", &["ru-BY", "en-GB"]).as_deref(), Some("ru-BY"));
        assert_eq!(among("Freedom for all who are in prison!", &["ru-BY", "en-GB"]).as_deref(), Some("en-GB"));
        assert_eq!(among("Freiheit für alle, die im Gefängnis sind!", &["ru", "pl"]), None);
        assert_eq!(among("Freedom for all who are in prison!", &[]), None);
    }
}
