/// The `loom` command line.
///
/// The entry point is [dev.loom.cli.Main]. Every command is a client of the REST API, either of the
/// engine that already runs on this home or of one that the command starts. No command uses engine
/// internals.
package dev.loom.cli;
