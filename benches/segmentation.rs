//! Speed of segmentation: the built-in rules beside Unicode's sentence breaks (UAX #29) in the same run,
//! and the time to compile a language's rules. One element of throughput is one sentence.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use tolmach::format::srx;
use tolmach::lang::LanguageTag;
use tolmach::lang::segmentation::Segmenter;
use unicode_segmentation::UnicodeSegmentation;

const RUSSIAN: &str = "24 февраля 2022 г. в г. Минске прошла встреча представителей профсоюзов. «Мы не отступим!» — \
    сказал А. Г. Петренко. По ст. 293 УК осуждены 14 человек, т. е. почти все участники забастовки. \
    Что дальше? Комитет требует освободить их, выплатить по 1,5 тыс. руб. и вернуть на работу. ";
const ENGLISH: &str = "On Feb. 24, 2022, the unions met in Minsk. \"We will not retreat!\" said Mr. A. G. Petrenko. \
    Under Art. 293 of the Criminal Code 14 people were convicted, i.e. nearly all who took part in the strike. \
    What next? The U.S. President and Sen. Smith, Jr. have been silent about No. 5 on the list. ";
/// What the built-in rules make of one of the texts above.
const SENTENCES: u64 = 5;
const COPIES: usize = 2_000;

fn segmentation(criterion: &mut Criterion) {
    for (tag, text) in [("ru", RUSSIAN), ("en", ENGLISH)] {
        let language = LanguageTag::parse(tag).expect("a language tag");
        let (segmenter, _) = Segmenter::new(srx::builtin(), &language).expect("built-in rules");
        assert_eq!(segmenter.split(text).len() as u64, SENTENCES, "{tag}: {:?}", segmenter.split(text));
        let text = text.repeat(COPIES);
        let mut group = criterion.benchmark_group(format!("segmentation {tag}"));
        group.throughput(Throughput::Elements(SENTENCES * COPIES as u64));
        group.bench_function("built-in rules", |bencher| bencher.iter(|| segmenter.split(black_box(&text)).len()));
        group.bench_function("Unicode sentences", |bencher| {
            bencher.iter(|| black_box(&text).unicode_sentences().count());
        });
        group.finish();
        criterion.bench_function(&format!("compile the rules for {tag}"), |bencher| {
            bencher.iter(|| Segmenter::new(srx::builtin(), black_box(&language)));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = segmentation
}
criterion_main!(benches);
