//! English lemmas: a table of irregular forms, and the spelling rules of the regular endings.
//!
//! Only inflection is undone (-s, -ed, -ing, -er, -est), never derivation: `organization` and `organic`
//! stay apart, which a stemmer would join. Where the spelling leaves the base open (`planing` of `plane` or
//! `plan`), each candidate is a reading, the one that the spelling rules favour first.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::{Lemmatizer, Readings};
use crate::lang::fold;

/// Lemmas of English words.
pub(super) struct English;

impl Lemmatizer for English {
    fn readings(&self, word: &str) -> Readings {
        let form = fold(word);
        let base = without_possessive(&form);
        let mut lemmas: Vec<String> = Vec::new();
        match irregular().get(base) {
            Some(known) => lemmas.extend(known.iter().map(|l| l.to_string())),
            None => regular(base, &mut lemmas),
        }
        if lemmas.is_empty() {
            lemmas.push(base.to_string());
        }
        Readings::new(form, lemmas)
    }

    fn other_forms(&self, word: &str) -> Vec<String> {
        let readings = self.readings(word);
        let irregular =
            irregular().iter().filter(|(_, lemmas)| lemmas.iter().any(|l| readings.lemmas().contains(&l.to_string())));
        let mut forms: Vec<String> = irregular.map(|(form, _)| form.to_string()).collect();
        forms.extend(readings.lemmas().iter().cloned());
        forms
    }
}

fn without_possessive(form: &str) -> &str {
    form.strip_suffix("'s").or_else(|| form.strip_suffix('\'')).unwrap_or(form)
}

/// Form to lemmas, the likeliest first.
fn irregular() -> &'static FxHashMap<&'static str, Vec<&'static str>> {
    static TABLE: OnceLock<FxHashMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        let mut add = |form, lemma, first: bool| {
            let lemmas: &mut Vec<&str> = table.entry(form).or_default();
            lemmas.retain(|l| !(first && *l == lemma));
            if first {
                lemmas.insert(0, lemma);
            } else if !lemmas.contains(&lemma) {
                lemmas.push(lemma);
            }
        };
        let lines = || include_str!("english.txt").lines().filter(|l| !l.starts_with('#'));
        for line in lines() {
            let mut words = line.split_whitespace();
            let Some(lemma) = words.next() else { continue };
            for form in words {
                add(form.trim_end_matches(['+', '!']), lemma.trim_end_matches('!'), false);
            }
        }
        // A form that is a lemma too comes behind the lemmas it is a form of (`+`), or before them (`!`).
        for form in lines().flat_map(str::split_whitespace) {
            let word = form.trim_end_matches(['+', '!']);
            if word.len() < form.len() {
                add(word, word, form.ends_with('!'));
            }
        }
        table
    })
}

/// Words in -s that are no plurals, besides those in -ss, -us and most in -ics.
#[rustfmt::skip]
const SINGULAR_S: &[&str] = &[
    "news", "series", "species", "means", "lens", "gas", "bias", "atlas", "canvas", "alias", "christmas", "texas",
    "kansas", "arkansas", "hamas", "vegas", "dallas", "thomas", "lucas", "nicholas", "douglas", "chaos", "cosmos",
    "ethos", "pathos", "kudos", "always", "perhaps", "besides", "sometimes", "afterwards", "towards", "upwards",
    "backwards", "nowadays", "its", "his", "hers", "ours", "yours", "theirs", "as", "was", "has", "does", "yes",
    "this", "gates", "james", "charles", "wales", "jones", "williams", "brussels", "athens", "moses", "jesus", "mars",
    "paris", "diabetes", "rabies", "herpes", "summons", "corps", "headquarters", "barracks", "crossroads", "gallows",
    "whereabouts", "sans", "whereas", "overseas", "themselves", "ourselves", "yourselves", "pancreas", "pyjamas",
    "los", "las", "des", "les", "trans",
];

/// Plurals in -ics; the others are names of fields: politics, economics.
#[rustfmt::skip]
const PLURAL_ICS: &[&str] = &[
    "clerics", "fabrics", "tropics", "topics", "critics", "pics", "clinics", "comics", "relics", "mimics", "panics",
    "republics", "classics", "mechanics", "metrics", "epics", "picnics", "lyrics", "antics", "specifics", "basics",
    "academics", "romantics", "fanatics", "skeptics", "sceptics", "catholics", "alcoholics", "antibiotics",
    "cosmetics", "plastics", "ceramics", "characteristics", "tactics", "heretics", "narcotics",
];

/// Words in -ie, whose -ies does not come from -y.
#[rustfmt::skip]
const ENDING_IE: &[&str] = &[
    "pie", "movie", "cookie", "zombie", "calorie", "genie", "selfie", "prairie", "hippie", "rookie", "brownie",
    "sortie", "caddie", "birdie", "boogie", "budgie", "collie", "eerie", "foodie", "freebie", "goalie", "hoodie",
    "junkie", "lie", "magpie", "menagerie", "necktie", "newbie", "oldie", "pixie", "quickie", "reverie", "roadie",
    "smoothie", "specie", "sweetie", "talkie", "tie", "townie", "veggie", "walkie", "yuppie", "auntie", "bourgeoisie",
    "camaraderie", "coterie", "indie", "rotisserie", "patisserie",
];

/// Words in -ing and -ed that are nobody's form.
#[rustfmt::skip]
const NO_ENDING: &[&str] = &[
    "during", "nothing", "something", "anything", "everything", "evening", "morning", "ceiling", "sibling", "beijing",
    "viking", "sterling", "wellbeing", "darling", "duckling", "herring", "pudding", "shilling", "hundred", "sacred",
    "naked", "wicked", "kindred", "hatred", "wretched", "ragged", "rugged", "crooked", "aged", "indeed", "need",
    "speed", "seed", "feed", "breed", "weed", "greed", "deed", "steed", "reed", "heed", "creed", "proceed", "exceed",
    "succeed", "shed", "sled", "shred", "embed", "biped", "moped", "mohammed", "ahmed",
];

/// Adjectives that take -er and -est, in their base form; those in -y by their stem.
#[rustfmt::skip]
const GRADABLE: &[&str] = &[
    "able", "blunt", "bold", "brave", "brief", "bright", "broad", "calm", "cheap", "clean", "clear", "clever",
    "close", "cold", "cool", "cruel", "dark", "dead", "dear", "deep", "dense", "dim", "dull", "early", "faint",
    "fair", "fast", "few", "fierce", "fine", "firm", "flat", "fresh", "full", "gentle", "grand", "grave", "great",
    "green", "grey", "gross", "hard", "harsh", "high", "humble", "just", "keen", "kind", "large", "late", "lean",
    "light", "long", "loose", "loud", "low", "mean", "mild", "narrow", "near", "neat", "new", "nice", "noble", "pale",
    "plain", "poor", "proud", "pure", "quick", "quiet", "rare", "rich", "ripe", "rough", "rude", "safe", "severe",
    "shallow", "sharp", "short", "sick", "simple", "slight", "slow", "small", "smart", "smooth", "soft", "soon",
    "sore", "steep", "stern", "stiff", "strange", "strict", "strong", "subtle", "sure", "sweet", "swift", "tall",
    "tense", "thick", "tight", "tough", "true", "ugly", "vague", "vast", "warm", "weak", "white", "wide", "wild",
    "wise", "young", "angry", "bloody", "busy", "costly", "crazy", "deadly", "dirty", "easy", "empty", "fancy",
    "friendly", "funny", "fuzzy", "greedy", "guilty", "handy", "happy", "healthy", "heavy", "holy", "hungry", "lazy",
    "likely", "lonely", "lovely", "lucky", "mighty", "muddy", "nasty", "noisy", "pretty", "risky", "scary", "shady",
    "silly", "steady", "sunny", "tidy", "tiny", "tricky", "wealthy", "weary", "worthy", "black", "blue", "bleak",
    "coarse", "crude", "damp", "deaf", "dumb", "frail", "hoarse", "lame", "lofty", "meek", "odd", "prompt", "remote",
    "robust", "scarce", "sincere", "slender", "solid", "sound", "sparse", "straight", "thorough", "tender", "stark",
    "dry", "shy", "sly", "bitter",
];

/// The candidates for a regular form, the likeliest first. Nothing for a word without an ending.
fn regular(form: &str, out: &mut Vec<String>) {
    if NO_ENDING.contains(&form) {
        return;
    }
    if let Some(stem) = form.strip_suffix("men").filter(|s| s.chars().count() > 1) {
        out.push(format!("{stem}man"));
        out.push(form.to_string());
    } else if let Some(stem) = form.strip_suffix('s') {
        plural(form, stem, out);
    } else if let Some(stem) = form.strip_suffix("ing").filter(|s| has_vowel(s)) {
        verb_stem(stem, out);
        out.push(form.to_string());
    } else if let Some(stem) = form.strip_suffix("ied").filter(|s| !s.is_empty()) {
        out.push(format!("{stem}y"));
        out.push(format!("{stem}ie"));
        out.push(form.to_string());
    } else if let Some(stem) = form.strip_suffix("ed").filter(|s| has_vowel(s)) {
        verb_stem(stem, out);
        out.push(form.to_string());
    } else if let Some(stem) = form.strip_suffix("er").or_else(|| form.strip_suffix("est")) {
        let y = stem.strip_suffix('i').map(|s| format!("{s}y"));
        let candidates = [Some(stem.to_string()), Some(format!("{stem}e")), y];
        out.extend(candidates.into_iter().flatten().filter(|c| GRADABLE.contains(&c.as_str())));
        out.push(form.to_string());
    }
}

fn plural(form: &str, stem: &str, out: &mut Vec<String>) {
    let learned = form.ends_with("ics") && !PLURAL_ICS.contains(&form);
    let no_plural = stem.ends_with(['s', 'u']) || learned || stem.chars().count() < 2;
    if no_plural || SINGULAR_S.contains(&form) {
        return;
    }
    if stem.ends_with('i') {
        // crisis, basis; but also Iraqis, Nazis, alibis.
        let singular = ["si", "ri", "ci", "gi", "xi"].iter().any(|e| stem.ends_with(e));
        let (first, second) = if singular { (form, stem) } else { (stem, form) };
        out.extend([first.to_string(), second.to_string()]);
        return;
    }
    let Some(without_es) = stem.strip_suffix('e') else {
        out.push(stem.to_string());
        return;
    };
    if let Some(root) = without_es.strip_suffix('i') {
        let ie = format!("{root}ie");
        if ENDING_IE.contains(&ie.as_str()) {
            out.push(ie);
        } else {
            out.push(format!("{root}y"));
            out.push(ie);
        }
    } else if ["ss", "x", "ch", "sh", "o", "zz"].iter().any(|e| without_es.ends_with(e)) {
        out.push(without_es.to_string());
        out.push(stem.to_string());
    } else if without_es.ends_with(['s', 'z']) {
        out.push(stem.to_string());
        out.push(without_es.to_string());
    } else {
        out.push(stem.to_string());
    }
}

/// The candidates for the base of a verb from which -ing or -ed was cut: bare, with -e, with its last
/// consonant single.
fn verb_stem(stem: &str, out: &mut Vec<String>) {
    let letters: Vec<char> = stem.chars().collect();
    let [.., before, last] = letters[..] else {
        out.push(stem.to_string());
        out.push(format!("{stem}e"));
        return;
    };
    let e = format!("{stem}e");
    if before == last && !is_vowel(last) {
        let single = stem.strip_suffix(last).unwrap_or(stem).to_string();
        if matches!(last, 'l' | 's' | 'z' | 'f') {
            out.extend([stem.to_string(), single]);
        } else {
            out.extend([single, stem.to_string()]);
        }
    } else if wants_e(&letters) {
        out.extend([e, stem.to_string()]);
    } else if is_vowel(last) && !matches!(last, 'o' | 'y') {
        // -eeing and -eed, -ueing: seeing, freed.
        out.extend([e, stem.to_string()]);
    } else {
        out.extend([stem.to_string(), e]);
    }
}

/// Whether English spelling lets expect that the base of such a verb ends in a silent -e.
fn wants_e(letters: &[char]) -> bool {
    let [.., before, last] = letters[..] else { return false };
    let third = letters.len().checked_sub(3).and_then(|i| letters.get(i)).copied();
    let vowel_pair = is_vowel(before) && third.is_some_and(is_vowel) && third != Some('y');
    let qu = third == Some('u') && letters.len() > 3 && letters[letters.len() - 4] == 'q';
    if matches!(last, 'c' | 'v' | 'u') || (last == 'z' && before != 't') {
        return true;
    }
    if matches!(last, 's') {
        return before != 's' && before != 'c';
    }
    if last == 'g' {
        // managing, emerging, judging, challenging, arranging; not hanging, belonging, bringing
        return match before {
            'n' => matches!(third, Some('e')) || (third == Some('a') && letters.len() > 4),
            'r' | 'd' | 'l' => true,
            _ => is_vowel(before) && !vowel_pair,
        };
    }
    if last == 'l' && !is_vowel(before) {
        return !matches!(before, 'l' | 'r' | 'w');
    }
    if vowel_pair && !qu {
        return false;
    }
    if !is_vowel(before) || before == 'y' && letters.len() == 2 || matches!(last, 'w' | 'x' | 'y') {
        return false;
    }
    let one_syllable = letters.iter().filter(|c| is_vowel(**c)).count() == if qu { 2 } else { 1 };
    if one_syllable {
        // A short verb doubles its consonant before -ing, so a single one comes from -e: hoping.
        return !is_vowel(last);
    }
    match last {
        't' => matches!(before, 'a' | 'u'),
        'd' => matches!(before, 'a' | 'i' | 'o' | 'u' | 'e'),
        'r' => matches!(before, 'i' | 'u' | 'a' | 'o'),
        'm' => matches!(before, 'u' | 'a' | 'i'),
        'n' => matches!(before, 'i' | 'a' | 'u'),
        'l' => matches!(before, 'i' | 'u'),
        'k' => matches!(before, 'o' | 'a' | 'i'),
        'p' => matches!(before, 'a' | 'i'),
        'b' => matches!(before, 'i' | 'a' | 'o'),
        _ => false,
    }
}

fn has_vowel(text: &str) -> bool {
    text.chars().any(is_vowel)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    #[test]
    fn irregular_forms_are_known_from_any_of_them() {
        for word in ["go", "went", "Gone"] {
            let forms = English.other_forms(word);
            assert!(["go", "went", "gone"].iter().all(|f| forms.contains(&f.to_string())), "{word} {forms:?}");
        }
    }

    use super::*;

    fn check(word: &str, expected: &[&str]) {
        let readings = English.readings(word);
        let best: Vec<_> = readings.lemmas().iter().take(expected.len()).map(String::as_str).collect();
        assert_eq!(best, expected, "{word}: {:?}", readings.lemmas());
    }

    #[test]
    fn regular_endings_are_undone_by_spelling() {
        for (word, lemma) in [
            ("sanctions", "sanction"),
            ("policies", "policy"),
            ("movies", "movie"),
            ("boxes", "box"),
            ("churches", "church"),
            ("cases", "case"),
            ("sizes", "size"),
            ("moves", "move"),
            ("hoping", "hope"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("opening", "open"),
            ("deciding", "decide"),
            ("operating", "operate"),
            ("eating", "eat"),
            ("changing", "change"),
            ("requiring", "require"),
            ("offered", "offer"),
            ("visited", "visit"),
            ("increased", "increase"),
            ("discussed", "discuss"),
            ("struggled", "struggle"),
            ("tried", "try"),
            ("fixed", "fix"),
            ("happiest", "happy"),
            ("larger", "large"),
            ("spokesmen", "spokesman"),
            ("Ukraine's", "ukraine"),
            ("worker", "worker"),
            ("king", "king"),
            ("class", "class"),
            ("crisis", "crisis"),
            ("politics", "politics"),
            ("news", "news"),
        ] {
            check(word, &[lemma]);
        }
    }

    #[test]
    fn irregular_forms_come_from_the_table() {
        check("went", &["go"]);
        check("Children", &["child"]);
        check("saw", &["see", "saw"]);
        check("lives", &["life", "live"]);
        check("people", &["people", "person"]);
        check("found", &["find", "found"]);
        check("criteria", &["criterion"]);
    }

    #[test]
    fn derivation_is_not_undone() {
        for (a, b) in [("organization", "organic"), ("university", "universe"), ("generally", "general")] {
            let (a, b) = (English.readings(a), English.readings(b));
            assert!(a.lemmas().iter().all(|l| !b.lemmas().contains(l)), "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_verbal_noun_is_a_word_of_its_own_too() {
        let readings = English.readings("meeting");
        assert_eq!(readings.best(), "meet");
        assert!(readings.lemmas().contains(&"meeting".to_string()));
        assert_eq!(readings.headwords(), ["meeting"]);
    }

    #[test]
    fn the_table_is_clean() {
        for line in include_str!("english.txt").lines().filter(|l| !l.starts_with('#')) {
            assert!(line.is_ascii() && line == line.to_lowercase() && !line.contains("  "), "{line}");
            assert!(line.is_empty() || line.split(' ').count() > 1 || line.ends_with('!'), "{line}");
        }
    }
}
