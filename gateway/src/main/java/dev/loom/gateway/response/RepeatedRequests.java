package dev.loom.gateway.response;

import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.task.IdempotencyKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Remembers the replies to requests with an `Idempotency-Key`, so that a repeated request returns
/// the first reply and has no second effect. A repetition that comes while the first request is
/// pending waits for its reply. Failures are not remembered. Holds the newest [#KEYS_MAX] keys of
/// this life of the engine. Confined to one event loop.
final class RepeatedRequests {
  static final int KEYS_MAX = 10_000;

  private final Map<String, Reply> replies =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reply> eldest) {
          return size() > KEYS_MAX;
        }
      };

  private record Reply(String requestHash, Future<Buffer> body) {}

  /// Runs a request, unless one with the same key was run before.
  ///
  /// @param run runs the request; called at most once
  /// @throws Problem if the key is malformed or belongs to another request
  Future<Buffer> run(RestRequest request, Supplier<Future<Buffer>> run) {
    var context = request.context();
    if (!IdempotencyKeyHeader.isPresent(context)) {
      return run.get();
    }
    var key = IdempotencyKeyHeader.read(context, JsonBody.readOrEmpty(context)).orElseThrow();
    var line = context.request().method() + " " + context.normalizedPath();
    var hash = Sha256.hex(line + "\n" + key.requestHash());
    var known = replies.get(key.key());
    if (known == null) {
      return remember(key, hash, run.get());
    }
    if (!known.requestHash.equals(hash)) {
      throw Problem.permanent(
          422,
          "idempotency_key_reused",
          "The key '%s' was already used for another request. Use a new key.".formatted(key.key()));
    }
    request.response().putHeader("idempotency-replayed", "true");
    return known.body;
  }

  private Future<Buffer> remember(IdempotencyKey key, String hash, Future<Buffer> body) {
    var reply = new Reply(hash, body);
    replies.put(key.key(), reply);
    return body.onFailure(ignored -> replies.remove(key.key(), reply));
  }
}
