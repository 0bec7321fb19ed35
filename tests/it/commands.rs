//! The command examples under `tests/cmd`: each file is a command, what it reads, what it prints, its exit
//! code. `TRYCMD=overwrite cargo test` writes what is printed now. They show what the default
//! binary prints; without the Russian dictionary some terms are not found.

#[test]
#[cfg(feature = "morph-ru")]
fn command_examples() {
    let cases = trycmd::TestCases::new();
    // Results must not depend on whose machine it is.
    cases.env("NO_COLOR", "1").env("TOLMACH_DICT", "none").env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    cases.case("tests/cmd/*.toml").case("tests/cmd/*.md");
}
