//! The command line: the command tree, a file a command, printers, hints and exit codes.
