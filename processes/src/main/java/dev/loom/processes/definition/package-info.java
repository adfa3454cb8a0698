/// Parses the text of a `process.yaml` into a process definition or a list of all its problems.
///
/// [dev.loom.processes.definition.DefinitionParser] is the entry point. The package checks the type
/// and the bounds of every value, but for four sections that no module uses yet; an unknown key is
/// a warning. The package opens no file and executes no process.
package dev.loom.processes.definition;
