//! All help texts as one snapshot: a change of any shows in review.

#[test]
fn command_line_reference() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("command-line", tolmach::cli::reference());
    });
}
