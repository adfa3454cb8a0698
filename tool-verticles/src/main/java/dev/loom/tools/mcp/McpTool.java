package dev.loom.tools.mcp;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.tools.schema.ArgumentValidator;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A tool of an MCP server. What the server says of its effects can only make a call stricter,
/// unless the user trusts it: a call may do anything and is judged by its arguments; one that the
/// server calls destructive, or whose description has changed, needs approval.
final class McpTool implements Tool {
  /// Maximum length of a description; servers fill the context of models otherwise.
  static final int DESCRIPTION_CHARS_MAX = 2_000;

  static final int SCHEMA_CHARS_MAX = 32_000;
  private static final int HASH_CHARS = 8;

  private final McpConnection connection;
  private final McpConfig.Server config;
  private final String remoteName;
  private final McpSchema.ToolAnnotations annotations;
  private final ToolDescriptor descriptor;
  private final String hash;
  private final McpPins pins;

  /// @throws IllegalArgumentException if the description is not one of a tool; says why
  /// @throws IOException if the pins cannot be written
  McpTool(McpConnection connection, McpConfig.Server config, McpSchema.Tool tool, McpPins pins)
      throws IOException {
    this.connection = connection;
    this.config = config;
    this.remoteName = tool.name();
    this.annotations = tool.annotations();
    this.pins = pins;
    var schema = schema(tool);
    this.descriptor = descriptor(connection.alias(), tool, schema);
    this.hash = Sha256.hex(tool.description() + "\n" + Json.write(schema) + "\n" + annotations);
    ArgumentValidator.compile(schema);
    pins.acceptFirst(descriptor.name(), hash);
  }

  private static Map<String, Object> schema(McpSchema.Tool tool) {
    var schema = tool.inputSchema();
    if (schema == null || Json.write(schema).length() > SCHEMA_CHARS_MAX) {
      throw new IllegalArgumentException(
          "its schema is missing or longer than " + SCHEMA_CHARS_MAX + " characters");
    }
    var kept = new LinkedHashMap<>(schema);
    // Servers name older drafts, whose object schemas are read as those of the current one.
    kept.remove("$schema");
    return kept;
  }

  private ToolDescriptor descriptor(String alias, McpSchema.Tool tool, Map<String, Object> schema) {
    var text = tool.description() == null ? "" : tool.description().strip();
    var shown = TextTruncator.middle(text, DESCRIPTION_CHARS_MAX);
    var description = "From the MCP server '%s', in its words: %s".formatted(alias, shown);
    var described = ToolDescriptor.of(localName(alias, tool.name()), description, schema);
    return isTrustedReadOnly() ? described.asReadOnly() : described;
  }

  /// Returns `mcp.<server>.<tool>` in the form of tool names; a long one ends with a hash.
  static String localName(String alias, String tool) {
    var name = "mcp." + word(alias) + "." + word(tool);
    return name.length() <= ToolDescriptor.NAME_CHARS_MAX
        ? name
        : name.substring(0, ToolDescriptor.NAME_CHARS_MAX - HASH_CHARS - 1)
            + "_"
            + Sha256.hex(alias + "." + tool).substring(0, HASH_CHARS);
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }

  @Override
  public ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    if (pins.isChanged(descriptor.name(), hash)) {
      return ask("its description or parameters have changed since they were last approved");
    }
    if (isTrustedReadOnly()) {
      return List.of();
    }
    return annotations != null && Boolean.TRUE.equals(annotations.destructiveHint())
        ? ask("the server calls it destructive")
        : List.of(new ToolEffect.Unknown());
  }

  private List<ToolEffect> ask(String reason) {
    var sentence = "Calls the tool '%s' of an MCP server: %s".formatted(descriptor.name(), reason);
    return List.of(new ToolEffect.Unknown(), new ToolEffect.NeedsApproval(sentence));
  }

  private boolean isTrustedReadOnly() {
    return config.trustAnnotations()
        && annotations != null
        && Boolean.TRUE.equals(annotations.readOnlyHint());
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(config.timeoutSeconds());
  }

  @Override
  public CrashPolicy onCrash() {
    return isTrustedReadOnly() ? CrashPolicy.RETRY : CrashPolicy.NEVER;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    // A call whose description has changed runs only once it was approved.
    pins.accept(descriptor.name(), hash);
    return connection.call(remoteName, arguments.values(), context);
  }
}
