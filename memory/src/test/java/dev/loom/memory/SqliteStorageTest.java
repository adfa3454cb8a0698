package dev.loom.memory;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Runs the contract of a storage on a real SQLite file.
class SqliteStorageTest extends StorageContract {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private Storage storage;

  @Override
  Storage store() {
    return storage;
  }

  @Override
  <T> Future<T> start(Supplier<? extends Future<T>> call) {
    Promise<T> result = Promise.promise();
    context.runOnContext(ignored -> call.get().onComplete(result));
    return result.future();
  }

  @BeforeEach
  @Override
  void registerEngine() {
    var file = directory.resolve("loom.db");
    storage =
        start(
                () ->
                    SqliteStorage.open(
                        vertx, context, file, List.of(), 2, published::add, snapshots::add))
            .await();
    super.registerEngine();
  }

  @AfterEach
  void close() {
    start(storage::close).await();
    vertx.close().await();
  }
}
