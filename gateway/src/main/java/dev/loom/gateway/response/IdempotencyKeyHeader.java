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
public final class IdempotencyKeyHeader {
  private static final String HEADER = "idempotency-key";

  private IdempotencyKeyHeader() {}

  static boolean isPresent(RoutingContext context) {
    return context.request().headers().contains(HEADER);
  }

  /// @param body body of the request; field order and `null` fields do not affect its hash
  /// @return empty if there is no such header
  /// @throws Problem if the header is malformed
  public static Optional<IdempotencyKey> read(RoutingContext context, ObjectNode body) {
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
    return Optional.of(new IdempotencyKey(values.getFirst(), hash(body)));
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
