//! Choosing checks and applying them to a corpus.

use rayon::prelude::*;

use super::finding::{Finding, Report};
use super::{Check, Context, Examined, Pair, all};

/// A check was named that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no check `{id}`{}", .nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct UnknownCheck {
    /// The name given.
    pub id: String,
    /// The check whose name is most like it, if one is.
    pub nearest: Option<&'static str>,
}

/// The checks to apply, in the order of [`all`].
#[derive(Clone)]
pub struct Selection(Vec<&'static dyn Check>);

impl Default for Selection {
    fn default() -> Self {
        Self(all().to_vec())
    }
}

impl Selection {
    /// The checks named in `only` (all, if it is empty) without those named in `skip`.
    ///
    /// # Errors
    /// When a name is no check's.
    pub fn new(only: &[impl AsRef<str>], skip: &[impl AsRef<str>]) -> Result<Self, UnknownCheck> {
        for id in only.iter().map(AsRef::as_ref).chain(skip.iter().map(AsRef::as_ref)) {
            known(id)?;
        }
        let only: Vec<&str> = only.iter().map(AsRef::as_ref).collect();
        let skip: Vec<&str> = skip.iter().map(AsRef::as_ref).collect();
        let wanted =
            |check: &&&dyn Check| (only.is_empty() || only.contains(&check.id())) && !skip.contains(&check.id());
        Ok(Self(all().iter().filter(wanted).copied().collect()))
    }

    /// The checks in it.
    pub fn checks(&self) -> &[&'static dyn Check] {
        &self.0
    }
}

fn known(id: &str) -> Result<(), UnknownCheck> {
    if all().iter().any(|check| check.id() == id) {
        return Ok(());
    }
    let nearest = all()
        .iter()
        .map(|check| (strsim::jaro_winkler(id, check.id()), check.id()))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(likeness, _)| *likeness >= 0.75)
        .map(|(_, name)| name);
    Err(UnknownCheck { id: id.to_string(), nearest })
}

/// Applies the checks to all pairs and gives the findings by file (in the order of the pairs), segment,
/// column and check. The number of threads changes nothing.
pub fn run(pairs: &[Pair<'_>], selection: &Selection, context: &Context<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = pairs
        .par_chunks(1024)
        .flat_map_iter(|chunk| chunk.iter().flat_map(|pair| run_pair(*pair, selection, context)))
        .collect();
    let whole: Vec<Pair<'_>> = pairs.iter().filter(|pair| !pair.has_blank_side()).copied().collect();
    for check in selection.checks() {
        let mut report = Report::new(*check);
        check.corpus(&whole, context, &mut report);
        findings.extend(report.into_findings());
    }
    let mut files: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    for file in pairs.iter().filter_map(|pair| pair.file) {
        let next = files.len();
        files.entry(file).or_insert(next);
    }
    findings.sort_by_cached_key(|finding| {
        let file = finding.file.as_deref().and_then(|file| files.get(file).copied());
        let rank = all().iter().position(|check| check.id() == finding.check);
        (file, finding.segment, finding.column, rank, finding.message.clone())
    });
    findings
}

/// The findings of the checks that look at single pairs, check by check.
fn run_pair(pair: Pair<'_>, selection: &Selection, context: &Context<'_>) -> Vec<Finding> {
    let blank = pair.has_blank_side();
    let pair = Examined::from(pair);
    let mut findings = Vec::new();
    for check in selection.checks().iter().filter(|check| !blank || check.sees_blank()) {
        let mut report = Report::new(*check);
        check.pair(&pair, context, &mut report);
        findings.extend(report.into_findings());
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: [&str; 0] = [];

    fn ids(selection: &Selection) -> Vec<&str> {
        selection.checks().iter().map(|check| check.id()).collect()
    }

    #[test]
    fn checks_are_chosen_by_name() {
        let selection = Selection::new(&["spaces", "empty-target"], &NONE).unwrap();
        assert_eq!(ids(&selection), ["empty-target", "spaces"]);
        let selection = Selection::new(&NONE, &["spaces"]).unwrap();
        assert_eq!(selection.checks().len(), all().len() - 1);
        assert!(ids(&Selection::new(&["spaces"], &["spaces"]).unwrap()).is_empty());
    }

    #[test]
    fn an_unknown_name_is_told_with_the_nearest() {
        let error = Selection::new(&["number-missmatch"], &NONE).err().unwrap();
        assert_eq!(error.to_string(), "there is no check `number-missmatch`; did you mean `number-mismatch`?");
        let error = Selection::new(&NONE, &["zzz"]).err().unwrap();
        assert_eq!(error.to_string(), "there is no check `zzz`");
    }

    /// Runs all checks on pairs of two texts in both directions.
    fn run_all(a: &str, b: &str) -> Vec<Finding> {
        let languages = [super::super::testing::tag("ru"), super::super::testing::tag("en")];
        let pair = |index: usize, source, target| Pair {
            source,
            target,
            source_language: &languages[index % 2],
            target_language: &languages[(index + 1) % 2],
            index,
            file: None,
            line: None,
        };
        let pairs = [pair(0, a, b), pair(1, b, a)];
        run(&pairs, &Selection::default(), &Context::default())
    }

    #[test]
    fn long_segments_without_sentences_are_checked() {
        for piece in
            ["1,1", "a.a.", "(", "“", "1 111 ", "Партия ", "Name ", ") ", "语", "@a ", "http://a.b/)))", "с, c "]
        {
            let text = piece.repeat(30_000 / piece.len());
            assert!(run_all(&text, "Нет. 5 (").len() < 500, "{piece}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn no_text_panics(a in "\\PC{0,40}", b in "[0-9a-zа-яА-Я .,()«»“”/:@-]{0,60}") {
            for finding in run_all(&a, &b) {
                proptest::prop_assert!(finding.column >= 1);
            }
        }
    }

    #[test]
    fn names_are_unique_and_descriptions_are_sentences() {
        for (index, check) in all().iter().enumerate() {
            assert!(all().iter().skip(index + 1).all(|other| other.id() != check.id()), "{}", check.id());
            assert!(check.description().ends_with('.'), "{}", check.id());
        }
    }
}
