package dev.loom.memory;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.Refusal;
import dev.loom.contracts.bus.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.function.Function;

/// Opens the database and answers for it. Its event loop owns the writer's queue; the JDBC client
/// does the disk's work on worker threads.
public final class MemoryVerticle extends VerticleBase {
  private final Path file;
  private final int readConnectionsMax;
  private Database database;
  private JournalWriter writer;

  /// @param file the SQLite file; created when it is missing
  public MemoryVerticle(Path file, int readConnectionsMax) {
    this.file = file;
    this.readConnectionsMax = readConnectionsMax;
  }

  @Override
  public Future<?> start() {
    return Database.open(vertx, file, readConnectionsMax).compose(this::serve);
  }

  private Future<?> serve(Database opened) {
    database = opened;
    var bus = Bus.on(vertx);
    var tasks = new TaskStore(opened.readers());
    var journal = new JournalReader(opened.readers());
    writer =
        new JournalWriter(
            opened.writer(),
            context,
            entry -> bus.publish(Addresses.TASK_EVENTS, entry.taskId().value(), entry),
            tasks::remember);
    return Future.all(
        bus.answer(Addresses.JOURNAL_APPEND, writer::append),
        bus.answer(Addresses.JOURNAL_READ, refusing(journal::page)),
        bus.answer(Addresses.JOURNAL_RECALL, refusing(journal::recall)),
        bus.answer(Addresses.JOURNAL_BLOB, refusing(journal::blob)),
        Future.all(
            bus.answer(Addresses.TASK_FIND, refusing(tasks::find)),
            bus.answer(Addresses.TASK_LIST, refusing(tasks::list)),
            bus.answer(Addresses.TASKS_UNFINISHED, refusing(ignored -> tasks.unfinished()))));
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
                            : Refusal.failed(
                                    "The database could not be read: " + failure.getMessage(), true)
                                .asException()));
  }

  @Override
  public Future<?> stop() {
    return database == null ? Future.succeededFuture() : writer.drain().eventually(database::close);
  }
}
