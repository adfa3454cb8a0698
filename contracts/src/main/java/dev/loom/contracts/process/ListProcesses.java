package dev.loom.contracts.process;

import java.util.List;

/// Requests the available process definitions.
///
/// @param workspace workspace whose own definitions are included, or empty
public record ListProcesses(String workspace) {
  /// Reply with the definitions, sorted by name.
  public record Found(List<ProcessSummary> processes) {
    public Found {
      processes = List.copyOf(processes);
    }
  }

  /// Summary of a definition, or of one that cannot be loaded.
  ///
  /// @param description purpose of the process, or the error if it cannot be loaded
  /// @param mode phase mode, or `invalid` if it cannot be loaded
  /// @param source `built-in` or the path of the definition
  public record ProcessSummary(
      String name, String version, String description, int phases, String mode, String source) {}
}
