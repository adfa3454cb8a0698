/// Tests of the packaged program as a separate process: over HTTP, by crashes and by power cuts.
///
/// [dev.loom.cli.LoomLauncher] starts it, [dev.loom.cli.ScriptedModelServer] serves its model, and
/// [dev.loom.cli.CampaignJournalAudit] checks the journal afterwards. Only [dev.loom.cli.DocsIT]
/// and [dev.loom.cli.JournalLoadProgram] use classes of the engine and its modules.
package dev.loom.cli;
