//! The terms of one language, and finding them in texts.
//!
//! The terms form a trie over words, so what a text costs depends on its words and hardly on the number of
//! terms.

use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::hit::{Certainty, TermHit};
use super::piece::{Gap, Piece, pieces};
use super::trie::{Children, Key, Keys, Trie};
use crate::lang::{LanguageTag, Lemmatizer, TokenKind, fold, lemmatizer};
use crate::model::{CaseRule, Glossary, Term, TermStatus};

/// Finds the terms of one language, of several glossaries at once.
///
/// Terms are found by lemma, word by word; quotes, hyphens, further spaces and line breaks between the words
/// do not matter, and a full stop behind an abbreviation may be missing. One index can be used from several
/// threads; it remembers the words it has met.
pub struct TermIndex {
    language: LanguageTag,
    lemmatizer: Arc<dyn Lemmatizer>,
    terms: Vec<IndexedTerm>,
    keys: Keys,
    trie: Trie,
    met: RwLock<FxHashMap<Box<str>, Arc<WordKeys>>>,
}

/// Most words that an index remembers; beyond them it goes on without remembering more.
const REMEMBERED_WORDS: usize = 1 << 18;

/// Letters of a word that a full stop behind it makes an abbreviation, not the end of a sentence.
const LONGEST_ABBREVIATION: usize = 5;

/// A term as it is compared with a text.
struct IndexedTerm {
    glossary: usize,
    concept: usize,
    term: usize,
    /// Its words as they are written.
    words: Box<[Box<str>]>,
    case: CaseRule,
    final_dot: bool,
    /// The keys of the only word of a one-word term.
    single: Option<Box<[Key]>>,
}

/// The keys of a word of the text that any term has.
#[derive(Default)]
struct WordKeys {
    all: Box<[Key]>,
    best: Option<Key>,
}

/// A term that the words of a text spell, not yet chosen.
struct Candidate {
    term: u32,
    closeness: Closeness,
    certainty: Certainty,
}

/// How near the text comes to the term as the glossary writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Same,
    SameButCase,
    OtherForm,
}

impl TermIndex {
    /// Indexes the terms of a language, whatever their region.
    ///
    /// Terms not to be translated belong to every language that their concept has no terms in; there they
    /// are found as they are written, in any case.
    pub fn new(glossaries: &[Glossary], language: &LanguageTag) -> Self {
        let lemmatizer = lemmatizer(language);
        let mut builder = Builder::new(language, lemmatizer.as_ref());
        for (g, glossary) in glossaries.iter().enumerate() {
            for (c, concept) in glossary.concepts.iter().enumerate() {
                let foreign = concept.terms_in(language).next().is_none();
                for (t, term) in concept.terms.iter().enumerate() {
                    let own = language.matches(&term.language);
                    if own || (foreign && term.status == TermStatus::DoNotTranslate) {
                        builder.add((g, c, t), term, own);
                    }
                }
            }
        }
        let Builder { terms, keys, trie, .. } = builder;
        Self { language: language.clone(), lemmatizer, terms, keys, trie, met: RwLock::default() }
    }

    /// The language whose terms it finds.
    pub fn language(&self) -> &LanguageTag {
        &self.language
    }

    /// Whether it has no terms.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms of a text from left to right: at each place the longest, which hides the shorter ones in it
    /// and those it overlaps.
    ///
    /// Ranges never overlap, but several concepts may share one (homographs): the surest come first, then the
    /// order of the glossaries counts. Of one concept the term is named that is nearest to the text.
    pub fn find(&self, text: &str) -> Vec<TermHit> {
        let (pieces, final_gap) = pieces(text, &self.language);
        let words = self.word_keys(&pieces);
        let mut hits = Vec::new();
        let mut start = 0;
        while start < pieces.len() {
            let matches = self.matches_at(&pieces, &words, start);
            let Some(end) = matches.iter().map(|&(end, _)| end).max() else {
                start += 1;
                continue;
            };
            let longest = matches.into_iter().filter(|&(e, _)| e == end).map(|(_, c)| c).collect();
            self.push_hits(longest, &pieces, start..end, final_gap, text, &mut hits);
            start = end;
        }
        hits
    }

    /// Every place where a term stands, also inside longer ones, by start, then longest first.
    ///
    /// This answers whether a translation has a term at all: `EU sanctions` has `sanctions` too.
    pub fn occurrences(&self, text: &str) -> Vec<TermHit> {
        let (pieces, final_gap) = pieces(text, &self.language);
        let words = self.word_keys(&pieces);
        let mut hits = Vec::new();
        for start in 0..pieces.len() {
            let mut matches = self.matches_at(&pieces, &words, start);
            matches.sort_by_key(|&(end, _)| std::cmp::Reverse(end));
            while let Some(&(end, _)) = matches.first() {
                let shorter = matches.split_off(matches.iter().take_while(|&&(e, _)| e == end).count());
                let of_one_length = matches.into_iter().map(|(_, c)| c).collect();
                self.push_hits(of_one_length, &pieces, start..end, final_gap, text, &mut hits);
                matches = shorter;
            }
        }
        hits
    }

    /// The keys of each piece, from memory where the word was met before.
    fn word_keys(&self, pieces: &[Piece]) -> Vec<Arc<WordKeys>> {
        let mut new: Vec<usize> = Vec::new();
        let nothing = Arc::new(WordKeys::default());
        let mut out: Vec<Arc<WordKeys>> = {
            let met = self.met.read().unwrap_or_else(PoisonError::into_inner);
            let known = |(i, piece): (usize, &Piece)| match met.get(piece.text) {
                Some(keys) => keys.clone(),
                None => {
                    new.push(i);
                    nothing.clone()
                }
            };
            pieces.iter().enumerate().map(known).collect()
        };
        if new.is_empty() {
            return out;
        }
        for &i in &new {
            out[i] = Arc::new(self.analyse(&pieces[i]));
        }
        let mut met = self.met.write().unwrap_or_else(PoisonError::into_inner);
        for i in new {
            if met.len() < REMEMBERED_WORDS {
                met.insert(pieces[i].text.into(), out[i].clone());
            }
        }
        out
    }

    fn analyse(&self, piece: &Piece) -> WordKeys {
        let form = self.keys.form(&piece.form());
        if piece.kind != TokenKind::Word {
            return WordKeys { all: form.into_iter().collect(), best: form };
        }
        let readings = self.lemmatizer.readings(piece.text);
        let lemmas = readings.lemmas().iter().filter_map(|l| self.keys.lemma(l));
        WordKeys { all: form.into_iter().chain(lemmas).collect(), best: self.keys.lemma(readings.best()) }
    }

    /// The terms that begin at a piece, with the piece after their last.
    fn matches_at(&self, pieces: &[Piece], words: &[Arc<WordKeys>], start: usize) -> Vec<(usize, Candidate)> {
        let mut found = Vec::new();
        if words[start].all.is_empty() {
            return found;
        }
        let mut nodes = vec![Trie::ROOT];
        for at in start..pieces.len() {
            let before = (at > start).then(|| &pieces[at - 1]);
            nodes = self.trie.step(&nodes, &words[at].all, before, &pieces[at]);
            if nodes.is_empty() {
                break;
            }
            for &number in nodes.iter().flat_map(|&node| self.trie.ends(node)) {
                let term = &self.terms[number as usize];
                if let Some((closeness, certainty)) = compare(term, pieces, words, start..at + 1) {
                    found.push((at + 1, Candidate { term: number, closeness, certainty }));
                }
            }
        }
        found
    }

    /// Turns the candidates for one stretch of the text into hits, one a concept.
    fn push_hits(
        &self,
        mut candidates: Vec<Candidate>,
        pieces: &[Piece],
        stretch: Range<usize>,
        final_gap: Gap,
        text: &str,
        hits: &mut Vec<TermHit>,
    ) {
        candidates.sort_by_key(|c| (c.closeness, c.certainty, c.term));
        let range = pieces[stretch.start].range.start..pieces[stretch.end - 1].range.end;
        let dot_follows = pieces.get(stretch.end).map_or(final_gap, |p| p.gap).dot;
        let from = hits.len();
        for candidate in candidates {
            let term = &self.terms[candidate.term as usize];
            let same_concept = |h: &TermHit| (h.glossary, h.concept) == (term.glossary, term.concept);
            if hits[from..].iter().any(same_concept) {
                continue;
            }
            let with_dot = term.final_dot && dot_follows && text[range.end..].starts_with('.');
            let end = range.end + usize::from(with_dot);
            let end = end + closing_quote(&text[range.start..end], &text[end..]);
            hits.push(TermHit {
                glossary: term.glossary,
                concept: term.concept,
                term: term.term,
                range: range.start..end,
                certainty: candidate.certainty,
            });
        }
        hits[from..].sort_by_key(|h| (h.certainty, h.glossary, h.concept));
    }
}

/// The index while terms are added.
struct Builder<'l> {
    language: &'l LanguageTag,
    lemmatizer: &'l dyn Lemmatizer,
    terms: Vec<IndexedTerm>,
    keys: Keys,
    trie: Trie,
    children: Children,
    /// The keys of the words met so far.
    headwords: FxHashMap<String, Box<[Key]>>,
}

impl<'l> Builder<'l> {
    fn new(language: &'l LanguageTag, lemmatizer: &'l dyn Lemmatizer) -> Self {
        Self {
            language,
            lemmatizer,
            terms: Vec::new(),
            keys: Keys::default(),
            trie: Trie::new(),
            children: Children::default(),
            headwords: FxHashMap::default(),
        }
    }

    /// Adds a term, by the numbers of its glossary, its concept and its own. A term that does not inflect is
    /// found as it is written.
    fn add(&mut self, (glossary, concept, number): (usize, usize, usize), term: &Term, inflects: bool) {
        let (mut words, final_gap) = pieces(&term.text, self.language);
        if words.len() > 1 && is_leading_particle(&words[0], term, self.language) {
            words.remove(0);
        }
        if words.iter().all(Piece::is_punctuation_mark) {
            return;
        }
        let case = term.case.unwrap_or_else(|| CaseRule::for_term(&term.text));
        let mut node = Trie::ROOT;
        let mut keys: Box<[Key]> = Box::default();
        for (i, word) in words.iter().enumerate() {
            let dot_follows = words.get(i + 1).map_or(final_gap, |next| next.gap).dot;
            let abbreviated = dot_follows && word.text.chars().count() <= LONGEST_ABBREVIATION;
            let has_forms = inflects && case != CaseRule::Exact && !abbreviated && word.kind == TokenKind::Word;
            keys = if has_forms { self.headwords(word.text) } else { [self.keys.add_form(&word.form())].into() };
            node = self.children.child(&mut self.trie, node, &keys, word.gap);
        }
        self.trie.end(node, self.terms.len() as u32);
        self.terms.push(IndexedTerm {
            glossary,
            concept,
            term: number,
            single: (words.len() == 1).then_some(keys),
            words: words.iter().map(|w| w.text.into()).collect(),
            case,
            final_dot: final_gap.dot,
        });
    }

    fn headwords(&mut self, word: &str) -> Box<[Key]> {
        if let Some(keys) = self.headwords.get(word) {
            return keys.clone();
        }
        let readings = self.lemmatizer.readings(word);
        let mut keys: Box<[Key]> = readings.headwords().iter().map(|lemma| self.keys.add_lemma(lemma)).collect();
        keys.sort_unstable();
        self.headwords.insert(word.to_string(), keys.clone());
        keys
    }
}

/// A particle that glossaries put before a term and texts often leave out: `the` Kremlin, `to` sanction.
fn is_leading_particle(word: &Piece, term: &Term, language: &LanguageTag) -> bool {
    let is_verb = || term.part_of_speech.as_deref().is_some_and(|p| p.to_lowercase().starts_with('v'));
    language.language() == "en" && (word.text == "the" || (word.text == "to" && is_verb()))
}

/// The bytes of the quote that follows a hit, if it closes one that opens in the hit: `партия «Яблоко»`.
fn closing_quote(hit: &str, rest: &str) -> usize {
    let Some(next) = rest.chars().next() else { return 0 };
    let count = |quote: char| hit.chars().filter(|c| *c == quote).count();
    let closes = match next {
        '"' => count('"') % 2 == 1,
        '»' => count('«') > count('»'),
        '”' => count('“') + count('„') > count('”'),
        '“' => count('„') > count('“'),
        '›' => count('‹') > count('›'),
        '」' => count('「') > count('」'),
        '』' => count('『') > count('』'),
        _ => false,
    };
    if closes { next.len_utf8() } else { 0 }
}

/// How a stretch of the text, whose words are those of the term, compares with it; `None` if its letter case
/// is wrong.
fn compare(
    term: &IndexedTerm,
    pieces: &[Piece],
    words: &[Arc<WordKeys>],
    stretch: Range<usize>,
) -> Option<(Closeness, Certainty)> {
    let mut closeness = Closeness::Same;
    for (word, piece) in term.words.iter().zip(&pieces[stretch.clone()]) {
        let keeps = match term.case {
            CaseRule::Ignore => true,
            CaseRule::Keep => keeps_capitals(word, piece.text),
            CaseRule::Exact => **word == *piece.text,
        };
        if !keeps {
            return None;
        }
        closeness = closeness.max(if **word == *piece.text {
            Closeness::Same
        } else if fold(word) == fold(piece.text) {
            Closeness::SameButCase
        } else {
            Closeness::OtherForm
        });
    }
    let in_compound =
        pieces[stretch.start].continues_compound() || pieces.get(stretch.end).is_some_and(Piece::continues_compound);
    let other_reading = term.single.as_ref().is_some_and(|keys| {
        let best = words[stretch.start].best;
        closeness == Closeness::OtherForm && !best.is_some_and(|b| keys.contains(&b))
    });
    let lone_ideograph = term.single.is_some() && pieces[stretch.start].kind == TokenKind::Ideograph;
    let possible = in_compound || other_reading || lone_ideograph;
    Some((closeness, if possible { Certainty::Possible } else { Certainty::Sure }))
}

/// Whether the capitals of a term are capitals in a form of it: `МИДом` keeps those of `МИД`.
fn keeps_capitals(term: &str, text: &str) -> bool {
    let same_letter = |a: char, b: char| a.to_lowercase().eq(b.to_lowercase());
    let common = term.chars().zip(text.chars()).enumerate();
    common
        .take_while(|&(i, (a, b))| i == 0 || same_letter(a, b))
        .all(|(_, (a, b))| !a.is_uppercase() || b.is_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{glossary, hits, tag};
    use super::*;

    /// The hits in brackets, with `?` behind those that are only possible.
    fn check(language: &str, terms: &[&str], text: &str, expected: &str) {
        let rows: Vec<String> = terms.iter().map(|t| format!("{language}={t}")).collect();
        let glossaries = [glossary(&rows.iter().map(String::as_str).collect::<Vec<_>>())];
        let hits = hits(&glossaries, language, text);
        assert_eq!(marked(text, &hits), expected, "{hits:?}");
    }

    fn marked(text: &str, hits: &[TermHit]) -> String {
        let mut out = String::new();
        let mut end = 0;
        for hit in hits {
            if hit.range.start < end {
                continue;
            }
            let sign = if hit.certainty == Certainty::Possible { "?" } else { "" };
            out.push_str(&format!("{}[{}]{sign}", &text[end..hit.range.start], &text[hit.range.clone()]));
            end = hit.range.end;
        }
        out + &text[end..]
    }

    #[test]
    fn terms_are_found_in_their_grammatical_forms() {
        check("ru", &["санкция"], "Санкциями, санкций — санкционный", "[Санкциями], [санкций] — санкционный");
        check("ru", &["Северный поток"], "о Северном потоке", "о [Северном потоке]");
        check("ru", &["российская агрессия"], "российской агрессией", "[российской агрессией]");
        check("ru", &["война"], "Войнам и воинам", "[Войнам] и воинам");
        check("en", &["sanction"], "Sanctions sanctioned sanctioning", "[Sanctions] [sanctioned] [sanctioning]");
        check("en", &["armed forces"], "the Armed Forces’ man", "the [Armed Forces]’ man");
        check("uk", &["російська агресія"], "російською агресією", "[російською агресією]");
        check("be", &["беларускі народ"], "беларускага народу", "[беларускага народу]");
        check("de", &["Sanktion"], "den Sanktionen", "den [Sanktionen]");
    }

    #[test]
    fn the_longest_term_hides_what_it_covers() {
        let terms = ["санкция", "санкции ЕС", "новые санкции ЕС", "ЕС"];
        check("ru", &terms, "новых санкций ЕС", "[новых санкций ЕС]");
        check("ru", &terms, "новых санкций США и ЕС", "новых [санкций] США и [ЕС]");
        check("en", &["a b", "b c d"], "a b c d", "[a b] c d");
    }

    #[cfg(feature = "morph-ru")]
    #[test]
    fn a_rare_reading_is_only_possible() {
        check("ru", &["сталь"], "они стали жить", "они [стали]? жить");
        check("ru", &["сталь"], "сталь и сталью", "[сталь] и [сталью]");
        check("ru", &["крепкая сталь"], "крепкой стали", "[крепкой стали]");
        check("en", &["meeting"], "a meeting of meetings", "a [meeting] of [meetings]");
    }

    #[test]
    fn part_of_a_hyphenated_word_is_only_possible() {
        check("ru", &["министр"], "премьер-министра", "премьер-[министра]?");
        check(
            "ru",
            &["премьер-министр"],
            "премьер-министра и премьер министра",
            "[премьер-министра] и [премьер министра]",
        );
        check("en", &["Kremlin"], "a Kremlin-backed man", "a [Kremlin]?-backed man");
        check("en", &["Moscow"], "the Moscow–Minsk train", "the [Moscow]–Minsk train");
    }

    #[test]
    fn quotes_spaces_and_line_breaks_between_words_do_not_matter() {
        check("ru", &["партия Единая Россия"], "партией\n«Единая\u{a0} Россия»", "[партией\n«Единая\u{a0} Россия»]");
        check("ru", &["«Единая Россия»"], "«Единой России» и Единой России", "«[Единой России]» и [Единой России]");
        check(
            "ru",
            &["красный фронт"],
            "красный, фронт; красный — фронт. Красный. Фронт",
            "красный, фронт; красный — фронт. Красный. Фронт",
        );
    }

    #[test]
    fn a_quote_that_opens_in_a_hit_closes_in_it() {
        check("ru", &["ЧВК «Вагнер»"], "«бойцы ЧВК „Вагнер“» и ЧВК Вагнер»", "«бойцы [ЧВК „Вагнер“]» и [ЧВК Вагнер]»");
        check(
            "en",
            &["PMC Wagner"],
            "the PMC \"Wagner\" and \"PMC Wagner\"",
            "the [PMC \"Wagner\"] and \"[PMC Wagner]\"",
        );
    }

    #[test]
    fn letter_case_follows_the_rule_of_the_term() {
        check("ru", &["МИД"], "МИДом МИД мид", "[МИДом] [МИД] мид");
        check("ru", &["Дума @keep"], "Думы и думы ДУМЫ", "[Думы] и думы [ДУМЫ]");
        check("ru", &["Дума"], "Думы и думы", "[Думы] и [думы]");
        check("ru", &["Сила @exact"], "Сила Силы сила", "[Сила] Силы сила");
        check("en", &["US"], "US gives us", "[US] gives us");
    }

    #[test]
    fn digits_and_symbols_belong_to_terms() {
        check("en", &["COVID-19", "COVID"], "COVID-19 and Covid-20", "[COVID-19] and Covid-20");
        check("ru", &["ст. 193"], "по ст. 193 и ст 193, ст. 1935", "по [ст. 193] и [ст 193], ст. 1935");
        check("en", &["C++", "C#"], "C++ and C# and C", "[C++] and [C#] and C");
        check("en", &["R&D"], "R&D of r & d", "[R&D] of r & d");
        check("en", &["G7"], "the G7 and G8", "the [G7] and G8");
    }

    #[test]
    fn abbreviations_keep_their_full_stops() {
        check("ru", &["т. д."], "и т. д. и т. п.", "и [т. д.] и т. п.");
        check("en", &["U.S."], "the U.S. Army in the U.S.", "the [U.S.] Army in the [U.S.]");
        check("ru", &["г."], "в 2022 г. и в год", "в 2022 [г.] и в год");
    }

    #[test]
    fn words_between_are_not_skipped() {
        check(
            "ru",
            &["борьба за мир"],
            "борьбы за мир, борьбы за прочный мир, борьбы мира",
            "[борьбы за мир], борьбы за прочный мир, борьбы мира",
        );
        check(
            "ru",
            &["выход из кризиса"],
            "выходом из кризиса и выходом в кризис",
            "[выходом из кризиса] и выходом в кризис",
        );
    }

    #[test]
    fn unspaced_scripts_are_found_by_characters() {
        check("zh", &["制裁", "裁"], "对俄制裁措施裁", "对俄[制裁]措施[裁]?");
        check("ja", &["制裁"], "制\n裁と制 裁", "[制\n裁]と制 裁");
        check("th", &["สงคราม"], "หยุดสงคราม", "หยุด[สงคราม]");
    }

    #[test]
    fn right_to_left_scripts_are_found_without_vowel_signs() {
        check("ar", &["عقوبات"], "العُقُوبَات", "[العُقُوبَات]");
        check("he", &["ממשלה"], "והממשלה", "[והממשלה]?");
    }

    #[test]
    fn clitics_and_possessives_are_no_part_of_the_term() {
        check("fr", &["État d’urgence"], "l'état d'urgence", "l'[état d'urgence]");
        check("en", &["Ukraine"], "Ukraine's", "[Ukraine]'s");
        check("en", &["the Kremlin"], "Kremlin, the Kremlin", "[Kremlin], the [Kremlin]");
        check("tr", &["Türkiye"], "Türkiye’nin", "[Türkiye]’nin");
    }

    #[test]
    fn homographs_share_a_range_and_one_concept_is_named_once() {
        let glossaries = [glossary(&["en=state", "en=state | en=State | en=states", "en=other"])];
        let hits = |text| hits(&glossaries, "en", text).iter().map(|h| (h.concept, h.term)).collect::<Vec<_>>();
        assert_eq!(hits("states"), [(0, 0), (1, 2)]);
        assert_eq!(hits("State"), [(0, 0), (1, 1)]);
    }

    #[test]
    fn a_term_not_to_translate_is_found_in_every_language() {
        let glossaries = [glossary(&["ru=Telegram !do-not-translate", "ru=Яндекс !do-not-translate | en=Yandex"])];
        assert_eq!(
            hits(&glossaries, "en", "On Telegram, Yandex, Яндекс").iter().map(|h| h.concept).collect::<Vec<_>>(),
            [0, 1]
        );
    }

    #[test]
    fn occurrences_are_found_inside_longer_terms() {
        let glossaries = [glossary(&["en=EU sanction", "en=sanction", "en=EU"])];
        let index = TermIndex::new(&glossaries, &tag("en"));
        let found: Vec<_> = index.occurrences("EU sanctions").iter().map(|h| (h.concept, h.range.clone())).collect();
        assert_eq!(found, [(0, 0..12), (2, 0..2), (1, 3..12)]);
        assert_eq!(index.find("EU sanctions").len(), 1);
    }

    #[test]
    fn source_and_target_join_on_the_concept() {
        let glossaries = [glossary(&["ru=санкция | en=sanction | en=punishment !forbidden", "ru=народ | en=people"])];
        let source = hits(&glossaries, "ru", "грозят санкциями");
        let right = hits(&glossaries, "en", "threaten sanctions");
        let wrong = hits(&glossaries, "en", "threaten punishments");
        assert!(source[0].same_concept(&right[0]));
        assert!(source[0].same_concept(&wrong[0]));
        assert_eq!(wrong[0].term(&glossaries).unwrap().status, TermStatus::Forbidden);
    }

    #[test]
    fn empty_terms_and_texts_give_nothing() {
        let glossaries = [glossary(&["en=", "en=«»", "en=-"])];
        assert!(hits(&glossaries, "en", "a - «» b").is_empty());
        assert!(TermIndex::new(&[], &tag("ru")).find("текст").is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn any_text_is_searched(text in "\\PC{0,40}", term in "\\PC{1,8}", language in "ru|en|fr|zh|tr|ar") {
            let mut glossary = glossary(&["en=a | ru=мир | fr=état | zh=中", "ru=новый мир | en=b a"]);
            glossary.concepts[0].terms[0].text = term.clone();
            glossary.concepts[0].terms[0].language = tag(&language);
            let index = TermIndex::new(&[glossary], &tag(&language));
            for text in [text.clone(), format!("{text} {term} {text}")] {
                let hits = index.find(&text);
                for pair in hits.windows(2) {
                    prop_assert!(pair[0].range.end <= pair[1].range.start || pair[0].range.start == pair[1].range.start);
                }
                for hit in hits.iter().chain(&index.occurrences(&text)) {
                    prop_assert!(text.get(hit.range.clone()).is_some_and(|t| !t.is_empty()));
                }
            }
        }

        #[test]
        fn the_longest_term_at_a_place_wins(words in prop::collection::vec("[ab]", 1..12), lengths in prop::collection::vec(1usize..5, 1..4)) {
            // Every run of these lengths of the words is a term; so at each place the longest possible run is found.
            let runs: Vec<String> = lengths.iter().flat_map(|&n| words.windows(n).map(|w| format!("xx={}", w.join(" ")))).collect();
            prop_assume!(!runs.is_empty());
            let glossaries = [glossary(&runs.iter().map(String::as_str).collect::<Vec<_>>())];
            let text = words.join(" ");
            let mut at = 0;
            for hit in hits(&glossaries, "xx", &text).iter() {
                if hit.range.start < at { continue; }
                let left = (text.len() - hit.range.start).div_ceil(2);
                let longest = lengths.iter().filter(|&&n| n <= left).max();
                prop_assert_eq!(longest, Some(&hit.range.len().div_ceil(2)));
                at = hit.range.end;
            }
        }
    }
}
