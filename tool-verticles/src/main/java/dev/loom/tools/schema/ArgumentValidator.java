package dev.loom.tools.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.loom.bus.json.Json;
import dev.loom.bus.text.SafeRegex;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Validates the arguments of a tool against its compiled schema. Thread-safe.
public final class ArgumentValidator {
  private static final int ERRORS_SHOWN_MAX = 5;
  private static final String META_SCHEMA = "https://json-schema.org/draft/2020-12/schema";

  /// Schema patterns and arguments are untrusted, so patterns are matched in linear time.
  private static final RegularExpressionFactory LINEAR_TIME_REGEX =
      pattern -> {
        var compiled = SafeRegex.compile(pattern, 0, SafeRegex.INSTRUCTIONS_MAX);
        return text -> compiled.matcher(text).find();
      };

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          Dialects.getDraft202012(),
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .regularExpressionFactory(LINEAR_TIME_REGEX)
                      .build()));

  private final Schema schema;

  private ArgumentValidator(Schema schema) {
    this.schema = schema;
  }

  /// Compiles a schema.
  ///
  /// @param parameters a JSON-shaped map
  /// @throws IllegalArgumentException if it is not an object schema of draft 2020-12
  public static ArgumentValidator compile(Map<String, Object> parameters) {
    var node = Json.mapper().<JsonNode>valueToTree(parameters);
    if (!"object".equals(parameters.get("type"))) {
      throw new IllegalArgumentException("the schema's type is not 'object'");
    }
    try {
      var errors = REGISTRY.getSchema(SchemaLocation.of(META_SCHEMA)).validate(node);
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(describe(errors));
      }
      var schema = REGISTRY.getSchema(node);
      // Finds unresolvable references now instead of during a call.
      schema.initializeValidators();
      return new ArgumentValidator(schema);
    } catch (SchemaException failure) {
      throw new IllegalArgumentException(failure.getMessage(), failure);
    }
  }

  /// Validates arguments.
  ///
  /// @param arguments a JSON-shaped map
  /// @return a message that names each invalid argument, empty when all are valid
  public Optional<String> findError(Map<String, Object> arguments) {
    var errors = schema.validate(Json.mapper().<JsonNode>valueToTree(arguments));
    return errors.isEmpty() ? Optional.empty() : Optional.of(describe(errors));
  }

  private static String describe(List<Error> errors) {
    var shown =
        errors.stream()
            .map(ArgumentValidator::describe)
            .distinct()
            .limit(ERRORS_SHOWN_MAX)
            .collect(Collectors.joining("; "));
    return errors.size() > ERRORS_SHOWN_MAX ? shown + "; and more" : shown;
  }

  private static String describe(Error error) {
    var location = dotted(error.getInstanceLocation().toString());
    return switch (error.getKeyword()) {
      case "required" -> quoted(location, error.getProperty()) + " is required";
      case "additionalProperties" ->
          quoted(location, error.getProperty()) + " is not an argument of this tool";
      case "type" ->
          subject(location) + " must be " + expectedType(error) + ", not " + actualType(error);
      default -> subject(location) + " " + error.getMessage();
    };
  }

  private static String expectedType(Error error) {
    return withArticle(String.valueOf(error.getArguments()[1]));
  }

  private static String actualType(Error error) {
    var type = String.valueOf(error.getArguments()[0]);
    return withArticle(type.equals("integer") ? "number" : type);
  }

  private static String withArticle(String type) {
    return switch (type) {
      case "string", "number", "boolean" -> "a " + type;
      case "integer", "array", "object" -> "an " + type;
      default -> type;
    };
  }

  private static String subject(String location) {
    return location.isEmpty() ? "the arguments" : "'" + location + "'";
  }

  private static String quoted(String location, String property) {
    return "'" + (location.isEmpty() ? property : location + "." + property) + "'";
  }

  private static String dotted(String pointer) {
    return pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
  }
}
