//! Pairs the segments of a text with those of its translation.
//!
//! A statistical aligner without a model: what is known beforehand (equal numbers and words, names through
//! transliteration, lexicons, the memory's units) gives a first rough path; the words of the two texts are
//! then learnt from the path and the path from the words, a few rounds. All evidence is in log likelihood
//! ratios against chance, so that it adds up and needs no thresholds.
//!
//! | file | is |
//! |---|---|
//! | `text` | segments as words and lengths |
//! | `seeds` | word pairs known beforehand |
//! | `lexicon` | IBM Model 1: word pairs learnt |
//! | `gain` | what words say of a bead |
//! | `shape` with `lengths`, `prior`, `structure` | what lengths, kinds of beads, and blocks of the texts say |
//! | `blocks` | where large texts run side by side |
//! | `coarse` | the first path |
//! | `locked` | what a person has accepted stays as it is |
//! | `band`, `search` | the narrow band around a path; best path and probabilities in it |
//! | `summary` | the whole at a glance, and the doubtful places |

mod band;
mod blocks;
mod coarse;
mod free;
mod gain;
mod lengths;
mod lexicon;
mod likeness;
mod locked;
mod logarithm;
mod prior;
mod search;
mod seed;
mod seeds;
mod shape;
mod structure;
mod summary;
mod text;

pub use seed::covers;
pub use summary::{KindCount, Summary};

use self::band::Band;
use self::coarse::CoarseScore;
use self::gain::Gains;
use self::lexicon::{Corpus, Learning, Lexicon};
use self::locked::Locked;
use self::prior::BeadPrior;
use self::search::{Score, Step, Worths};
use self::shape::{Shape, for_each_pair};
use self::structure::Structure;
use self::text::{Reader, Text};
use crate::lang::LanguageTag;
use crate::model::{Bead, BeadState, Sentence};

/// In which order the beads may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Both texts run in the same order, which most translations keep.
    #[default]
    Monotone,
    /// Segments of the target may have been moved: such beads are found and [marked](Bead::moved).
    Free,
}

/// How to align. The defaults serve all languages; the rest is for experiments and for odd texts.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Whether beads may stand out of order.
    pub order: Order,
    /// The most segments in a bead, both sides together, 2 to 10. Six covers what translators do; literature
    /// seldom gains from more, and each one costs time.
    pub largest_bead: usize,
    /// Rounds of learning the words from the path and the path from the words. A third changes nothing.
    /// With 0 nothing is learnt but what is known beforehand.
    pub rounds: usize,
    /// Rounds of the same before that, over the whole grid with small beads alone: they find the way back
    /// where the first path went astray.
    pub rough_rounds: usize,
    /// How many segments a round may move the path to either side. Wider finds nothing more.
    pub band: usize,
    /// What is taken off each learnt word count: about one bead's worth of evidence, so that the words of a
    /// single bead do not confirm it. Around 1 results differ little.
    pub discount: f32,
    /// The weight of equal words, numbers and marks, in pseudo-counts: as if seen that often together.
    pub equal_weight: f32,
    /// The weight of names and cognates that begin alike, in pseudo-counts.
    pub cognate_weight: f32,
    /// The weight of the evidence's lexicon entries, in pseudo-counts.
    pub lexicon_weight: f32,
    /// Whether the seed lexicon that tolmach brings is used. Short texts live on it.
    pub seed_lexicon: bool,
    /// The probability that a segment has no counterpart when the one before it has one. Small
    /// changes move single sets by some points.
    pub null_open: f32,
    /// The same when the one before it has none either: what is missing comes in pieces.
    pub null_extend: f32,
    /// The logarithm of how much likelier lengths that fit are between translations than by chance.
    pub length_bonus: f32,
    /// How far the evidence is believed in confidences: words of one segment are no independent witnesses, so
    /// their sum says more than it knows. Fitted so that of the beads with confidence 0.9 and more 98 % are right.
    pub sharpness: f32,
    /// A bead under this confidence is doubtful.
    pub doubtful: f32,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            order: Order::Monotone,
            largest_bead: 6,
            rounds: 2,
            rough_rounds: 2,
            band: 10,
            discount: 1.0,
            equal_weight: 3.0,
            cognate_weight: 3.0,
            lexicon_weight: 3.0,
            seed_lexicon: true,
            null_open: 0.03,
            null_extend: 0.3,
            length_bonus: 2.0,
            sharpness: 0.65,
            doubtful: 0.5,
        }
    }
}

/// What is known beforehand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Words and phrases that translate each other: glossary terms, dictionary entries, in any word form.
    pub lexicon: Vec<(String, String)>,
    /// Segments that translate each other: units of the memory.
    pub pairs: Vec<(String, String)>,
}

/// What is to be aligned.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The segments of the source text.
    pub source: &'a [Sentence],
    /// The segments of its translation.
    pub target: &'a [Sentence],
    /// The language of the source text.
    pub source_language: &'a LanguageTag,
    /// The language of the translation.
    pub target_language: &'a LanguageTag,
    /// What is known beforehand.
    pub evidence: &'a Evidence,
    /// Beads that a person has accepted. One that does not lie in the texts, has no segments at all, or shares a
    /// segment with an earlier one is left out. The place of an empty side may change.
    pub locked: &'a [Bead],
}

/// What the aligner found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The beads in the order of the source: they cover every segment of both sides exactly once.
    pub beads: Vec<Bead>,
    /// How much of what is known of the words speaks for the texts being translations of each other.
    pub likeness: Option<f32>,
}

/// Aligns two texts. Never fails: texts that have nothing to do with each other come out with low
/// confidence. The same input gives the same beads on every machine.
///
/// Locked beads come out as they went in, accepted; all else is aligned around them, and learns from them.
pub fn align(request: &Request<'_>, options: &Options) -> Outcome {
    let outcome = pass(request, Vec::new(), options);
    if options.order == Order::Free && !outcome.moved.is_empty() {
        return pass(request, outcome.moved, &Options { order: Order::Monotone, ..options.clone() }).outcome;
    }
    outcome.outcome
}

/// An alignment, and the beads that could be taken out of it because they stand out of order.
struct Pass {
    outcome: Outcome,
    moved: Vec<Bead>,
}

/// Aligns two texts around locked and moved beads.
fn pass(request: &Request<'_>, moved: Vec<Bead>, options: &Options) -> Pass {
    let locked = Locked::new(request.source, request.target, request.locked, moved);
    let (source, target) = (&locked.source.sentences, &locked.target.sentences);
    let mut readers = (Reader::new(request.source_language), Reader::new(request.target_language));
    let mut source_text = Text::new(source.iter().map(|s| s.text.as_str()), &mut readers.0);
    let mut target_text = Text::new(target.iter().map(|s| s.text.as_str()), &mut readers.1);
    let known = read_pairs(request, &locked, &mut readers);
    source_text.counts.resize(readers.0.words.len(), 0.0);
    target_text.counts.resize(readers.1.words.len(), 0.0);
    let weights =
        seeds::Weights { equal: options.equal_weight, cognate: options.cognate_weight, entry: options.lexicon_weight };
    let entries = request.evidence.lexicon.iter();
    let mut lexicon: Vec<seeds::Row<'_>> = entries.map(|(from, to)| (vec![from.as_str()], vec![to.as_str()])).collect();
    if options.seed_lexicon {
        lexicon.extend(seed::rows(request.source_language, request.target_language));
    }
    let seeds = seeds::seeds(&readers.0, &readers.1, &lexicon, weights);
    let aligner = Aligner { source: &source_text, target: &target_text, known, seeds, locked: &locked, options };
    let found = aligner.run(Structure::new(source, target));
    let moved = match (&found.lexicon, options.order) {
        (Some(lexicon), Order::Free) => aligner.moved(&found, lexicon),
        _ => Vec::new(),
    };
    let likeness = likeness::likeness(
        likeness::Side { text: &source_text, words: &readers.0.words },
        likeness::Side { text: &target_text, words: &readers.1.words },
        &aligner.seeds,
        &found.steps,
    );
    let beads = locked.restore(beads(&found.steps, &found.confidences, options.doubtful));
    Pass { outcome: Outcome { beads, likeness }, moved }
}

/// The words of the memory's units and of the locked pairs.
fn read_pairs(request: &Request<'_>, locked: &Locked, readers: &mut (Reader, Reader)) -> Vec<(Vec<u32>, Vec<u32>)> {
    let mut known = Vec::with_capacity(request.evidence.pairs.len());
    let mut read = |source: &str, target: &str| {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        readers.0.read(source, &mut left);
        readers.1.read(target, &mut right);
        known.push((left, right));
    };
    for (source, target) in &request.evidence.pairs {
        read(source, target);
    }
    for (source, target) in locked.pairs() {
        let text = |sentences: &[Sentence]| sentences.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ");
        read(&text(&request.source[source]), &text(&request.target[target]));
    }
    known
}

fn beads(steps: &[Step], confidences: &[f32], doubtful: f32) -> Vec<Bead> {
    let (mut i, mut j) = (0, 0);
    steps
        .iter()
        .zip(confidences)
        .map(|(&(n, m), &confidence)| {
            let bead = Bead {
                source: i..i + n,
                target: j..j + m,
                confidence,
                state: if confidence < doubtful { BeadState::Doubtful } else { BeadState::New },
                moved: false,
            };
            (i, j) = (i + n, j + m);
            bead
        })
        .collect()
}

/// The pair of texts under work.
struct Aligner<'a> {
    source: &'a Text,
    target: &'a Text,
    known: Vec<(Vec<u32>, Vec<u32>)>,
    seeds: seeds::Known,
    locked: &'a Locked,
    options: &'a Options,
}

/// The best path, how sure each step of it is, and what was learnt on the way.
struct Found {
    steps: Vec<Step>,
    confidences: Vec<f32>,
    /// Nothing where one text is empty.
    lexicon: Option<Lexicon>,
    shape: Shape,
}

impl Aligner<'_> {
    fn run(&self, structure: Structure) -> Found {
        let options = self.options;
        let (n, m) = (self.source.len(), self.target.len());
        let prior = BeadPrior::new(options.largest_bead, options.null_open, options.null_extend);
        let kinds = prior.kinds();
        let mut shape = Shape::new(self.source, self.target, structure, prior, options.length_bonus);
        if n == 0 || m == 0 {
            let steps: Vec<Step> = std::iter::repeat_n((1, 0), n).chain(std::iter::repeat_n((0, 1), m)).collect();
            let confidences = vec![1.0; steps.len()];
            return Found { steps, confidences, lexicon: None, shape };
        }
        let wide = coarse::first_band(self.source, self.target, &self.seeds.pairs).through(self.locked.corners());
        let mut lexicon = self.learn(&[]);
        let mut steps = vec![];
        for round in 0..=options.rough_rounds {
            if round > 0 {
                lexicon = self.learn(&steps);
                shape.estimate_lengths(&steps);
            }
            let score = CoarseScore::new(self.source, self.target, &lexicon, &shape, &wide);
            let score = Around { score, locked: self.locked };
            steps = search::best_path(&wide, &coarse::KINDS, &shape.prior, &score);
        }
        let mut round = 0;
        loop {
            round += 1;
            if options.rounds > 0 {
                lexicon = self.learn(&steps);
                shape.estimate_lengths(&steps);
            }
            if round > 1 {
                shape.estimate_kinds(&steps);
            }
            let band = Band::around(&positions(&steps), n, m, options.band);
            let gains = Gains::new(self.source, self.target, &lexicon, &band);
            let score = Around { score: BeadScore { gains: &gains, shape: &shape }, locked: self.locked };
            let score = Worths::new(&band, &kinds, &score);
            steps = search::best_path(&band, &kinds, &shape.prior, &score);
            if round >= options.rounds {
                let confidences = search::posteriors(&band, &kinds, &shape.prior, &score, options.sharpness, &steps);
                return Found { steps, confidences, lexicon: Some(lexicon), shape };
            }
        }
    }

    /// The beads out of order that a path has left for others to find, with their places in the texts given.
    fn moved(&self, found: &Found, lexicon: &Lexicon) -> Vec<Bead> {
        let monotone = free::Monotone {
            source: self.source,
            target: self.target,
            lexicon,
            shape: &found.shape,
            steps: &found.steps,
            confidences: &found.confidences,
            sharpness: self.options.sharpness,
        };
        monotone.moved(self.locked.free()).into_iter().map(|bead| self.locked.placed(bead)).collect()
    }

    /// Learns the words from the beads of a path and from the memory's units.
    fn learn(&self, steps: &[Step]) -> Lexicon {
        let mut corpus = Corpus::new();
        for_each_pair(steps, |(i, j), (n, m)| corpus.add(words(self.source, i, n), words(self.target, j, m)));
        for (source, target) in &self.known {
            corpus.add(source.iter().copied(), target.iter().copied());
        }
        let learning = Learning { iterations: 5, discount: self.options.discount };
        Lexicon::learn(&corpus, &self.seeds, self.source, self.target, &learning)
    }
}

fn words(text: &Text, first: usize, count: usize) -> impl Iterator<Item = u32> {
    (first..first + count).flat_map(|segment| text.segment(segment).iter().map(|&(word, _)| word))
}

/// The positions between the steps of a path.
fn positions(steps: &[Step]) -> Vec<(usize, usize)> {
    let mut at = (0, 0);
    let mut path = vec![at];
    for &(n, m) in steps {
        at = (at.0 + n, at.1 + m);
        path.push(at);
    }
    path
}

/// All evidence on a bead.
struct BeadScore<'a> {
    gains: &'a Gains,
    shape: &'a Shape,
}

impl Score for BeadScore<'_> {
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        self.gains.bead(i, j, n, m) + self.shape.gain(i, j, n, m)
    }
}

/// The same evidence, with nothing that touches locked beads.
struct Around<'a, S> {
    score: S,
    locked: &'a Locked,
}

impl<S: Score> Score for Around<'_, S> {
    fn pair(&self, i: usize, j: usize, n: usize, m: usize) -> f32 {
        if self.locked.allows(i, j, n, m) { self.score.pair(i, j, n, m) } else { f32::NEG_INFINITY }
    }

    fn source_alone(&self, i: usize) -> bool {
        self.locked.allows_source_alone(i)
    }

    fn target_alone(&self, j: usize) -> bool {
        self.locked.allows_target_alone(j)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::BlockKind;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    fn lines(text: &[&str]) -> Vec<Sentence> {
        let line = |(block, text): (usize, &&str)| Sentence {
            block,
            kind: BlockKind::Paragraph,
            text: (*text).to_string(),
            line: None,
        };
        text.iter().enumerate().map(line).collect()
    }

    fn around(locked: &[Bead], source: &[&str], target: &[&str]) -> Vec<Bead> {
        let request = Request {
            source: &lines(source),
            target: &lines(target),
            source_language: &tag("ru"),
            target_language: &tag("en"),
            evidence: &Evidence::default(),
            locked,
        };
        align(&request, &Options::default()).beads
    }

    fn kinds(source: &[&str], target: &[&str]) -> Vec<String> {
        around(&[], source, target).iter().map(Bead::kind).collect()
    }

    /// Every segment exactly once and in order.
    fn check_cover(beads: &[Bead], source: usize, target: usize) -> Result<(), TestCaseError> {
        let (mut i, mut j) = (0, 0);
        for bead in beads {
            prop_assert_eq!((bead.source.start, bead.target.start), (i, j));
            prop_assert!(bead.source.len() + bead.target.len() > 0);
            prop_assert!((0.0..=1.0).contains(&bead.confidence));
            (i, j) = (bead.source.end, bead.target.end);
        }
        prop_assert_eq!((i, j), (source, target));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_two_texts_are_covered(
            source in prop::collection::vec("[а-яА-Я0-9 ,.!?«»—]{0,40}", 0..12),
            target in prop::collection::vec("[a-zA-Z0-9 ,.!?()\u{300}\u{4e2d}]{0,40}", 0..12),
        ) {
            let source: Vec<&str> = source.iter().map(String::as_str).collect();
            let target: Vec<&str> = target.iter().map(String::as_str).collect();
            check_cover(&around(&[], &source, &target), source.len(), target.len())?;
        }
    }

    const STATEMENT: [&str; 12] = [
        "Заявление объединённой оппозиции Беларуси",
        "Мы, представители демократических сил, собрались 14 мая 2023 года в Вильнюсе.",
        "Три года назад власти украли у белорусов победу.",
        "С тех пор за решёткой оказались более 1 500 политзаключённых.",
        "Светлана Тихановская вынуждена была покинуть страну, а Мария Колесникова осталась в колонии.",
        "Мы не признаём режим Лукашенко и не будем вести с ним переговоры за спиной народа.",
        "Мы требуем освободить всех, кто осуждён за свои взгляды, и прекратить пытки.",
        "Кто ответит за убийство Романа Бондаренко?",
        "Война России против Украины началась и с нашей территории, и мы просим за это прощения.",
        "Санкции должны быть направлены против чиновников и их предприятий, а не против простых людей.",
        "Мы призываем Европейский союз открыть границы для тех, кто бежит от преследований.",
        "Жыве Беларусь!",
    ];
    const TRANSLATION: [&str; 13] = [
        "Statement by the united opposition of Belarus",
        "We, representatives of the democratic forces, met in Vilnius on 14 May 2023.",
        "Three years ago the authorities stole the victory of the Belarusian people.",
        "Since then, more than 1,500 political prisoners have ended up behind bars.",
        "Sviatlana Tsikhanouskaya was forced to leave the country.",
        "Maria Kolesnikova stayed and is now in a penal colony.",
        "We do not recognise the Lukashenko regime and will not negotiate with it behind the back of the nation.",
        "We demand the release of everyone convicted for their views, and an end to torture.",
        "Who will answer for the murder of Raman Bandarenka?",
        "Russia's war against Ukraine began from our territory too, and for this we ask forgiveness.",
        "Sanctions must target officials and their companies, not ordinary people.",
        "We call on the European Union to open its borders to those who flee persecution.",
        "Long live Belarus!",
    ];

    fn kinds_of(beads: &[Bead]) -> String {
        beads.iter().map(Bead::kind).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_statement_is_paired_without_anything_known() {
        let beads = kinds(&STATEMENT, &TRANSLATION).join(" ");
        assert_eq!(beads, "1-1 1-1 1-1 1-1 1-2 1-1 1-1 1-1 1-1 1-1 1-1 1-1");
    }

    #[test]
    fn header_introduction_and_footer_of_one_side_stay_alone() {
        let header =
            ["Home", "About us", "News", "Donate", "English | Deutsch", "Posted on 16 May 2023 by the editors"];
        let introduction = [
            "The following document was published last week and has been widely discussed since.",
            "We reproduce it here in full because our readers asked for it.",
        ];
        let footer = [
            "Share this article",
            "Related posts",
            "Five questions about the new election law",
            "Leave a comment",
            "Your email address will not be published.",
            "© 2023 All rights reserved",
            "Privacy policy",
        ];
        let page: Vec<&str> = header.iter().chain(&introduction).chain(&TRANSLATION).chain(&footer).copied().collect();
        let beads = around(&[], &STATEMENT, &page);
        let expected =
            format!("{}1-1 1-1 1-1 1-1 1-2 1-1 1-1 1-1 1-1 1-1 1-1 1-1{}", "0-1 ".repeat(8), " 0-1".repeat(7));
        assert_eq!(kinds_of(&beads), expected);
    }

    /// Sentences that only their numbers tell apart.
    fn numbered(numbers: impl Iterator<Item = usize>, russian: bool) -> Vec<Sentence> {
        let text = |n: usize| match russian {
            true => format!("В пункте {n} договора речь идёт о сумме {}.", n * 37),
            false => format!("Item {n} of the treaty speaks of the sum {}.", n * 37),
        };
        let texts: Vec<String> = numbers.map(text).collect();
        lines(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn outcome(source: &[Sentence], target: &[Sentence], order: Order) -> Outcome {
        let (source_language, target_language) = (&tag("ru"), &tag("en"));
        let evidence = &Evidence::default();
        let request = Request { source, target, source_language, target_language, evidence, locked: &[] };
        align(&request, &Options { order, ..Options::default() })
    }

    #[test]
    fn a_block_missing_on_one_side_does_not_lose_the_path() {
        let source = numbered(1..500, true);
        let gap = 150;
        let target = numbered((1..500).filter(|n| !(150..150 + gap).contains(n)), false);
        let beads = outcome(&source, &target, Order::Monotone).beads;
        let right = |b: &&Bead| {
            let there = if b.source.start + 1 < 150 { b.source.start } else { b.source.start.wrapping_sub(gap) };
            b.kind() == "1-1" && b.target.start == there
        };
        let right = beads.iter().filter(right).count();
        assert!(right * 100 >= target.len() * 97, "{right} of {}", target.len());
    }

    /// Sentences that have little in common but their figures.
    fn figures(numbers: impl Iterator<Item = usize>) -> Vec<Sentence> {
        let texts: Vec<String> =
            numbers.map(|n| format!("{} {} {} {}", n * 37, n * 1009, n * 5003, n * 7019)).collect();
        lines(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn what_was_exchanged_is_found_where_it_stands() {
        let source = figures(1..40);
        let mut order: Vec<usize> = (1..40).collect();
        assert!(outcome(&source, &figures(order.iter().copied()), Order::Free).beads.iter().all(|b| !b.moved));
        order.swap(9, 25);
        let beads = outcome(&source, &figures(order.iter().copied()), Order::Free).beads;
        let target_of = |source: usize| beads.iter().find(|b| b.source == (source..source + 1)).map(|b| b.target.start);
        assert_eq!((target_of(9), target_of(25), target_of(15)), (Some(25), Some(9), Some(15)));
        assert!(beads.iter().any(|b| b.moved));
        order.sort_unstable();
        order.rotate_left(17);
        let beads = outcome(&source, &figures(order.iter().copied()), Order::Free).beads;
        let right = beads.iter().filter(|b| b.kind() == "1-1" && b.target.start == (b.source.start + 22) % 39).count();
        assert!(right >= 38, "{right}");
    }

    #[test]
    fn chapter_long_lines_stay_alone_and_cost_little() {
        let source = figures(1..300);
        let mut target = figures(1..300);
        let chapter = Sentence { text: "a chapter of a book ".repeat(20_000), ..target[0].clone() };
        for place in [250, 120, 0] {
            target.insert(place, chapter.clone());
        }
        let beads = outcome(&source, &target, Order::Monotone).beads;
        let alone = |place: usize| beads.iter().any(|b| b.kind() == "0-1" && b.target.start == place);
        assert!(alone(0) && alone(121) && alone(252), "{}", kinds_of(&beads));
        let right =
            beads.iter().filter(|b| b.kind() == "1-1" && source[b.source.start].text == target[b.target.start].text);
        let right = right.count();
        assert!(right >= 290, "{right}");
    }

    #[test]
    fn strangers_are_not_alike() {
        let garden = [
            "The best time to plant an apple tree is early spring.",
            "Water it every evening for the first month.",
            "Bees like lavender and thyme.",
            "In autumn the leaves make good compost.",
            "Do not cut the branches when it freezes.",
            "My grandmother kept roses along the fence.",
            "A good spade lasts for a lifetime.",
            "Tomatoes want sun, and peas want shade.",
            "Cats dig where the soil is soft.",
            "The harvest was better than last year.",
        ];
        let source = lines(&STATEMENT);
        let translation = outcome(&source, &lines(&TRANSLATION), Order::Monotone).likeness;
        let stranger = outcome(&source, &lines(&garden), Order::Monotone).likeness;
        assert!(translation.is_some_and(|l| l > 0.4), "{translation:?}");
        assert!(stranger.is_none_or(|l| l < 0.25), "{stranger:?}");
    }

    #[test]
    fn identical_texts_pair_one_to_one() {
        let text = ["Нет.", "Мы против войны.", "Нет.", "Свободу политзаключённым!"];
        assert_eq!(kinds(&text, &text), ["1-1"; 4]);
    }

    #[test]
    fn an_empty_side_leaves_all_unpaired() {
        assert_eq!(kinds(&[], &[]), [""; 0]);
        assert_eq!(kinds(&["Раз.", "Два."], &[]), ["1-0", "1-0"]);
        assert_eq!(kinds(&[], &["One."]), ["0-1"]);
    }
}
