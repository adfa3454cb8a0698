package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a tool call came to. The model sees `success`, `output`, `error` and the changed files.
///
/// @param success whether it did what was asked
/// @param output text for the model, empty when there is none
/// @param error why it failed, empty on success
/// @param filesChanged the files it created, changed or deleted
/// @param data facts for programs (an exit code, a computed number), JSON-shaped
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

  /// It worked.
  public static ToolResult ok(String output) {
    return new ToolResult(true, output, "", List.of(), Map.of());
  }

  /// It did not work, for a reason the model can act on.
  public static ToolResult fail(String error) {
    return new ToolResult(false, "", error, List.of(), Map.of());
  }

  /// The same result with text the model should see beside the error or instead of it.
  public ToolResult withOutput(String text) {
    return new ToolResult(success, text, error, filesChanged, data);
  }

  /// The same result, naming the files it changed.
  public ToolResult withFilesChanged(List<FileChange> changes) {
    return new ToolResult(success, output, error, changes, data);
  }

  /// The same result with facts for programs.
  public ToolResult withData(Map<String, Object> facts) {
    return new ToolResult(success, output, error, filesChanged, facts);
  }
}
