//! Speed of the checks, each alone and all together, on Russian and English pairs with numbers, dates,
//! names and terms. One element of throughput is one pair.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tolmach::check::{Context, Pair, Selection, all, run};
use tolmach::lang::LanguageTag;
use tolmach::model::{Concept, Glossary, Term, TermStatus};

const PAIRS: usize = 20_000;

/// Sentences with a place `{n}` for a number that makes each copy another text.
const SENTENCES: [(&str, &str); 8] = [
    (
        "Третьего мая на площадь вышли {n} рабочих завода, чтобы потребовать освобождения Ивана Петренко.",
        "On the third of May {n} workers of the plant came to the square to demand the release of Ivan Petrenko.",
    ),
    (
        "В 2022 году зарплаты упали на 2,5 %, а цены выросли в {n} раз.",
        "In 2022 wages fell by 2.5%, and prices rose {n} times.",
    ),
    (
        "Мы, члены профсоюза, считаем, что санкции бьют прежде всего по трудящимся (см. письмо № {n}).",
        "We, the members of the union, hold that the sanctions strike working people first (see letter no. {n}).",
    ),
    (
        "«Никто не отдаст нам права сам», — сказала Ольга Сидоренко 12.04.2021, и её слова повторили {n} человек.",
        "“Nobody will hand us our rights,” said Olga Sidorenko on April 12, 2021, and {n} people repeated her words.",
    ),
    (
        "Собрано {n} тыс. рублей; реквизиты — на https://example.org/fund.",
        "{n} thousand roubles were raised; see https://example.org/fund.",
    ),
    (
        "Война, которую ведут правительства, не нужна ни русскому, ни украинскому, ни белорусскому рабочему: за {n} дней она взяла тысячи жизней.",
        "The war that the governments wage is of no use to the Russian, Ukrainian or Belarusian worker: in {n} days it has taken thousands of lives.",
    ),
    ("Долой репрессии! Дело № {n} должно быть закрыто.", "Down with the repressions! Case no. {n} must be closed."),
    (
        "Заявление подписали представители {n} организаций из Минска, Киева и Москвы.",
        "The statement was signed by representatives of {n} organisations from Minsk, Kyiv and Moscow.",
    ),
];

const TERMS: [(&str, &str); 8] = [
    ("санкция", "sanction"),
    ("профсоюз", "union"),
    ("репрессия", "repression"),
    ("рабочий", "worker"),
    ("трудящийся", "working people"),
    ("заявление", "statement"),
    ("правительство", "government"),
    ("белорусский", "Belarusian"),
];

fn tag(language: &str) -> LanguageTag {
    LanguageTag::parse(language).expect("a language tag")
}

fn glossary() -> Glossary {
    let term = |language: &str, text: &str| Term {
        language: tag(language),
        text: text.into(),
        status: TermStatus::Preferred,
        case: None,
        part_of_speech: None,
        note: None,
    };
    let concept =
        |(ru, en): &(&str, &str)| Concept { terms: vec![term("ru", ru), term("en", en)], ..Concept::default() };
    Glossary { name: "bench".into(), concepts: TERMS.iter().map(concept).collect() }
}

fn checks(criterion: &mut Criterion) {
    let texts: Vec<(String, String)> = (0..PAIRS)
        .map(|number| {
            let (source, target) = SENTENCES[number % SENTENCES.len()];
            let fill = |text: &str| text.replace("{n}", &(2 + number / SENTENCES.len()).to_string());
            (fill(source), fill(target))
        })
        .collect();
    let (ru, en) = (tag("ru"), tag("en"));
    let pairs: Vec<Pair<'_>> = (0..)
        .zip(&texts)
        .map(|(index, (source, target))| Pair {
            source,
            target,
            source_language: &ru,
            target_language: &en,
            index,
            file: None,
            line: None,
        })
        .collect();
    let glossaries = [glossary()];
    let context = Context::new(&glossaries, [&ru, &en]);

    let mut group = criterion.benchmark_group("checks");
    group.throughput(Throughput::Elements(PAIRS as u64)).sample_size(10);
    let none: [&str; 0] = [];
    for check in all() {
        let selection = Selection::new(&[check.id()], &none).expect("a check");
        group.bench_function(check.id(), |bencher| bencher.iter(|| run(black_box(&pairs), &selection, &context).len()));
    }
    let selection = Selection::default();
    group.bench_function("all", |bencher| bencher.iter(|| run(black_box(&pairs), &selection, &context).len()));
    group.finish();
}

criterion_group!(benches, checks);
criterion_main!(benches);
