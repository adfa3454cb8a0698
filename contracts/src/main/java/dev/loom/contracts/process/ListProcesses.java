package dev.loom.contracts.process;

import java.util.List;
import java.util.Objects;

/// Asks which process definitions there are.
///
/// @param workspace whose own definitions count too, or empty
public record ListProcesses(String workspace) {
  public ListProcesses {
    Objects.requireNonNull(workspace, "workspace");
  }

  /// The answer, by name.
  public record Found(List<ProcessSummary> processes) {
    public Found {
      processes = List.copyOf(processes);
    }
  }

  /// One definition in short, or one that cannot be loaded.
  ///
  /// @param description what it is for; of one that cannot be loaded, what is wrong with it
  /// @param mode how strictly its phases bind, or `invalid` when it cannot be loaded
  /// @param source where it was found: `built-in` or its path
  public record ProcessSummary(
      String name, String version, String description, int phases, String mode, String source) {}
}
