package dev.loom.gateway.response;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.Sha256;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.SaveReply;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Saves the replies to requests with an `Idempotency-Key`, so that a repeated request returns the
/// first reply and has no second effect, also after a restart. A repetition that comes while the
/// first request is pending waits for its reply. Failures are not saved. Confined to one event
/// loop.
///
/// The reply is saved after the effect: a repetition of a request during which the engine was
/// killed may have a second effect.
final class RepeatedRequests {
  private static final Logger LOG = System.getLogger(RepeatedRequests.class.getName());

  private final Bus bus;

  /// At most one per connection.
  private final Map<String, Pending> pending = new HashMap<>();

  RepeatedRequests(Bus bus) {
    this.bus = bus;
  }

  private record Pending(String requestHash, Future<Buffer> body) {}

  /// Runs a request, unless one with the same key was run before.
  ///
  /// @param route method and path of the route
  /// @param run runs the request; called at most once
  /// @return fails with a [Problem] if the key belongs to another request
  /// @throws Problem if the key is malformed or belongs to another request
  Future<Buffer> run(RestRequest request, String route, Supplier<Future<Buffer>> run) {
    var context = request.context();
    if (!IdempotencyKeyHeader.isPresent(context)) {
      return run.get();
    }
    var read =
        IdempotencyKeyHeader.read(context, route, JsonBody.readOrEmpty(context)).orElseThrow();
    var key = read.key();
    var hash = Sha256.hex(context.normalizedPath() + "\n" + read.requestHash());
    var first = pending.get(key);
    if (first != null) {
      return replay(request, first.requestHash.equals(hash), first.body);
    }
    var body =
        bus.requestAsync(Addresses.REPLY_FIND, new FindReply(key))
            .compose(
                found ->
                    found
                        .reply()
                        .map(
                            saved ->
                                replay(
                                    request,
                                    saved.requestHash().equals(hash),
                                    Future.succeededFuture(Buffer.buffer(saved.body()))))
                        .orElseGet(() -> run.get().compose(reply -> save(key, hash, reply))));
    var added = new Pending(hash, body);
    pending.put(key, added);
    return body.onComplete(ignored -> pending.remove(key, added));
  }

  private static Future<Buffer> replay(
      RestRequest request, boolean isSameRequest, Future<Buffer> body) {
    if (!isSameRequest) {
      throw IdempotencyKeyHeader.reused(request.context());
    }
    request.response().putHeader("idempotency-replayed", "true");
    return body;
  }

  /// Returns the reply even if it cannot be saved, because the request has taken effect.
  private Future<Buffer> save(String key, String hash, Buffer reply) {
    return bus.requestAsync(
            Addresses.REPLY_SAVE, new SaveReply(key, hash, reply.toString(), Instant.now()))
        .onFailure(failure -> LOG.log(Level.WARNING, "A reply was not saved", failure))
        .transform(ignored -> Future.succeededFuture(reply));
  }
}
