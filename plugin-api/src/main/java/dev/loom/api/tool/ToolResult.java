package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Result of a tool call. The model sees `success`, `output`, `error` and the changed files.
///
/// @param success whether the call succeeded
/// @param output text for the model, may be empty
/// @param error reason of the failure, empty on success
/// @param filesChanged files that were created, modified or deleted
/// @param data machine-readable data (an exit code, a computed number), a JSON-shaped map
public record ToolResult(
    boolean success,
    String output,
    String error,
    List<FileChange> filesChanged,
    Map<String, Object> data) {
  public ToolResult {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(error, "error");
    filesChanged = List.copyOf(filesChanged);
    data = JsonValues.copyOf(data);
  }

  /// Creates a successful result.
  public static ToolResult ok(String output) {
    return new ToolResult(true, output, "", List.of(), Map.of());
  }

  /// Creates a failed result whose reason the model can act on.
  public static ToolResult fail(String error) {
    return new ToolResult(false, "", error, List.of(), Map.of());
  }

  /// Returns a copy with an output, shown to the model in addition to the error.
  public ToolResult withOutput(String text) {
    return new ToolResult(success, text, error, filesChanged, data);
  }

  /// Returns a copy with the changed files.
  public ToolResult withFilesChanged(List<FileChange> changes) {
    return new ToolResult(success, output, error, changes, data);
  }

  /// Returns a copy with machine-readable data.
  public ToolResult withData(Map<String, Object> newData) {
    return new ToolResult(success, output, error, filesChanged, newData);
  }
}
