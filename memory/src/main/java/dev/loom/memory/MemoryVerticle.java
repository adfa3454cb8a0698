package dev.loom.memory;

import dev.loom.bus.Address;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.bus.Registration;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.webhook.WebhookQueued;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/// Opens the database and handles all requests to it. The event loop of this verticle owns the
/// write queue; the JDBC client performs blocking I/O on worker threads.
public final class MemoryVerticle extends VerticleBase {
  /// Limit of concurrent and waiting audits.
  private static final ConcurrencyLimit AUDITS = new ConcurrencyLimit(1, 4);

  private final Path file;
  private final List<Path> watched;
  private final int readConnectionsMax;
  private Storage storage;

  /// Creates the verticle.
  ///
  /// @param file SQLite file, created if it is missing
  /// @param readConnectionsMax number of read connections
  public MemoryVerticle(Path file, int readConnectionsMax) {
    this(file, List.of(), readConnectionsMax);
  }

  /// Creates the verticle.
  ///
  /// @param watched files besides the database that must stay in place: if one is deleted or
  ///   replaced, nothing more is recorded
  public MemoryVerticle(Path file, List<Path> watched, int readConnectionsMax) {
    this.file = file;
    this.watched = watched;
    this.readConnectionsMax = readConnectionsMax;
  }

  @Override
  public Future<?> start() {
    var bus = Bus.on(vertx);
    return SqliteStorage.open(
            vertx,
            context,
            file,
            watched,
            readConnectionsMax,
            entry -> bus.publish(Addresses.TASK_EVENTS, entry.taskId().value(), entry),
            snapshot -> publishWebhook(bus, snapshot))
        .compose(
            opened -> {
              storage = opened;
              return opened.register(bus.engine(), Instant.now());
            })
        .compose(ignored -> registerHandlers(bus));
  }

  private Future<?> registerHandlers(Bus bus) {
    return Future.all(
        List.of(
            handle(bus, Addresses.JOURNAL_APPEND, storage::append),
            handle(bus, Addresses.JOURNAL_READ, storage::page),
            handle(bus, Addresses.JOURNAL_LOAD_HISTORY, storage::history),
            handle(bus, Addresses.JOURNAL_BLOB, storage::text),
            handle(bus, Addresses.CHECKPOINT_SAVE, storage::save),
            handle(bus, Addresses.TASK_FIND, storage::find),
            handle(bus, Addresses.TASK_LIST, storage::list),
            handle(bus, Addresses.DECISION_LIST, storage::pendingDecisions),
            handle(bus, Addresses.TASK_CLAIM, storage::claim),
            handle(bus, Addresses.IDEMPOTENCY_KEY_FIND, storage::findByKey),
            handle(bus, Addresses.REPLY_FIND, storage::find),
            handle(bus, Addresses.REPLY_SAVE, storage::save),
            handle(bus, Addresses.PATTERN_LIST, storage::list),
            handle(bus, Addresses.PATTERN_DELETE, storage::delete),
            handle(bus, Addresses.WEBHOOK_CLAIM, storage::claim),
            handle(bus, Addresses.WEBHOOK_RECORD_ATTEMPT, storage::recordAttempt),
            handle(bus, Addresses.STORAGE_CHECK, request -> storage.check()),
            bus.handleBlocking(
                Addresses.STORAGE_AUDIT,
                AUDITS,
                Bus.ThreadKind.PLATFORM,
                request -> storage.audit())));
  }

  private static void publishWebhook(Bus bus, TaskSnapshot snapshot) {
    if (WebhookStore.callbackUrl(snapshot).isPresent()) {
      var id = snapshot.taskId();
      bus.publish(Addresses.WEBHOOKS_QUEUED, id.value(), new WebhookQueued(id));
    }
  }

  /// Registers a handler whose database failures become [dev.loom.contracts.error.ServiceError]s.
  private static <Q extends Record, R extends Record> Future<Registration> handle(
      Bus bus, Address<Q, R> address, Function<Q, Future<R>> handler) {
    return bus.handleAsync(
        address,
        request ->
            handler
                .apply(request)
                .recover(
                    failure ->
                        Future.failedFuture(
                            DatabaseErrors.toException("The database failed", failure))));
  }

  @Override
  public Future<?> stop() {
    return storage == null ? Future.succeededFuture() : storage.close();
  }
}
