package dev.loom.memory;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Permits;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.webhook.WebhookStored;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/// Opens the database and answers for it. Its event loop owns the writer's queue; the JDBC client
/// does the disk's work on worker threads.
public final class MemoryVerticle extends VerticleBase {
  /// Examinations at a time, and how many more may wait.
  private static final Permits AUDITS = new Permits(1, 4);

  private final Path file;
  private final int readConnectionsMax;
  private final InstantSource clock = InstantSource.system();
  private final StorageAudit audit;
  private Database database;
  private JournalWriter writer;

  /// @param file the SQLite file; created when it is missing
  public MemoryVerticle(Path file, int readConnectionsMax) {
    this.file = file;
    this.readConnectionsMax = readConnectionsMax;
    this.audit = new StorageAudit(file, clock);
  }

  @Override
  public Future<?> start() {
    return Database.open(vertx, file, readConnectionsMax).compose(this::serve);
  }

  private Future<?> serve(Database opened) {
    database = opened;
    var bus = Bus.on(vertx);
    var tasks = new TaskStore(opened.readers());
    writer =
        new JournalWriter(
            opened.writer(),
            context,
            entry -> bus.publish(Addresses.TASK_EVENTS, entry.taskId().value(), entry),
            task -> {
              tasks.remember(task);
              tellOfReport(bus, task);
            });
    return SubmissionStore.expire(opened.writer(), clock.instant())
        .compose(
            ignored ->
                Future.all(
                    serveJournal(bus, opened.readers()),
                    serveTasks(bus, tasks),
                    serveStores(bus, opened.readers()),
                    bus.serve(
                        Addresses.STORAGE_AUDIT,
                        AUDITS,
                        Bus.Threads.PLATFORM,
                        question -> audit.run())));
  }

  private static void tellOfReport(Bus bus, TaskSnapshot task) {
    if (WebhookStore.reportedTo(task).isPresent()) {
      var id = task.taskId();
      bus.publish(Addresses.WEBHOOKS_STORED, id.value(), new WebhookStored(id));
    }
  }

  private Future<?> serveJournal(Bus bus, Pool readers) {
    var journal = new JournalReader(readers);
    return Future.all(
        bus.answer(Addresses.JOURNAL_APPEND, refusing(writer::append)),
        bus.answer(Addresses.JOURNAL_READ, refusing(journal::page)),
        bus.answer(Addresses.JOURNAL_RECALL, refusing(journal::recall)),
        bus.answer(Addresses.JOURNAL_BLOB, refusing(journal::blob)));
  }

  private static Future<?> serveTasks(Bus bus, TaskStore tasks) {
    return Future.all(
        bus.answer(Addresses.TASK_FIND, refusing(tasks::find)),
        bus.answer(Addresses.TASK_LIST, refusing(tasks::list)),
        bus.answer(Addresses.TASKS_UNFINISHED, refusing(ignored -> tasks.unfinished())));
  }

  private Future<?> serveStores(Bus bus, Pool readers) {
    var submissions = new SubmissionStore(readers);
    var patterns = new PatternStore(readers);
    var webhooks = new WebhookStore(readers);
    var queue = writer.queue();
    return Future.all(
        bus.answer(Addresses.SUBMISSION_FIND, refusing(submissions::find)),
        bus.answer(Addresses.PATTERN_LIST, refusing(patterns::list)),
        bus.answer(
            Addresses.PATTERN_FORGET,
            refusing(which -> queue.alone(free -> PatternStore.forget(free, which)))),
        bus.answer(Addresses.WEBHOOK_DUE, refusing(webhooks::due)),
        bus.answer(
            Addresses.WEBHOOK_SETTLE,
            refusing(how -> queue.alone(free -> WebhookStore.settle(free, how)))));
  }

  /// A database that fails is a fact of the outside world, not a fault of ours.
  private static <Q, R> Function<Q, Future<R>> refusing(Function<Q, Future<R>> reading) {
    return question ->
        reading
            .apply(question)
            .recover(
                failure ->
                    Future.failedFuture(
                        failure instanceof RefusedException
                            ? failure
                            : Refusal.failed("The database failed: " + failure.getMessage(), true)
                                .asException()));
  }

  @Override
  public Future<?> stop() {
    audit.stop();
    return writer == null ? Future.succeededFuture() : writer.close().eventually(database::close);
  }
}
