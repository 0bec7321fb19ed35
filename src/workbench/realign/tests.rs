//! What a person has accepted stays, whatever happens to the texts.

use std::fs;

use super::*;

use crate::workbench::texts::Input;

const SOURCE: &str = "Заявление о выборах\n\nМы требуем освободить всех политических заключённых. Суд прошёл 12 марта \
                      2024 года за закрытыми дверями.\n\nАпелляция рассматривалась семь минут. Пытки должны прекратиться.\n";
const TARGET: &str = "Statement on the elections\n\nWe demand the release of all political prisoners. The trial was held on \
                      12 March 2024 behind closed doors.\n\nThe appeal was considered for seven minutes. The torture must stop.\n";

/// A folder with two texts and the alignment that `align` made of them.
struct Folder {
    folder: tempfile::TempDir,
    bitext: Bitext,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            Input::File(path)
        };
        let (source, target) = (file("a.ru.txt", SOURCE), file("a.en.txt", TARGET));
        let request = align::Request {
            source: &source,
            target: &target,
            from: None,
            to: None,
            cutting: Cutting::default(),
            memories: &[],
            glossaries: &[],
            locked: &[],
            order: Default::default(),
        };
        let aligned = align::align(&Workbench::default(), request, Timestamp::UNIX_EPOCH, &mut Vec::new()).unwrap();
        let bitext = aligned.to_bitext(&folder.path().join("a.bitext"));
        assert_eq!(bitext.alignment.beads.len(), 5);
        Self { folder, bitext }
    }

    /// Accepts the bead whose source begins with this.
    fn accept(&mut self, start: &str) {
        let alignment = &mut self.bitext.alignment;
        let at = alignment.source.iter().position(|s| s.text.starts_with(start)).unwrap();
        let bead = alignment.beads.iter_mut().find(|bead| bead.source.contains(&at)).unwrap();
        bead.state = BeadState::Accepted;
    }

    fn rewrite(&self, name: &str, from: &str, to: &str) {
        let path = self.folder.path().join(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(&path, text.replace(from, to)).unwrap();
    }

    fn realign(&self) -> (Realigned, Vec<Notice>) {
        let path = self.folder.path().join("a.bitext");
        let request = Request { path: &path, texts: None, memories: &[], glossaries: &[], order: Default::default() };
        let mut notices = Vec::new();
        let bench = Workbench::default();
        let done = realign(&bench, self.bitext.clone(), request, Timestamp::UNIX_EPOCH, &mut notices).unwrap();
        (done, notices)
    }
}

/// The accepted beads as `source / target`.
fn accepted(realigned: &Realigned) -> Vec<String> {
    let alignment = &realigned.aligned.alignment;
    let accepted = alignment.beads.iter().filter(|bead| bead.state == BeadState::Accepted);
    accepted.map(|bead| format!("{} / {}", alignment.source_text(bead), alignment.target_text(bead))).collect()
}

#[test]
fn nothing_accepted_is_lost_when_the_texts_stay() {
    let mut folder = Folder::new();
    folder.accept("Пытки");
    // A text edited in the alignment file, and a pair that the aligner would not make.
    folder.bitext.alignment.target[4].text = "Torture must end.".into();
    folder.accept("Заявление");
    let (done, notices) = folder.realign();
    assert_eq!((done.kept, done.changed, done.lost.len()), (2, 0, 0));
    assert_eq!(
        accepted(&done),
        ["Заявление о выборах / Statement on the elections", "Пытки должны прекратиться. / Torture must end."]
    );
    assert_eq!(notices, []);
}

#[test]
fn a_changed_text_keeps_what_is_still_there() {
    let mut folder = Folder::new();
    folder.accept("Апелляция");
    folder.accept("Мы требуем");
    folder.accept("Пытки");
    folder.rewrite("a.ru.txt", "Мы требуем", "Совсем новый абзац об экономике страны.\n\nМы требуем немедленно");
    folder.rewrite("a.ru.txt", "Пытки должны прекратиться.", "Благодарим за внимание.");
    let (done, notices) = folder.realign();
    assert_eq!((done.kept, done.changed), (2, 1));
    assert_eq!(done.lost, ["Пытки должны прекратиться. / The torture must stop."]);
    assert_eq!(
        accepted(&done),
        [
            "Мы требуем немедленно освободить всех политических заключённых. / We demand the release of all political \
             prisoners.",
            "Апелляция рассматривалась семь минут. / The appeal was considered for seven minutes.",
        ]
    );
    assert!(notices[0].text.contains("changed since"));
    // The new fingerprint is that of the new text: nothing has changed the next time.
    let path = folder.folder.path().join("a.bitext");
    folder.bitext = done.aligned.to_bitext(&path);
    let (again, notices) = folder.realign();
    assert_eq!((again.aligned.alignment, notices), (done.aligned.alignment, Vec::new()));
}

#[test]
fn a_bead_that_comes_out_as_it_was_is_not_touched() {
    let mut folder = Folder::new();
    folder.rewrite("a.ru.txt", "Заявление о выборах", "Заявление о честных выборах");
    let beads = &mut folder.bitext.alignment.beads;
    (beads[1].confidence, beads[2].confidence) = (0.93, 0.2);
    beads[3].state = BeadState::Doubtful;
    let doubted = beads[3].confidence;
    let (done, _) = folder.realign();
    let beads = &done.aligned.alignment.beads;
    assert_eq!((beads[1].confidence, beads[1].state), (0.93, BeadState::New));
    assert!(beads[2].confidence > 0.5, "what has changed much is written anew");
    assert_eq!((beads[3].confidence, beads[3].state), (doubted, BeadState::Doubtful));
}

#[test]
fn missing_texts_and_other_pairings() {
    let mut folder = Folder::new();
    folder.accept("Пытки");
    fs::remove_file(folder.folder.path().join("a.ru.txt")).unwrap();
    let (done, notices) = folder.realign();
    assert_eq!((done.kept, notices.len()), (1, 1));
    folder.bitext.pairing = Pairing::Time;
    let path = folder.folder.path().join("a.bitext");
    let request = Request { path: &path, texts: None, memories: &[], glossaries: &[], order: Default::default() };
    let error = realign(&Workbench::default(), folder.bitext.clone(), request, Timestamp::UNIX_EPOCH, &mut Vec::new());
    assert!(error.unwrap_err().message.contains("paired by time"));
}
