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

/// A tool's schema, compiled, and the check of arguments against it. Safe for many threads.
public final class ArgumentCheck {
  private static final int FAULTS_SHOWN_MAX = 5;
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  /// Patterns run in time linear to the argument, since both may come from strangers.
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

  private ArgumentCheck(Schema schema) {
    this.schema = schema;
  }

  /// Compiles a schema.
  ///
  /// @param parameters JSON-shaped
  /// @throws IllegalArgumentException when it is no object schema of draft 2020-12
  public static ArgumentCheck of(Map<String, Object> parameters) {
    var node = Json.mapper().<JsonNode>valueToTree(parameters);
    if (!"object".equals(parameters.get("type"))) {
      throw new IllegalArgumentException("the schema's type is not 'object'");
    }
    try {
      var faults = REGISTRY.getSchema(SchemaLocation.of(DIALECT)).validate(node);
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(sentence(faults));
      }
      var schema = REGISTRY.getSchema(node);
      // Otherwise a reference that leads nowhere would be found only when a call comes to it.
      schema.initializeValidators();
      return new ArgumentCheck(schema);
    } catch (SchemaException | PatternSyntaxException broken) {
      throw new IllegalArgumentException(broken.getMessage(), broken);
    }
  }

  /// Checks arguments.
  ///
  /// @param arguments JSON-shaped
  /// @return what is wrong with them, naming each argument
  public Optional<String> fault(Map<String, Object> arguments) {
    var faults = schema.validate(Json.mapper().<JsonNode>valueToTree(arguments));
    return faults.isEmpty() ? Optional.empty() : Optional.of(sentence(faults));
  }

  private static String sentence(List<Error> faults) {
    var shown =
        faults.stream()
            .map(ArgumentCheck::sentence)
            .distinct()
            .limit(FAULTS_SHOWN_MAX)
            .collect(Collectors.joining("; "));
    return faults.size() > FAULTS_SHOWN_MAX ? shown + "; and more" : shown;
  }

  private static String sentence(Error fault) {
    var where = dotted(fault.getInstanceLocation().toString());
    return switch (fault.getKeyword()) {
      case "required" -> quoted(where, fault.getProperty()) + " is required";
      case "additionalProperties" ->
          quoted(where, fault.getProperty()) + " is not an argument of this tool";
      case "type" -> subject(where) + " must be " + typeName(fault) + ", not " + given(fault);
      default -> subject(where) + " " + fault.getMessage();
    };
  }

  private static String typeName(Error fault) {
    return switch (String.valueOf(fault.getArguments()[1])) {
      case "string" -> "a text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "an object";
      case String other -> other;
    };
  }

  private static String given(Error fault) {
    return switch (String.valueOf(fault.getArguments()[0])) {
      case "string" -> "a text";
      case "integer", "number" -> "a number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
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
