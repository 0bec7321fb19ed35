//! What is paired by what, from files as people have them.

use super::*;

fn input(folder: &tempfile::TempDir, name: &str, text: &str) -> Input {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    Input::File(path)
}

/// The beads as `source / target`, and what was said.
fn pairs(files: &[(&str, &str)], by: By) -> Result<(Vec<String>, Aligned, Vec<Notice>), Error> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<Input> = files.iter().map(|(name, text)| input(&folder, name, text)).collect();
    let mut notices = Vec::new();
    let by = settle(&files, by, &mut notices)?;
    let (from, to) = (LanguageTag::parse("ru").unwrap(), LanguageTag::parse("en").unwrap());
    let paired = Paired { files: &files, by, from: Some(&from), to: Some(&to) };
    let aligned = pair(&Workbench::default(), paired, &mut notices)?;
    let alignment = &aligned.alignment;
    let show = |bead: &Bead| format!("{} / {}", alignment.source_text(bead), alignment.target_text(bead));
    Ok((alignment.beads.iter().map(show).collect(), aligned, notices))
}

#[track_caller]
fn check(files: &[(&str, &str)], by: By, pairing: Pairing, beads: &[&str], said: usize) {
    let (found, aligned, notices) = pairs(files, by).unwrap();
    assert_eq!(found, beads);
    assert_eq!(aligned.pairing, pairing);
    assert_eq!(notices.len(), said, "{notices:#?}");
}

#[test]
fn files_tell_by_what_they_are_paired() {
    let po = "msgid \"Да\"\nmsgstr \"Yes\"\n\n#, fuzzy\nmsgid \"Нет\"\nmsgstr \"Not\"\n";
    check(&[("a.po", po)], By::Auto, Pairing::Id, &["Да / Yes", "Нет / Not"], 1);
    check(&[("a.csv", "ru,en\nДа,Yes\nНет,\n")], By::Auto, Pairing::Row, &["Да / Yes"], 2);
    check(&[("a.tsv", "Да\tYes\nНет\tNo\n")], By::Auto, Pairing::Row, &["Да / Yes", "Нет / No"], 1);
    check(&[("a.txt", "Да\nYes\n\nНет\nNo\n")], By::Auto, Pairing::Turn, &["Да / Yes", "Нет / No"], 1);
    let cue = |text: &str| format!("1\n00:00:01,000 --> 00:00:02,000\n{text}\n");
    check(&[("a.srt", &cue("Да")), ("b.srt", &cue("Yes"))], By::Auto, Pairing::Time, &["Да / Yes"], 1);
}

#[test]
fn what_is_asked_for_is_done() {
    check(
        &[("a", "Да\n\nНет\n"), ("b", "Yes\n\nNo\nMaybe\n")],
        By::Line,
        Pairing::Line,
        &["Да / Yes", " / ", "Нет / No", " / Maybe"],
        1,
    );
    let ids = [
        ("a.srt", "7\n00:00:01,000 --> 00:00:02,000\nДа\n"),
        ("b.srt", "7\n00:10:01,000 --> 00:10:02,000\nYes\n\n8\n00:11:01,000 --> 00:11:02,000\nNo\n"),
    ];
    check(&ids, By::Id, Pairing::Id, &["Да / Yes", " / No"], 0);
    let template = "msgid \"a\"\nmsgstr \"\"\n";
    check(&[("a.pot", template), ("b.po", "msgid \"a\"\nmsgstr \"b\"\n")], By::Auto, Pairing::Id, &["a / b"], 1);
}

#[test]
fn fuzzy_messages_are_doubtful_and_not_kept() {
    let po = "#, fuzzy\nmsgid \"Нет\"\nmsgstr \"Not\"\n";
    let (_, aligned, _) = pairs(&[("a.po", po)], By::Auto).unwrap();
    assert_eq!(aligned.alignment.beads[0].state, BeadState::Doubtful);
    assert_eq!(align::kept(&aligned.alignment, align::MIN_CONFIDENCE).count(), 0);
}

#[test]
fn what_does_not_fit_is_refused() {
    let refused = |files: &[(&str, &str)], by| pairs(files, by).unwrap_err();
    assert!(refused(&[("a.srt", "")], By::Auto).hint.is_some());
    assert!(refused(&[("a.txt", ""), ("b.srt", "")], By::Auto).message.contains("subtitles"));
    assert!(refused(&[("a.txt", ""), ("b.txt", "")], By::Row).message.contains("wants one file, and 2 are given"));
    assert!(refused(&[("a.txt", "x"), ("b.txt", "y")], By::Id).message.contains("no identifiers"));
}
