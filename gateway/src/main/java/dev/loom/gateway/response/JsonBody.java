package dev.loom.gateway.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.text.TextTruncator;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Parses a request body as a JSON object: strict UTF-8, no duplicate keys, only finite numbers,
/// and only texts that UTF-8 and other programs can express.
public final class JsonBody {
  private static final int NAME_CHARS_MAX = 100;

  private JsonBody() {}

  /// Parses an optional body; an absent body is an empty object.
  ///
  /// @throws Problem if the body is malformed
  public static ObjectNode readOrEmpty(RoutingContext context) {
    return context.body().length() > 0 ? read(context) : JsonNodeFactory.instance.objectNode();
  }

  /// Parses a required body.
  ///
  /// @throws Problem if the body is absent or malformed
  public static ObjectNode read(RoutingContext context) {
    if (context.body().length() <= 0) {
      throw malformed("The request has no body; send a JSON object as application/json.");
    }
    JsonNode node;
    try {
      var bytes = ByteBuffer.wrap(context.body().buffer().getBytes());
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      // RFC 8259, 8.1: editors send files with a byte order mark.
      node = Json.mapper().readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
    } catch (CharacterCodingException ignored) {
      throw malformed("The request body is not UTF-8.");
    } catch (JsonProcessingException failure) {
      throw malformed("The request body is not JSON: " + Json.describe(failure));
    }
    if (!(node instanceof ObjectNode object)) {
      throw malformed("The request body is not a JSON object.");
    }
    check("", object);
    return object;
  }

  private static Problem malformed(String detail) {
    return Problem.permanent(400, "malformed_json", detail);
  }

  /// Rejects infinite numbers, NUL and lone surrogates, which JSON can express and UTF-8 cannot.
  /// The recursion is bounded by the parser's nesting limit.
  ///
  /// @param field field of the request that contains the node, for the message; empty for the body
  private static void check(String field, JsonNode node) {
    switch (node) {
      case ObjectNode object ->
          object
              .properties()
              .forEach(
                  entry -> {
                    var name = field.isEmpty() ? entry.getKey() : field;
                    checkText(name, entry.getKey());
                    check(name, entry.getValue());
                  });
      case ArrayNode array -> array.forEach(item -> check(field, item));
      case TextNode text -> checkText(field, text.textValue());
      case JsonNode number when number.isDouble() && !Double.isFinite(number.doubleValue()) ->
          throw malformed("The request body has a number that is too large.");
      default -> {
        // Nothing to check.
      }
    }
  }

  private static void checkText(String field, String text) {
    if (text.indexOf(0) >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw Problem.invalidField(
          TextTruncator.withEllipsis(field, NAME_CHARS_MAX),
          "must not contain the character NUL or half of a surrogate pair (\\ud800)");
    }
  }
}
