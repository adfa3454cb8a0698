package dev.loom.memory;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.ConcurrencyLimit;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.webhook.WebhookQueued;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/// Opens the database and handles all requests to it. The event loop of this verticle owns the
/// write queue; the JDBC client performs blocking I/O on worker threads.
public final class MemoryVerticle extends VerticleBase {
  /// Limit of concurrent and waiting audits.
  private static final ConcurrencyLimit AUDITS = new ConcurrencyLimit(1, 4);

  private final Path file;
  private final int readConnectionsMax;
  private final InstantSource clock = InstantSource.system();
  private final StorageAudit audit;
  private Database database;
  private JournalWriter writer;

  /// Creates the verticle.
  ///
  /// @param file SQLite file, created if it is missing
  /// @param readConnectionsMax number of read connections
  public MemoryVerticle(Path file, int readConnectionsMax) {
    this.file = file;
    this.readConnectionsMax = readConnectionsMax;
    this.audit = new StorageAudit(file, clock);
  }

  @Override
  public Future<?> start() {
    return Database.open(vertx, file, readConnectionsMax).compose(this::registerHandlers);
  }

  private Future<?> registerHandlers(Database opened) {
    database = opened;
    var bus = Bus.on(vertx);
    var tasks = new TaskReader(opened.readers());
    writer =
        new JournalWriter(
            opened.writer(),
            context,
            entry -> bus.publish(Addresses.TASK_EVENTS, entry.taskId().value(), entry),
            snapshot -> {
              tasks.cache(snapshot);
              publishWebhook(bus, snapshot);
            });
    return TaskOwners.register(opened.writer(), bus.engine(), clock.instant())
        .compose(ignored -> IdempotencyKeyStore.expire(opened.writer(), clock.instant()))
        .compose(
            ignored ->
                Future.all(
                    registerJournal(bus, opened.readers()),
                    registerTasks(bus, tasks),
                    registerStores(bus, opened.readers()),
                    bus.handleBlocking(
                        Addresses.STORAGE_AUDIT,
                        AUDITS,
                        Bus.ThreadKind.PLATFORM,
                        request -> audit.run())));
  }

  private static void publishWebhook(Bus bus, TaskSnapshot snapshot) {
    if (WebhookStore.callbackUrl(snapshot).isPresent()) {
      var id = snapshot.taskId();
      bus.publish(Addresses.WEBHOOKS_QUEUED, id.value(), new WebhookQueued(id));
    }
  }

  private Future<?> registerJournal(Bus bus, Pool readers) {
    var journal = new JournalReader(readers);
    return Future.all(
        bus.handleAsync(Addresses.JOURNAL_APPEND, withServiceErrors(writer::append)),
        bus.handleAsync(Addresses.JOURNAL_READ, withServiceErrors(journal::page)),
        bus.handleAsync(Addresses.JOURNAL_LOAD_HISTORY, withServiceErrors(journal::history)),
        bus.handleAsync(Addresses.JOURNAL_BLOB, withServiceErrors(journal::blob)));
  }

  private Future<?> registerTasks(Bus bus, TaskReader tasks) {
    return Future.all(
        bus.handleAsync(Addresses.TASK_FIND, withServiceErrors(tasks::find)),
        bus.handleAsync(Addresses.TASK_LIST, withServiceErrors(tasks::list)),
        bus.handleAsync(Addresses.DECISION_LIST, withServiceErrors(tasks::pendingDecisions)),
        bus.handleAsync(Addresses.TASK_CLAIM, withServiceErrors(writer::claim)));
  }

  private Future<?> registerStores(Bus bus, Pool readers) {
    var idempotencyKeys = new IdempotencyKeyStore(readers);
    var patterns = new PatternStore(readers);
    var queue = writer.queue();
    return Future.all(
        bus.handleAsync(Addresses.IDEMPOTENCY_KEY_FIND, withServiceErrors(idempotencyKeys::find)),
        bus.handleAsync(Addresses.PATTERN_LIST, withServiceErrors(patterns::list)),
        bus.handleAsync(
            Addresses.PATTERN_DELETE,
            withServiceErrors(
                request -> queue.execute(connection -> PatternStore.delete(connection, request)))),
        bus.handleAsync(
            Addresses.WEBHOOK_CLAIM,
            withServiceErrors(
                request -> queue.execute(connection -> WebhookStore.claim(connection, request)))),
        bus.handleAsync(
            Addresses.WEBHOOK_RECORD_ATTEMPT,
            withServiceErrors(
                request ->
                    queue.execute(connection -> WebhookStore.recordAttempt(connection, request)))));
  }

  /// Converts database failures to [ServiceException]s.
  private static <Q, R> Function<Q, Future<R>> withServiceErrors(Function<Q, Future<R>> handler) {
    return request ->
        handler
            .apply(request)
            .recover(
                failure ->
                    Future.failedFuture(
                        DatabaseErrors.toException("The database failed", failure)));
  }

  @Override
  public Future<?> stop() {
    audit.cancel();
    return writer == null ? Future.succeededFuture() : writer.close().eventually(database::close);
  }
}
