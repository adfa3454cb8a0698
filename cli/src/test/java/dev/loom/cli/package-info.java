/// The packaged program tried from outside: as a process of its own, over HTTP, and by killing it.
///
/// [dev.loom.cli.LoomLauncher] starts it, [dev.loom.cli.ScriptedModelServer] is the model it works
/// with, [dev.loom.cli.JournalAudit] reads afterwards what it wrote down. Nothing here calls into
/// an engine.
package dev.loom.cli;
