package dev.loom.tools.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.loom.contracts.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Validates the arguments of a tool against its compiled schema. Thread-safe.
public final class ArgumentValidator {
  private static final int ERRORS_SHOWN_MAX = 5;
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /// Schema patterns and arguments are untrusted, so patterns are matched in linear time.
  private static final RegularExpressionFactory LINEAR_TIME =
      pattern -> {
        var compiled = Pattern.compile(pattern);
        return text -> compiled.matcher(text).find();
      };

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDialect(
          Dialects.getDraft202012(),
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().regularExpressionFactory(LINEAR_TIME).build()));

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
      var errors = REGISTRY.getSchema(SchemaLocation.of(DIALECT)).validate(node);
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(sentence(errors));
      }
      var schema = REGISTRY.getSchema(node);
      // Finds unresolvable references now instead of during a call.
      schema.initializeValidators();
      return new ArgumentValidator(schema);
    } catch (SchemaException | PatternSyntaxException broken) {
      throw new IllegalArgumentException(broken.getMessage(), broken);
    }
  }

  /// Validates arguments.
  ///
  /// @param arguments a JSON-shaped map
  /// @return a message that names each invalid argument, empty when all are valid
  public Optional<String> findError(Map<String, Object> arguments) {
    var errors = schema.validate(Json.mapper().<JsonNode>valueToTree(arguments));
    return errors.isEmpty() ? Optional.empty() : Optional.of(sentence(errors));
  }

  private static String sentence(List<Error> errors) {
    var shown =
        errors.stream()
            .map(ArgumentValidator::sentence)
            .distinct()
            .limit(ERRORS_SHOWN_MAX)
            .collect(Collectors.joining("; "));
    return errors.size() > ERRORS_SHOWN_MAX ? shown + "; and more" : shown;
  }

  private static String sentence(Error error) {
    var where = dotted(error.getInstanceLocation().toString());
    return switch (error.getKeyword()) {
      case "required" -> quoted(where, error.getProperty()) + " is required";
      case "additionalProperties" ->
          quoted(where, error.getProperty()) + " is not an argument of this tool";
      case "type" -> subject(where) + " must be " + typeName(error) + ", not " + given(error);
      default -> subject(where) + " " + error.getMessage();
    };
  }

  private static String typeName(Error error) {
    return switch (String.valueOf(error.getArguments()[1])) {
      case "string" -> "a string";
      case "integer" -> "an integer";
      case "number" -> "a number";
      case "boolean" -> "a boolean";
      case "array" -> "an array";
      case "object" -> "an object";
      case String other -> other;
    };
  }

  private static String given(Error error) {
    return switch (String.valueOf(error.getArguments()[0])) {
      case "string" -> "a string";
      case "integer", "number" -> "a number";
      case "boolean" -> "a boolean";
      case "array" -> "an array";
      case "object" -> "an object";
      case String other -> other;
    };
  }

  private static String subject(String where) {
    return where.isEmpty() ? "the arguments" : "'" + where + "'";
  }

  private static String quoted(String where, String property) {
    return "'" + (where.isEmpty() ? property : where + "." + property) + "'";
  }

  private static String dotted(String pointer) {
    return pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.');
  }
}
