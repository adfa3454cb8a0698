package dev.loom.contracts.tool;

/// Requests the tools that a task sees.
///
/// @param scope scope of the task
public record ListTools(ToolScope scope) {
  /// Requests the tools that every task sees.
  public static ListTools everywhere() {
    return new ListTools(new ToolScope.Everywhere());
  }
}
