package dev.loom.memory;

import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.CheckStorage.StorageHealth;
import dev.loom.contracts.journal.ClaimTasks;
import dev.loom.contracts.journal.FindByIdempotencyKey;
import dev.loom.contracts.journal.FindReply;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.journal.ListTasks;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.journal.SaveReply;
import dev.loom.contracts.pattern.DeletePatterns;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.task.ListPendingDecisions;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Stores everything in one SQLite file, which one engine at a time may open.
final class SqliteStorage implements Storage {
  private final Database database;
  private final StorageAudit audit;
  private final JournalWriter writer;
  private final JournalReader journal;
  private final TaskReader tasks;
  private final Maintenance maintenance;
  private Optional<EngineId> registered = Optional.empty();
  private boolean afterCrash;

  private SqliteStorage(
      Vertx vertx,
      Database database,
      DatabaseFiles files,
      StorageAudit audit,
      Context context,
      Consumer<JournalEntry> onCommitted,
      Consumer<TaskSnapshot> onSnapshot) {
    this.database = database;
    this.audit = audit;
    this.journal = new JournalReader(database.readers());
    this.tasks = new TaskReader(database.readers());
    this.writer =
        new JournalWriter(
            database.writer(),
            context,
            files,
            onCommitted,
            snapshot -> {
              tasks.cache(snapshot);
              onSnapshot.accept(snapshot);
            });
    this.maintenance = new Maintenance(vertx, database, writer.queue(), files, database.damage());
  }

  /// Opens the file, creating or migrating it if necessary.
  ///
  /// @param context event loop on which the storage is used
  /// @param others files that must stay in place while the database is open
  /// @param onCommitted receives every entry after its commit, in order
  /// @param onSnapshot receives every snapshot after its commit
  static Future<Storage> open(
      Vertx vertx,
      Context context,
      Path file,
      List<Path> others,
      int readConnectionsMax,
      Consumer<JournalEntry> onCommitted,
      Consumer<TaskSnapshot> onSnapshot) {
    return Database.open(vertx, file, readConnectionsMax)
        .map(
            database -> {
              var files = new DatabaseFiles(file, database.mainFile(), others);
              var audit = new StorageAudit(file, database.damage(), InstantSource.system());
              return new SqliteStorage(
                  vertx, database, files, audit, context, onCommitted, onSnapshot);
            });
  }

  @Override
  public Future<?> register(EngineId engine, Instant now) {
    return writer
        .queue()
        .execute(
            connection ->
                TaskOwners.register(connection, engine, now)
                    .onSuccess(hasCrashed -> afterCrash = hasCrashed)
                    .compose(ignored -> SqliteIdempotencyKeys.expire(connection, now)))
        .onSuccess(ignored -> registered = Optional.of(engine));
  }

  @Override
  public Future<AppendEvents.Appended> append(AppendEvents request) {
    return writer.append(request);
  }

  @Override
  public Future<ClaimTasks.Claimed> claim(ClaimTasks request) {
    return writer.claim(request, afterCrash);
  }

  @Override
  public Future<ReadEvents.Page> page(ReadEvents request) {
    return journal.page(request);
  }

  @Override
  public Future<SaveCheckpoint.Saved> save(SaveCheckpoint request) {
    return writer.queue().execute(connection -> SqliteCheckpoints.save(connection, request));
  }

  @Override
  public Future<LoadTaskHistory.History> history(LoadTaskHistory request) {
    return journal.history(request);
  }

  @Override
  public Future<ReadBlob.Blob> text(ReadBlob request) {
    return journal.blob(request);
  }

  @Override
  public Future<TaskSnapshot> find(FindTask request) {
    return tasks.find(request);
  }

  @Override
  public Future<ListTasks.Found> list(ListTasks request) {
    return tasks.list(request);
  }

  @Override
  public Future<ListPendingDecisions.Found> pendingDecisions(ListPendingDecisions request) {
    return tasks.pendingDecisions(request);
  }

  @Override
  public Future<FindByIdempotencyKey.Found> findByKey(FindByIdempotencyKey request) {
    return SqliteIdempotencyKeys.find(database.readers(), request);
  }

  @Override
  public Future<FindReply.Found> find(FindReply request) {
    return SqliteReplies.find(database.readers(), request);
  }

  @Override
  public Future<SaveReply.Saved> save(SaveReply request) {
    return writer.queue().execute(connection -> SqliteReplies.save(connection, request));
  }

  @Override
  public Future<ListPatterns.Found> list(ListPatterns request) {
    return SqlitePatterns.list(database.readers(), request);
  }

  @Override
  public Future<DeletePatterns.Deleted> delete(DeletePatterns request) {
    return writer.queue().execute(connection -> SqlitePatterns.delete(connection, request));
  }

  @Override
  public Future<ClaimWebhooks.Claimed> claim(ClaimWebhooks request) {
    return writer.queue().execute(connection -> SqliteWebhooks.claim(connection, request));
  }

  @Override
  public Future<RecordWebhookAttempt.Recorded> recordAttempt(RecordWebhookAttempt request) {
    return writer.queue().execute(connection -> SqliteWebhooks.recordAttempt(connection, request));
  }

  @Override
  public AuditReport audit() {
    return audit.run();
  }

  @Override
  public Future<StorageHealth> check() {
    return maintenance.check();
  }

  @Override
  public Future<Void> close() {
    maintenance.stop();
    audit.cancel();
    var closing = writer.close();
    return registered
        .map(engine -> closing.eventually(() -> TaskOwners.unregister(database.writer(), engine)))
        .orElse(closing)
        .eventually(() -> database.close(maintenance.isInPlace()));
  }
}
