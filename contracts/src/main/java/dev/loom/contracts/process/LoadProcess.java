package dev.loom.contracts.process;

/// Requests a process definition by name. Fails as invalid if it does not exist (the error lists
/// the available names) or is malformed (the error lists its problems).
///
/// @param workspace absolute path of the workspace whose own definitions are included, or empty
public record LoadProcess(String name, String workspace) {
  /// Reply with the definition.
  public record Loaded(ProcessDefinition definition) {}
}
