package dev.loom.contracts.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.loom.api.JsonValues;
import dev.loom.api.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// The one JSON mapper of the house.
///
/// Reading is strict where input may be hostile: nesting to 64, no duplicate keys, no text after
/// the value, no number longer than 100 characters.
public final class Json {
  private static final int NUMBER_CHARS_MAX = 100;
  private static final int TEXT_CHARS_MAX = 32 * 1024 * 1024;

  /// More threads than this at once get buffers of their own.
  private static final int BUFFERS_MAX = 128;

  /// Most threads here are virtual and read or write once, so that buffers kept by thread would be
  /// made anew each time.
  private static final RecyclerPool<BufferRecycler> BUFFERS =
      JsonRecyclerPools.newBoundedPool(BUFFERS_MAX);

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
    return JsonMapper.builder(factory)
        .addModule(new Jdk8Module())
        .addModule(new JavaTimeModule())
        .addMixIn(Message.class, MessageMixIn.class)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .build();
  }

  /// The mapper for our own records, which refuses unknown fields.
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /// The mapper for other people's JSON, which passes over fields it does not know.
  public static ObjectMapper lenientMapper() {
    return LENIENT;
  }

  /// A record as JSON text.
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), broken);
    }
  }

  /// JSON text that we wrote ourselves, as a record.
  ///
  /// @throws IllegalArgumentException when it is not what was written
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(
          "not a " + type.getSimpleName() + ": " + describe(broken), broken);
    }
  }

  /// Parses somebody else's JSON.
  ///
  /// @throws IllegalArgumentException saying what is wrong and where
  public static JsonNode parse(String json) {
    try {
      return LENIENT.readTree(json);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(describe(broken), broken);
    }
  }

  /// A JSON object as a plain immutable tree of maps and lists.
  ///
  /// @throws IllegalArgumentException when the node is no object
  public static Map<String, Object> toMap(JsonNode object) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("expected a JSON object");
    }
    return JsonValues.copyOf((Map<?, ?>) toPlain(object));
  }

  /// Written out because Jackson's own conversion writes and reads the whole value, and every tool
  /// call of a model comes through here.
  private static Object toPlain(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        var object = new LinkedHashMap<String, Object>();
        value.properties().forEach(field -> object.put(field.getKey(), toPlain(field.getValue())));
        yield object;
      }
      case ARRAY -> {
        var array = new ArrayList<Object>(value.size());
        value.forEach(item -> array.add(toPlain(item)));
        yield array;
      }
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.numberValue();
      case NULL, MISSING -> null;
      case BINARY, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    };
  }

  /// Why Jackson refused, in one line without Java names or source excerpts.
  public static String describe(JsonProcessingException broken) {
    var location = broken.getLocation();
    var where =
        location == null || location.getLineNr() < 1
            ? ""
            : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    var message = broken.getOriginalMessage();
    var line = message == null ? "malformed" : message.lines().findFirst().orElse("malformed");
    return line.replaceAll("\\(class [^)]*\\)|`?(dev\\.loom|java)\\.[\\w.$]+`?", "").strip()
        + where;
  }

  /// How a message of a conversation is told apart in JSON. A mix-in, because the promise to
  /// plug-ins does not know Jackson.
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Message.System.class, name = "system"),
    @JsonSubTypes.Type(value = Message.User.class, name = "user"),
    @JsonSubTypes.Type(value = Message.Assistant.class, name = "assistant"),
    @JsonSubTypes.Type(value = Message.ToolOutput.class, name = "tool_output")
  })
  private interface MessageMixIn {}
}
