package dev.loom.gateway.response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.json.Json;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.task.IdempotencyKey;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/// Reads the `Idempotency-Key` header, which makes a request repeatable without a second effect.
/// Every route has keys of its own: the same key on another route belongs to another request.
public final class IdempotencyKeyHeader {
  private static final String HEADER = "idempotency-key";

  private IdempotencyKeyHeader() {}

  static boolean isPresent(RoutingContext context) {
    return context.request().headers().contains(HEADER);
  }

  /// @param route method and path of the route; empty for `POST /tasks`, whose keys are stored as
  ///   they are
  /// @param body body of the request; field order and `null` fields do not affect its hash
  /// @return empty if there is no such header
  /// @throws Problem if the header is malformed
  public static Optional<IdempotencyKey> read(
      RoutingContext context, String route, ObjectNode body) {
    var values = context.request().headers().getAll(HEADER);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    if (values.size() > 1 || !isKey(values.getFirst())) {
      throw Problem.permanent(
          400,
          "malformed_idempotency_key",
          "The Idempotency-Key header must occur once and have 1 to "
              + IdempotencyKey.KEY_CHARS_MAX
              + " visible ASCII characters.");
    }
    var key = values.getFirst();
    return Optional.of(
        new IdempotencyKey(route.isEmpty() ? key : Sha256.hex(route + "\n" + key), hash(body)));
  }

  /// Returns the problem that the key of a request belongs to another one.
  public static Problem reused(RoutingContext context) {
    return Problem.permanent(
        422,
        "idempotency_key_reused",
        "The key '%s' was already used for another request. Use a new key."
            .formatted(context.request().getHeader(HEADER)));
  }

  private static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= IdempotencyKey.KEY_CHARS_MAX
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private static String hash(ObjectNode body) {
    var fields = body.deepCopy();
    fields.properties().removeIf(field -> field.getValue().isNull());
    try {
      var canonical =
          Json.mapper()
              .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writeValueAsString(Json.toMap(fields));
      return Sha256.hex(canonical);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("a parsed request cannot be serialized", failure);
    }
  }
}
