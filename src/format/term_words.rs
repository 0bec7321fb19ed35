//! The words by which glossaries say how a term is to be used.

use crate::model::{CaseRule, TermStatus};

/// The status that a word stands for: ours, those of TBX and of terminology tools, English and Russian.
pub(crate) fn status_named(word: &str) -> Option<TermStatus> {
    let word = word.trim().to_lowercase().replace(['_', '-', ' '], "");
    // TBX: preferredTerm-admn-sts; one vendor cuts the suffix short.
    let word = word.trim_end_matches('s').trim_end_matches("admnst");
    let word = word.strip_suffix("term").unwrap_or(word);
    Some(match word {
        "preferred" | "standardized" | "legal" | "approved" | "main" | "предпочтительный" | "основной" => {
            TermStatus::Preferred
        }
        "admitted" | "allowed" | "alternative" | "допустимый" => TermStatus::Admitted,
        "deprecated" | "superseded" | "obsolete" | "notrecommended" | "устаревший" => TermStatus::Deprecated,
        "forbidden"
        | "prohibited"
        | "banned"
        | "donotuse"
        | "notallowed"
        | "запрещенный"
        | "запрещённый"
        | "запрещен"
        | "запрещён" => TermStatus::Forbidden,
        "donottranslate" | "dnt" | "nontranslatable" | "непереводить" => TermStatus::DoNotTranslate,
        _ => return None,
    })
}

/// The case rule that a word stands for: ours, and memoQ's.
pub(crate) fn case_named(word: &str) -> Option<CaseRule> {
    Some(match word.trim().to_lowercase().replace(['_', '-'], " ").as_str() {
        "ignore" | "insensitive" | "case insensitive" | "any" | "no" | "caseinsense" => CaseRule::Ignore,
        "keep" | "permissive" | "sensitive" | "case sensitive" | "yes" | "casepermissive" | "casesense" => {
            CaseRule::Keep
        }
        "exact" => CaseRule::Exact,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_tools_are_known() {
        for (word, status) in [
            ("preferredTerm-admn-sts", Some(TermStatus::Preferred)),
            ("standardizedTerm-admn-st", Some(TermStatus::Preferred)),
            ("admittedTerm", Some(TermStatus::Admitted)),
            ("superseded", Some(TermStatus::Deprecated)),
            ("Forbidden", Some(TermStatus::Forbidden)),
            ("do not use", Some(TermStatus::Forbidden)),
            ("DNT", Some(TermStatus::DoNotTranslate)),
            ("finalized", None),
            ("", None),
        ] {
            assert_eq!(status_named(word), status, "{word}");
        }
        for status in TermStatus::ALL {
            assert_eq!(status_named(status.name()), Some(status));
        }
        for rule in CaseRule::ALL {
            assert_eq!(case_named(rule.name()), Some(rule));
        }
    }
}
