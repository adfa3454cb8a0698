/// Turns the text of a `process.yaml` into a process definition, or into everything that is wrong
/// with it.
///
/// [dev.loom.processes.definition.DefinitionParser] is the door. Each key has its type and its
/// bounds here; a key nobody knows is a warning. Keys that no other room acts on yet are checked
/// like the rest. This room opens no file and follows no process.
package dev.loom.processes.definition;
