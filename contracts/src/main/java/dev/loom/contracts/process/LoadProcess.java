package dev.loom.contracts.process;

import java.util.Objects;

/// Asks for a process definition by name. Refused as invalid when there is none, naming those there
/// are, or when it is broken, naming what is wrong with it.
///
/// @param workspace the absolute path of the workspace whose own definitions count too, or empty
public record LoadProcess(String name, String workspace) {
  public LoadProcess {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(workspace, "workspace");
  }

  /// The answer.
  public record Loaded(ProcessDefinition definition) {}
}
