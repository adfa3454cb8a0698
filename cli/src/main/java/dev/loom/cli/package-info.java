/// The `loom` command line.
///
/// The entry point is [dev.loom.cli.Main]. Most commands are clients of the REST API, either of the
/// engine that already runs on this home or of one that the command starts. The others, such as
/// `setup` and `replay`, use the public API of the engine module.
package dev.loom.cli;
