package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Result of a tool call. Create it with [#ok] or [#fail] and the `with` methods. All of it is
/// journaled.
///
/// @param success whether the call succeeded
/// @param output text for the model, may be empty
/// @param error reason of the failure, empty on success
/// @param filesChanged files that were created, modified or deleted
/// @param data machine-readable data (an exit code, a computed number), a JSON-shaped map of at
///   most [#DATA_VALUES_MAX] values and [#DATA_CHARS_MAX] characters
/// @param errorCode machine-readable reason of the failure, for example `file_not_found`; empty on
///   success or if there is none
/// @param content further parts, at most [#CONTENT_BLOCKS_MAX]
public record ToolResult(
    boolean success,
    String output,
    String error,
    List<FileChange> filesChanged,
    Map<String, Object> data,
    String errorCode,
    List<ContentBlock> content) {
  /// Maximum number of content blocks.
  public static final int CONTENT_BLOCKS_MAX = 20;

  /// Maximum number of values in the data, counted with those in lists and objects.
  public static final int DATA_VALUES_MAX = 10_000;

  /// Maximum length of all names and texts in the data together.
  public static final int DATA_CHARS_MAX = 256 * 1024;

  /// Maximum length of all content blocks together (about two images of
  /// [ContentBlock#IMAGE_CHARS_MAX]).
  public static final int CONTENT_CHARS_MAX = 8 * 1024 * 1024;

  /// Name in the data: whether other files than the listed ones may have changed.
  public static final String FILES_CHANGED_UNKNOWN = "files_changed_unknown";

  /// Name in the data: the ids of the processes that the call started with [ProcessRunner#start].
  public static final String BACKGROUND_PROCESSES = "background_processes";

  /// Name in the data: the number of characters that the engine removed from the middle of a too
  /// long output; present only then.
  public static final String OMITTED_CHARS = "omitted_chars";

  /// Missing parts are empty, as in results of older versions.
  ///
  /// @throws IllegalArgumentException if the data is not JSON-shaped or a limit is exceeded
  public ToolResult {
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(error, "error");
    filesChanged = List.copyOf(filesChanged);
    data = data == null ? Map.of() : JsonValues.copyOf(data);
    errorCode = errorCode == null ? "" : errorCode;
    content = content == null ? List.of() : List.copyOf(content);
    checkLimit(content.size(), CONTENT_BLOCKS_MAX, "content blocks");
    checkLimit(
        content.stream().mapToLong(ContentBlock::chars).sum(),
        CONTENT_CHARS_MAX,
        "characters of content");
    checkLimit(values(data), DATA_VALUES_MAX, "values in its data");
    checkLimit(chars(data), DATA_CHARS_MAX, "characters of data");
  }

  private static void checkLimit(long actual, int limit, String what) {
    if (actual > limit) {
      throw new IllegalArgumentException(
          "a tool result must not have more than %d %s; this one has %d"
              .formatted(limit, what, actual));
    }
  }

  private static long values(Object value) {
    return switch (value) {
      case Map<?, ?> object -> 1 + object.values().stream().mapToLong(ToolResult::values).sum();
      case List<?> list -> 1 + list.stream().mapToLong(ToolResult::values).sum();
      case null, default -> 1;
    };
  }

  private static long chars(Object value) {
    return switch (value) {
      case String text -> text.length();
      case Map<?, ?> object ->
          object.entrySet().stream()
              .mapToLong(field -> chars(field.getKey()) + chars(field.getValue()))
              .sum();
      case List<?> list -> list.stream().mapToLong(ToolResult::chars).sum();
      case null, default -> 0;
    };
  }

  /// Creates a successful result.
  public static ToolResult ok(String output) {
    return new ToolResult(true, output, "", List.of(), Map.of(), "", List.of());
  }

  /// Creates a failed result whose reason the model can act on.
  public static ToolResult fail(String error) {
    return fail("", error);
  }

  /// Creates a failed result with a machine-readable reason.
  public static ToolResult fail(String errorCode, String error) {
    return new ToolResult(false, "", error, List.of(), Map.of(), errorCode, List.of());
  }

  /// Returns a copy with an output, shown to the model in addition to the error.
  public ToolResult withOutput(String text) {
    return new ToolResult(success, text, error, filesChanged, data, errorCode, content);
  }

  /// Returns a copy with an error text.
  public ToolResult withError(String text) {
    return new ToolResult(success, output, text, filesChanged, data, errorCode, content);
  }

  /// Returns a copy with the changed files.
  public ToolResult withFilesChanged(List<FileChange> changes) {
    return new ToolResult(success, output, error, changes, data, errorCode, content);
  }

  /// Returns a copy with machine-readable data.
  public ToolResult withData(Map<String, Object> newData) {
    return new ToolResult(success, output, error, filesChanged, newData, errorCode, content);
  }

  /// Returns a copy with one more value in its machine-readable data.
  public ToolResult plusData(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(data);
    more.put(name, value);
    return withData(more);
  }

  /// Returns a copy with content blocks.
  public ToolResult withContent(List<ContentBlock> blocks) {
    return new ToolResult(success, output, error, filesChanged, data, errorCode, blocks);
  }

  /// Reports whether other files than the listed ones may have changed.
  public boolean hasUnknownChanges() {
    return Boolean.TRUE.equals(data.get(FILES_CHANGED_UNKNOWN));
  }
}
