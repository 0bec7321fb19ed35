//! `tolmach review` in a real terminal (tmux): what is on the screen, what is in the file afterwards, and that the
//! terminal is given back however the screen ends.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;
use std::{env, fs, thread};

use tempfile::TempDir;
use tolmach::model::Timestamp;
use tolmach::workbench::Workbench;
use tolmach::workbench::review::Review;

const FILE: &str = include_str!("../samples/trial.bitext");

/// A shell in a terminal of 80 columns and 24 rows.
struct Shell {
    folder: TempDir,
}

impl Shell {
    /// Starts it in a folder with an alignment file; nothing where tmux is not installed, unless it must be.
    fn start() -> Option<Self> {
        if Command::new("tmux").arg("-V").output().is_err() {
            assert!(env::var_os("CI").is_none(), "tmux is not installed");
            eprintln!("skipped: tmux is not installed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.bitext"), FILE).unwrap();
        let shell = Self { folder };
        shell.tmux(&["-u", "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "sh"]);
        shell.types("PS1='ready> '");
        shell.types(&format!("PATH='{}':\"$PATH\"", binary_folder().display()));
        shell.types("clear; stty -a > before");
        shell.wait("the shell", || shell.file("before").contains("echo"));
        Some(shell)
    }

    fn tmux(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").env_remove("NO_COLOR").env("TMUX_TMPDIR", self.folder.path());
        let output = command.current_dir(self.folder.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn tmux_says(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.tmux(arguments).stdout).into_owned()
    }

    /// Types a line and Enter.
    fn types(&self, line: &str) {
        self.tmux(&["send-keys", "-l", line]);
        self.tmux(&["send-keys", "Enter"]);
    }

    fn press(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn screen(&self) -> String {
        self.tmux_says(&["capture-pane", "-p"])
    }

    fn file(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Waits until something is so; a slow machine is given time.
    fn wait(&self, what: &str, is_so: impl Fn() -> bool) {
        for _ in 0..1_200 {
            if is_so() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("waited in vain for {what}:\n{}", self.screen());
    }

    fn shows(&self, text: &str) {
        self.wait(text, || self.screen().contains(text));
    }

    fn saved(&self, text: &str) {
        self.wait(text, || self.file("a.bitext").contains(text));
    }

    /// Starts a review and notes its process.
    fn review(&self) {
        self.types("sh -c 'echo $$ > pid; exec tolmach review a.bitext'; echo \"exit code $?\"");
        self.shows("? help");
    }

    fn kill(&self, signal: &str) {
        let pid = self.file("pid");
        assert!(Command::new("kill").args([signal, pid.trim()]).status().unwrap().success());
    }

    /// That the terminal is as it was: the shell's screen and cursor, and what is typed is echoed.
    fn assert_given_back(&self) {
        self.wait("the prompt", || self.screen().trim_end().ends_with("ready>"));
        self.types("stty -a > after");
        self.wait("stty", || self.file("after").ends_with('\n'));
        // The first line says how large the terminal is.
        let modes = |name| self.file(name).split_once('\n').map(|(_, modes)| modes.to_owned());
        assert_eq!(modes("after"), modes("before"));
        let state = self.tmux_says(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]);
        assert_eq!(state.trim(), "0 1", "the alternate screen is left, the cursor is shown");
        assert!(self.screen().contains("ready> stty -a > after"), "{}", self.screen());
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ =
            Command::new("tmux").env_remove("TMUX").env("TMUX_TMPDIR", self.folder.path()).arg("kill-server").output();
    }
}

fn binary_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_tolmach")).parent().unwrap().to_path_buf()
}

#[test]
fn a_session_from_the_first_doubtful_bead_to_the_last() {
    let Some(shell) = Shell::start() else { return };
    shell.review();
    shell.shows("1 of 4 accepted, 2 doubtful left");
    let screen = shell.screen();
    assert!(screen.contains("▶ ? 2    1-2  41 %  doubtful"), "{screen}");
    assert!(screen.contains(" Вчера суд приговорил журналистку к    │▌1 Yesterday a court sentenced the"), "{screen}");
    assert!(screen.contains("a accept  Space next  J/K join  s split") && screen.contains("q quit"), "{screen}");

    // The long segment is split where its second sentence begins, as it is proposed.
    shell.press(&["s"]);
    shell.shows("split here");
    shell.press(&["Enter"]);
    shell.shows("▶ ? 2    1-1");
    shell.press(&["a"]);
    shell.shows("2 of 5 accepted");
    shell.press(&["a"]);
    shell.shows("3 of 5 accepted, 1 doubtful left");
    // What one side has alone is settled, in a terminal of another size.
    shell.tmux(&["resize-window", "-x", "120", "-y", "40"]);
    shell.shows("doubtful first");
    shell.press(&["x"]);
    shell.shows("4 of 5 accepted, 0 doubtful left");
    shell.press(&["e", "End", "BSpace", " ", "today.", "Enter"]);
    shell.shows("The family was not let in today.");
    shell.press(&["a"]);
    shell.shows("5 of 5 accepted");
    shell.press(&["u"]);
    shell.shows("4 of 5 accepted");
    shell.press(&["r"]);
    shell.shows("aligned anew");
    shell.press(&["q"]);
    shell.shows("exit code 0");
    assert!(shell.screen().contains("a.bitext: 4 of 5 beads accepted, 0 doubtful left"), "{}", shell.screen());
    shell.assert_given_back();
    let file = shell.file("a.bitext");
    for part in [
        "1-1 0.41 accepted\n< p+2 Вчера суд приговорил журналистку к шести годам.\n> p+2 Yesterday",
        "1-1 0.41 accepted\n< . Она писала о школе.\n> . She had written about a school.\n",
        "< p+2 Родных не пустили.\n> p+2 The family was not let in today.\n",
        "0-1 0.88 accepted\n",
    ] {
        assert!(file.contains(part), "{file}");
    }
}

#[test]
fn however_it_ends_the_terminal_is_given_back_and_everything_is_saved() {
    let Some(shell) = Shell::start() else { return };
    for (count, end) in ["C-c", "-TERM", "-HUP", "-INT"].into_iter().enumerate() {
        shell.types("clear");
        shell.review();
        shell.shows("of 4 accepted");
        // A text being edited counts as done.
        shell.press(&["End", "e", "!"]);
        shell.shows(&format!("│{}", "!".repeat(count + 1)));
        if end == "C-c" {
            shell.press(&[end])
        } else {
            shell.kill(end)
        }
        shell.shows("exit code 130");
        assert!(shell.screen().contains("error: a.bitext: interrupted; all changes are saved"), "{}", shell.screen());
        shell.saved(&format!("> aside+4 {}Read more", "!".repeat(count + 1)));
        shell.assert_given_back();
        fs::remove_file(shell.folder.path().join("after")).unwrap();
    }
}

#[test]
fn colour_is_left_out_where_it_is_not_wanted() {
    let Some(shell) = Shell::start() else { return };
    for (before, colored) in [("", true), ("NO_COLOR=1", false)] {
        shell.types(&format!("clear; {before} tolmach review a.bitext"));
        shell.shows("? help");
        let screen = shell.tmux_says(&["capture-pane", "-p", "-e"]);
        // Colours are 30 to 37, 90 to 97, or 38;5 and a number.
        let has_color =
            ["\u{1b}[3", "\u{1b}[9", ";38;5"].iter().any(|start| screen.replace("\u{1b}[39m", "").contains(start));
        assert_eq!(has_color, colored, "{screen:?}");
        shell.press(&["q"]);
        shell.shows("ready>");
    }
}

#[test]
fn what_another_program_wrote_meanwhile_is_not_written_over() {
    let Some(shell) = Shell::start() else { return };
    shell.review();
    let other = FILE.replace("Yesterday", "On Monday");
    fs::write(shell.folder.path().join("a.bitext"), &other).unwrap();
    shell.press(&["a"]);
    shell.shows("NOT SAVED");
    shell.shows("not saved: another program has changed the file; w saves all the same");
    shell.kill("-TERM");
    shell.shows("exit code 3");
    shell.shows("hint: they are kept in a.bitext.mine");
    assert_eq!(shell.file("a.bitext"), other);
    assert!(shell.file("a.bitext.mine").contains("1-2 0.41 accepted"));
    shell.assert_given_back();
}

#[test]
fn a_terminal_that_is_closed_loses_nothing() {
    let Some(shell) = Shell::start() else { return };
    shell.review();
    shell.press(&["e", "!"]);
    shell.shows("│!Yesterday");
    shell.tmux(&["kill-server"]);
    for _ in 0..400 {
        if shell.file("a.bitext").contains("> p+2 !Yesterday") {
            return;
        }
        thread::sleep(Duration::from_millis(25));
    }
    panic!("the text being edited is lost: {}", shell.file("a.bitext"));
}

#[test]
fn a_panic_gives_the_terminal_back() {
    let Some(shell) = Shell::start() else { return };
    let test = env::current_exe().unwrap();
    shell.types(&format!(
        "RUST_BACKTRACE=0 TOLMACH_REVIEW=a.bitext '{}' --exact review::panicking_child --nocapture",
        test.display()
    ));
    shell.shows("something went wrong");
    shell.shows("test result: FAILED");
    shell.assert_given_back();
}

/// What the child does; nothing when the test is run as any other.
#[test]
fn panicking_child() {
    let Some(path) = env::var_os("TOLMACH_REVIEW").map(PathBuf::from) else { return };
    let review = Review::open(&Workbench::default(), &path, Timestamp::UNIX_EPOCH, &mut Vec::new()).unwrap();
    let _ = tolmach::tui::review::run(review, true, || panic!("something went wrong"));
}
