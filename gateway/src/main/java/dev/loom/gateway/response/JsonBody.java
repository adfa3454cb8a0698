package dev.loom.gateway.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loom.bus.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Parses a request body as a JSON object: strict UTF-8, no duplicate keys, only finite numbers.
/// Lone surrogates are replaced.
public final class JsonBody {
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
    sanitize(object);
    return object;
  }

  private static Problem malformed(String detail) {
    return Problem.permanent(400, "malformed_json", detail);
  }

  /// Replaces lone surrogates and rejects infinite numbers. The recursion is bounded by the
  /// parser's nesting limit.
  private static JsonNode sanitize(JsonNode node) {
    return switch (node) {
      case ObjectNode object -> {
        object.properties().forEach(entry -> entry.setValue(sanitize(entry.getValue())));
        yield object;
      }
      case ArrayNode array -> {
        for (var index = 0; index < array.size(); index++) {
          array.set(index, sanitize(array.get(index)));
        }
        yield array;
      }
      case TextNode text -> TextNode.valueOf(replaceLoneSurrogates(text.textValue()));
      case JsonNode number when number.isDouble() && !Double.isFinite(number.doubleValue()) ->
          throw malformed("The request body has a number that is too large.");
      default -> node;
    };
  }

  /// Replaces lone surrogates, which JSON can express and UTF-8 cannot.
  private static String replaceLoneSurrogates(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }
}
