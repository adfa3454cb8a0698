package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.journal.ClaimTasks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the contract of a storage on a real SQLite file.
class SqliteStorageTest extends StorageContract {
  @TempDir Path directory;
  private Vertx vertx = Vertx.vertx();
  private Context context = vertx.getOrCreateContext();
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

  @Test
  void anEngineThatDidNotCloseTheStorageHasCrashed() {
    assertFalse(afterCrash());
    close();
    reopen();
    assertFalse(afterCrash());
    // A crash leaves the row of the engine.
    close();
    assertDoesNotThrow(
        () ->
            MemoryFixture.modify(
                directory.resolve("loom.db"), "INSERT INTO engine VALUES ('killed', 0)"));
    reopen();
    assertTrue(afterCrash());
  }

  private void reopen() {
    vertx = Vertx.vertx();
    context = vertx.getOrCreateContext();
    registerEngine();
  }

  private boolean afterCrash() {
    var claim = new ClaimTasks(MemoryFixture.ENGINE, Optional.empty(), 1);
    return start(() -> storage.claim(claim)).await().afterCrash();
  }
}
