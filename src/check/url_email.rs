//! `url-email`

use super::values::{is_address, report_differences};
use super::{Check, Context, Examined, Report, Severity};

/// Addresses that were changed or lost.
pub(super) struct UrlEmail;

impl Check for UrlEmail {
    fn id(&self) -> &'static str {
        "url-email"
    }

    fn description(&self) -> &'static str {
        "A web address, e-mail address or account name of the source was changed or is missing."
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn pair(&self, pair: &Examined<'_>, _: &Context<'_>, report: &mut Report) {
        report_differences(pair, report, is_address);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{flags, passes};
    use super::*;

    #[test]
    fn changed_addresses() {
        let check = |source, target, expected: &[&str]| flags(&UrlEmail, ("ru", "en"), (source, target), expected);
        check(
            "См. https://example.org/list",
            "See https://example.org/lists",
            &["5: `https://example.org/list` became `https://example.org/lists` -> https://example.org/list"],
        );
        check("Пишите: a@example.org.", "Write to us.", &["9: `a@example.org` is not in the translation"]);
        check("Канал @kanal", "The channel @canal", &["13: `@kanal` became `@canal` -> @kanal"]);
    }

    #[test]
    fn kept_and_localised_addresses() {
        passes(
            &UrlEmail,
            ("ru", "en"),
            &[
                ("См. http://example.org/", "See https://www.example.org."),
                ("ru.wikipedia.org/wiki/Мир", "en.wikipedia.org/wiki/Peace"),
                ("https://example.org/ru/news/1", "https://example.org/en/news/1"),
                ("Без адреса", "More at example.org"),
                ("Пишите на A@example.org", "Write to a@example.org"),
            ],
        );
    }
}
