package dev.loom.bus.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.loom.api.JsonValues;
import dev.loom.api.model.Assignment;
import dev.loom.api.model.Message;
import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.event.EventType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads and writes JSON with one shared configuration.
///
/// Input may be hostile: nesting is limited to 64 levels, a number to 100 characters, a text to 32
/// Mi characters, and trailing text is rejected.
public final class Json {
  private static final Pattern LINE_SEPARATORS = Pattern.compile("[\\u0085\\u2028\\u2029]");

  /// Parts of Jackson's messages that name its own settings and classes, or Loom's.
  private static final String JACKSON_NAMES =
      "\\(class [^)]*\\)|`?(dev\\.loom|java)\\.[\\w.$]+`?|,? from `[^`]*`|: enable `[^`]*` to allow"
          + "| \\(not recognized as one since Feature[^)]*\\)";

  private static final String JACKSON_START =
      "\\(start marker at \\[Source: .*?line: (\\d+), column: (\\d+)]\\)";

  private static final int NUMBER_CHARS_MAX = 100;
  private static final int TEXT_CHARS_MAX = 32 * 1024 * 1024;

  /// Threads beyond this number use buffers of their own.
  private static final int BUFFERS_MAX = 128;

  /// A shared pool, because most threads are virtual and short-lived and thread-local buffers would
  /// be allocated anew each time.
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newBoundedPool(BUFFERS_MAX);

  /// Types of the plug-in API with several forms. The name of a form in JSON is that of its class.
  private static final List<Class<?>> SEALED_TYPES =
      List.of(Message.class, ToolEffect.class, ContentBlock.class, Assignment.class);

  private static final ObjectMapper MAPPER = build(true);
  private static final ObjectMapper LENIENT = build(false);

  private Json() {}

  private static ObjectMapper build(boolean strict) {
    var factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(JsonValues.DEPTH_MAX)
                    .maxNumberLength(NUMBER_CHARS_MAX)
                    .maxStringLength(TEXT_CHARS_MAX)
                    .build())
            .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
            .recyclerPool(BUFFERS)
            .build();
    var builder = JsonMapper.builder(factory);
    for (var type : SEALED_TYPES) {
      builder.addMixIn(type, KindMixIn.class);
      for (var form : type.getPermittedSubclasses()) {
        var name =
            PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(form.getSimpleName());
        builder.registerSubtypes(new NamedType(form, name));
      }
    }
    for (var type : EventType.values()) {
      builder.registerSubtypes(new NamedType(type.eventClass(), type.wireName()));
    }
    return builder
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addMixIn(Message.ToolOutput.class, ToolOutputMixIn.class)
        .addMixIn(ToolResult.class, ToolResultMixIn.class)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, strict)
        .build();
  }

  /// Returns the mapper for Loom's own records, which rejects unknown and duplicate fields.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// Returns the mapper for JSON written by others or by another version of Loom. Ignores unknown
  /// fields, accepts duplicate ones, and reads a missing number as 0 and a missing flag as false.
  public static ObjectMapper lenientMapper() {
    return LENIENT;
  }

  /// Escapes a text as in a JSON string.
  public static String escape(String value) {
    var quoted = write(value);
    return quoted.substring(1, quoted.length() - 1);
  }

  /// Writes a value as JSON.
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException exception) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), exception);
    }
  }

  /// Writes a value as JSON for people: indented by two spaces, one element per line.
  public static String writeIndented(JsonNode value) {
    var printer =
        new DefaultPrettyPrinter(
            Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    var indenter = new DefaultIndenter("  ", "\n");
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(value);
    } catch (JsonProcessingException exception) {
      throw new IllegalStateException("cannot write " + value.getNodeType(), exception);
    }
  }

  /// Escapes the line separators that JSON may contain in texts besides line feeds: U+0085, U+2028
  /// and U+2029. Readers that split a stream into lines as Python's `splitlines` does, httpx among
  /// them, would otherwise cut the text there.
  ///
  /// @param json JSON, or lines of ASCII with JSON in them
  public static String escapeLineSeparators(String json) {
    return LINE_SEPARATORS
        .matcher(json)
        .replaceAll(
            found -> String.format(Locale.ROOT, "\\\\u%04x", (int) found.group().charAt(0)));
  }

  /// Reads JSON that was written by [#write].
  ///
  /// @throws IllegalArgumentException if it does not match the type
  public static <T> T read(String json, Class<T> type) {
    return read(MAPPER, json, type);
  }

  /// Reads JSON that [#write] of any version of Loom wrote, as [#lenientMapper] does.
  ///
  /// @throws IllegalArgumentException if it does not match the type
  public static <T> T readStored(String json, Class<T> type) {
    return read(LENIENT, json, type);
  }

  private static <T> T read(ObjectMapper mapper, String json, Class<T> type) {
    try {
      return mapper.readValue(json, type);
    } catch (JsonProcessingException exception) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + describe(exception), exception);
    }
  }

  /// Parses external JSON.
  ///
  /// @throws IllegalArgumentException describing the error and its position
  public static JsonNode parse(String json) {
    try {
      return LENIENT.readTree(json);
    } catch (JsonProcessingException exception) {
      throw new IllegalArgumentException(describe(exception), exception);
    }
  }

  /// Parses external JSON.
  ///
  /// @return empty if the text is not JSON
  public static Optional<JsonNode> tryParse(String json) {
    try {
      return Optional.of(parse(json));
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  /// Converts a JSON object to an immutable tree of maps and lists.
  ///
  /// @throws IllegalArgumentException if the node is not an object
  public static Map<String, Object> toMap(JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("expected a JSON object");
    }
    return JsonValues.copyOf(LENIENT.convertValue(object, Map.class));
  }

  /// Describes a Jackson error in one line, without Java names and source excerpts.
  public static String describe(JsonProcessingException exception) {
    var location = exception.getLocation();
    var position =
        location == null || location.getLineNr() < 1
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    var message = exception.getOriginalMessage();
    var line = message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    return line.replaceAll(JACKSON_START, "(which starts in line $1, column $2)")
            .replaceAll(JACKSON_NAMES, "")
            .strip()
        + position;
  }

  /// Adds the type property. A mix-in, because the plug-in API does not depend on Jackson.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  private interface KindMixIn {}

  /// Omits parts that most results do not have.
  private interface ToolResultMixIn {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    String errorCode();

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<ContentBlock> content();
  }

  private interface ToolOutputMixIn {
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    Map<String, Object> data();

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<ContentBlock> content();
  }
}
