//! Finding 10,000 Russian terms in 1,000 segments: `cargo bench --bench terms`.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;

use tolmach::glossary::TermIndex;
use tolmach::lang::LanguageTag;
use tolmach::model::{Concept, Glossary, Term, TermStatus};

/// A word in its base form and some other form.
const ADJECTIVES: &[(&str, &str)] = &[
    ("новый", "новой"),
    ("красный", "красных"),
    ("народный", "народного"),
    ("военный", "военным"),
    ("мирный", "мирными"),
    ("рабочий", "рабочего"),
    ("левый", "левые"),
    ("правый", "правыми"),
    ("российский", "российской"),
    ("белорусский", "белорусскому"),
    ("украинский", "украинских"),
    ("международный", "международную"),
    ("социальный", "социального"),
    ("политический", "политических"),
    ("экономический", "экономическом"),
    ("государственный", "государственную"),
    ("местный", "местных"),
    ("судебный", "судебному"),
    ("трудовой", "трудовых"),
    ("женский", "женского"),
];
const NOUNS: &[(&str, &str)] = &[
    ("санкция", "санкциями"),
    ("движение", "движения"),
    ("закон", "законов"),
    ("союз", "союзу"),
    ("площадь", "площадью"),
    ("комитет", "комитетом"),
    ("митинг", "митингах"),
    ("партия", "партии"),
    ("власть", "властям"),
    ("выступление", "выступлений"),
    ("забастовка", "забастовку"),
    ("право", "правами"),
    ("съезд", "съезда"),
    ("фронт", "фронте"),
    ("газета", "газет"),
    ("суд", "судом"),
    ("страна", "странам"),
    ("организация", "организациях"),
    ("вопрос", "вопросов"),
    ("действие", "действиями"),
    ("программа", "программе"),
    ("совет", "советом"),
    ("завод", "заводов"),
    ("район", "районах"),
    ("процесс", "процессом"),
];
const TAILS: &[&str] = &[
    "",
    "мира",
    "труда",
    "города",
    "России",
    "Европы",
    "века",
    "бедных",
    "власти",
    "свободы",
    "дня",
    "года",
    "недели",
];
const FILLERS: &[&str] = &[
    "вчера",
    "и",
    "в",
    "на",
    "которые",
    "заявили",
    "о",
    "своих",
    "против",
    "сегодня",
    "мы",
    "за",
    "будет",
    "не",
    "этой",
    "всех",
    "люди",
    "вышли",
    "когда",
    "после",
];

/// A fixed sequence of numbers (linear congruential, Knuth), so that every run has the same text.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }
}

fn glossary(language: &LanguageTag) -> Glossary {
    let concept = |text: String| Concept {
        terms: vec![Term {
            language: language.clone(),
            text,
            status: TermStatus::Preferred,
            case: None,
            part_of_speech: None,
            note: None,
        }],
        ..Concept::default()
    };
    let mut texts: Vec<String> = NOUNS.iter().map(|n| n.0.to_string()).collect();
    for second in ADJECTIVES {
        for (noun, _) in NOUNS {
            for tail in TAILS {
                texts.push(format!("{} {noun} {tail}", second.0));
            }
            for first in &ADJECTIVES[..7] {
                texts.push(format!("{} {} {noun}", first.0, second.0));
            }
        }
    }
    texts.truncate(10_000);
    Glossary { name: "bench".into(), concepts: texts.into_iter().map(concept).collect() }
}

fn segments() -> Vec<String> {
    let mut numbers = Numbers(7);
    let segment = |_| {
        let mut words: Vec<&str> = Vec::new();
        while words.len() < 20 {
            match numbers.below(8) {
                0 => {
                    words.push(ADJECTIVES[numbers.below(ADJECTIVES.len())].1);
                    words.push(NOUNS[numbers.below(NOUNS.len())].1);
                    words.push(TAILS[numbers.below(TAILS.len())]);
                }
                1 => words.push(NOUNS[numbers.below(NOUNS.len())].1),
                _ => words.push(FILLERS[numbers.below(FILLERS.len())]),
            }
        }
        words.join(" ")
    };
    (0..1_000).map(segment).collect()
}

fn terms(c: &mut Criterion) {
    let language = LanguageTag::parse("ru").expect("a language tag");
    let glossaries = [glossary(&language)];
    let segments = segments();
    c.bench_function("index 10,000 terms", |b| b.iter(|| TermIndex::new(black_box(&glossaries), &language)));
    let index = TermIndex::new(&glossaries, &language);
    c.bench_function("find in 1,000 segments", |b| {
        b.iter(|| segments.iter().map(|s| index.find(black_box(s)).len()).sum::<usize>());
    });
    c.bench_function("find in 1,000 segments, new index each time", |b| {
        b.iter_batched(
            || TermIndex::new(&glossaries, &language),
            |index| segments.iter().map(|s| index.find(black_box(s)).len()).sum::<usize>(),
            criterion::BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, terms);
criterion_main!(benches);
