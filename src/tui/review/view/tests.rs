//! What the screen looks like, at several sizes and in several scripts.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;

use super::*;
use crate::lang::LanguageTag;
use crate::model::{Alignment, Bead, BeadState, BlockKind, Sentence};
use crate::tui::review::update::Event;

/// An alignment of texts: each bead with its source segments, target segments, confidence and state.
fn alignment(languages: (&str, &str), beads: &[(&[&str], &[&str], f32, BeadState)]) -> Alignment {
    let tag = |language| LanguageTag::parse(language).unwrap();
    let (mut source, mut target, mut out) = (Vec::new(), Vec::new(), Vec::new());
    let push = |side: &mut Vec<Sentence>, texts: &[&str]| {
        let start = side.len();
        for text in texts {
            let kind = if side.is_empty() { BlockKind::Heading(1) } else { BlockKind::Paragraph };
            let line = Some(2 * side.len() + 1);
            side.push(Sentence { block: side.len(), kind, text: (*text).to_owned(), line });
        }
        start..side.len()
    };
    for (from, to, confidence, state) in beads {
        let (source, target) = (push(&mut source, from), push(&mut target, to));
        out.push(Bead { source, target, confidence: *confidence, state: *state, moved: false });
    }
    let (source_language, target_language) = (tag(languages.0), tag(languages.1));
    Alignment { source_language, target_language, source, target, beads: out }
}

use BeadState::{Accepted, Doubtful, New};

fn russian() -> Alignment {
    alignment(
        ("ru", "en"),
        &[
            (&["Заявление движения «Открытый город»"], &["Statement of the Open City movement"], 0.99, Accepted),
            (
                &["Мы — жители Минска, и мы против войны."],
                &["We live in Minsk, and we are against the war."],
                0.98,
                Accepted,
            ),
            (
                &[
                    "Вчера, 14 мая 2024 года, суд приговорил журналистку Марину Ковальчук к шести годам колонии за статью о школе.",
                ],
                &[
                    "On 14 May 2024 a court sentenced the journalist Marina Kovalchuk to six years.",
                    "She had written about a school.",
                ],
                0.41,
                Doubtful,
            ),
            (
                &["Процесс шёл за закрытыми дверями.", "Родных не пустили."],
                &["The trial was held behind closed doors."],
                0.77,
                New,
            ),
            (&[], &["Read more on our website"], 0.93, New),
            (
                &["Мы требуем освободить всех политзаключённых!"],
                &["We demand freedom for all political prisoners!"],
                0.99,
                New,
            ),
            (&["Свободу!"], &["Freedom!"], 0.36, Doubtful),
        ],
    )
}

fn arabic() -> Alignment {
    alignment(
        ("ar", "en"),
        &[
            (&["بيان حركة المدينة المفتوحة"], &["Statement of the Open City movement"], 0.97, New),
            (
                &[
                    "في 14 مايو 2024 حكمت المحكمة على الصحفية مارينا كوفالتشوك بالسجن ست سنوات بسبب مقال عن مدرسة (رقم 7).",
                ],
                &[
                    "On 14 May 2024 a court sentenced the journalist Marina Kovalchuk to six years for an article on school no. 7.",
                ],
                0.44,
                Doubtful,
            ),
            (&["الحرية!"], &["Freedom!"], 0.91, New),
        ],
    )
}

fn chinese() -> Alignment {
    alignment(
        ("zh", "ru"),
        &[
            (&["开放城市运动声明"], &["Заявление движения «Открытый город»"], 0.97, New),
            (
                &["2024年5月14日，法院以一篇关于学校的文章为由，判处记者玛丽娜·科瓦利丘克六年徒刑。", "庭审不公开。"],
                &["14 мая 2024 года суд приговорил журналистку Марину Ковальчук к шести годам за статью о школе."],
                0.44,
                Doubtful,
            ),
            (&["自由！"], &["Свободу!"], 0.91, New),
        ],
    )
}

/// The screen after some keys, as text.
fn screen(alignment: Alignment, (width, height): (u16, u16), keys: &[KeyCode]) -> String {
    let mut state = State::new("statement.bitext", alignment, Size::new(width, height));
    for &key in keys {
        state.update(Event::Key(KeyEvent::new(key, KeyModifiers::NONE)));
    }
    picture(&state, (width, height))
}

fn picture(state: &State, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(state, Theme { color: true }, frame.area(), frame.buffer_mut())).unwrap();
    // Isolates cannot be seen; they are shown by signs.
    terminal.backend().to_string().replace('\u{2067}', "⟪").replace('\u{2069}', "⟫")
}

fn check(name: &str, picture: String) {
    insta::with_settings!({ snapshot_path => "../../../../tests/snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, picture);
    });
}

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);
use KeyCode::{Char, Enter};

#[test]
fn russian_and_english() {
    check("review-ru-80x24", screen(russian(), SMALL, &[]));
    check("review-ru-200x60", screen(russian(), LARGE, &[]));
}

#[test]
fn arabic_stands_at_the_right_of_its_column() {
    check("review-ar-80x24", screen(arabic(), SMALL, &[]));
    check("review-ar-200x60", screen(arabic(), LARGE, &[]));
}

#[test]
fn chinese_takes_two_cells_a_character() {
    check("review-zh-80x24", screen(chinese(), SMALL, &[]));
    check("review-zh-200x60", screen(chinese(), LARGE, &[]));
}

#[test]
fn a_proposed_split_shows_what_it_makes() {
    check("review-split", screen(russian(), SMALL, &[Char('s')]));
}

#[test]
fn texts_are_edited_under_the_beads() {
    check("review-edit", screen(russian(), SMALL, &[Char('e')]));
    check("review-edit-ar", screen(arabic(), SMALL, &[KeyCode::Tab, Char('e')]));
}

#[test]
fn what_is_found_and_how_deleting_asks() {
    let search: Vec<_> = "/город".chars().map(Char).chain([Enter]).collect();
    check("review-search", screen(russian(), SMALL, &search));
    check("review-delete", screen(russian(), SMALL, &[Char('D')]));
}

#[test]
fn the_help_names_every_key() {
    check("review-help", screen(russian(), (80, 60), &[Char('?')]));
}

#[test]
fn narrow_screens_show_less_and_never_fail() {
    check("review-narrow", screen(russian(), (40, 16), &[]));
    for width in (1..70).step_by(3) {
        for height in (1..20).step_by(2) {
            screen(russian(), (width, height), &[Char('s')]);
            screen(arabic(), (width, height), &[Char('e')]);
            screen(chinese(), (width, height), &[Char('?')]);
        }
    }
}

#[test]
fn a_bead_higher_than_the_screen_is_scrolled() {
    let long = (1..400).map(|n| format!("слово{n}")).collect::<Vec<_>>().join(" ");
    let alignment = alignment(("ru", "en"), &[(&[&long], &["word"], 0.2, Doubtful), (&["Да."], &["Yes."], 0.9, New)]);
    let mut state = State::new("long.bitext", alignment, Size::new(80, 24));
    assert!(picture(&state, SMALL).contains("слово1 "));
    for _ in 0..100 {
        state.update(Event::Key(KeyEvent::new(Char('d'), KeyModifiers::CONTROL)));
    }
    assert!(picture(&state, SMALL).contains("слово399"));
}

#[test]
fn states_differ_without_colour() {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let state = State::new("a.bitext", russian(), Size::new(80, 24));
    terminal.draw(|frame| draw(&state, Theme { color: false }, frame.area(), frame.buffer_mut())).unwrap();
    let colored = |cell: &ratatui::buffer::Cell| {
        cell.fg != ratatui::style::Color::Reset || cell.bg != ratatui::style::Color::Reset
    };
    assert!(!terminal.backend().buffer().content.iter().any(colored));
    let picture = terminal.backend().to_string();
    assert!(picture.contains("✓ 1") && picture.contains("? 3") && picture.contains("· 4"));
}
