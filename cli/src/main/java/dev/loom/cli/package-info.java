/// The `loom` command.
///
/// [dev.loom.cli.Main] is the door. Every command is a client of the REST API, of the engine that
/// runs on this home or of one it starts itself; none reaches into an engine's rooms.
package dev.loom.cli;
