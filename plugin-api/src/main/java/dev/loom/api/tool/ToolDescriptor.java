package dev.loom.api.tool;

import dev.loom.api.JsonValues;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Describes a tool to models, users and the engine. Create it with [#of] and the `with` methods.
///
/// @param name name used in tool calls, unique within an engine: words of `a-z0-9_` separated by
///   dots, the first beginning with a letter; at most [#NAME_CHARS_MAX] characters
/// @param title name shown to users
/// @param description shown to models: purpose and when to use the tool, in one to five sentences
/// @param inputSchema JSON Schema of the arguments (an object schema, draft 2020-12) as a
///   JSON-shaped map. The engine validates each call against it
/// @param outputSchema JSON Schema of the data of results, if they have a fixed form. Shown to
///   clients; results are not checked against it
/// @param version version of the tool, empty if it has none
/// @param readOnly whether no call changes anything outside the engine. Shown to users only: the
///   engine decides by [Tool#effects]
public record ToolDescriptor(
    String name,
    String title,
    String description,
    Map<String, Object> inputSchema,
    Optional<Map<String, Object>> outputSchema,
    String version,
    boolean readOnly) {
  /// Maximum length of a name.
  public static final int NAME_CHARS_MAX = 64;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z0-9_]+)*");

  /// @throws IllegalArgumentException if the name is invalid or the description is empty
  public ToolDescriptor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(description, "description");
    inputSchema = JsonValues.copyOf(inputSchema);
    outputSchema = outputSchema.map(JsonValues::copyOf);
    Objects.requireNonNull(version, "version");
    if (name.length() > NAME_CHARS_MAX || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "The tool name '%s' is invalid: it must match %s and have at most %d characters"
              .formatted(name, NAME.pattern(), NAME_CHARS_MAX));
    }
    if (description.isBlank()) {
      throw new IllegalArgumentException("The tool '" + name + "' has no description");
    }
  }

  /// Creates a descriptor whose title is its name.
  public static ToolDescriptor of(
      String name, String description, Map<String, Object> inputSchema) {
    return new ToolDescriptor(name, name, description, inputSchema, Optional.empty(), "", false);
  }

  /// Returns a copy with a title.
  public ToolDescriptor withTitle(String newTitle) {
    return new ToolDescriptor(
        name, newTitle, description, inputSchema, outputSchema, version, readOnly);
  }

  /// Returns a copy with a schema of the data of results.
  public ToolDescriptor withOutputSchema(Map<String, Object> schema) {
    return new ToolDescriptor(
        name, title, description, inputSchema, Optional.of(schema), version, readOnly);
  }

  /// Returns a copy with a version.
  public ToolDescriptor withVersion(String newVersion) {
    return new ToolDescriptor(
        name, title, description, inputSchema, outputSchema, newVersion, readOnly);
  }

  /// Returns a copy that is shown as read-only.
  public ToolDescriptor asReadOnly() {
    return new ToolDescriptor(name, title, description, inputSchema, outputSchema, version, true);
  }
}
