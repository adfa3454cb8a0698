package dev.loom.memory;

import dev.loom.contracts.event.JournalEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Opened database with an event loop to access it.
final class DatabaseFixture implements AutoCloseable {
  final Path file;
  final Vertx vertx = Vertx.vertx();
  final Context context = vertx.getOrCreateContext();
  final Database database;

  DatabaseFixture(Path directory) {
    this.file = directory.resolve("loom.db");
    this.database = call(() -> Database.open(vertx, file, 1));
    call(() -> TaskOwners.register(database.writer(), MemoryFixture.ENGINE, MemoryFixture.AT));
  }

  /// Runs an action on the event loop and waits for its result.
  <T> T call(Supplier<Future<T>> action) {
    return start(action).await();
  }

  <T> Future<T> start(Supplier<Future<T>> action) {
    Promise<T> result = Promise.promise();
    context.runOnContext(
        ignored -> Future.succeededFuture().compose(none -> action.get()).onComplete(result));
    return result.future();
  }

  JournalWriter writer(Consumer<JournalEntry> onCommitted) {
    return new JournalWriter(
        database.writer(),
        context,
        new DatabaseFiles(file, database.mainFile(), List.of()),
        onCommitted,
        snapshot -> {});
  }

  @Override
  public void close() {
    call(() -> database.close(true));
    vertx.close().await();
  }
}
