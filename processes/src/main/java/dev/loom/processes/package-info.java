/// Finds process definitions and serves them over the bus.
///
/// [dev.loom.processes.ProcessVerticle] is the entry point. Requests name a definition, never a
/// path: only the bundled definitions and files of three directories are read. Every request reads
/// them again, so an edited file is used at once. The orchestrator executes processes; this package
/// does not.
package dev.loom.processes;
