package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class MigrationsTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void openAndClose(Path file) {
    var id = vertx.deployVerticle(new MemoryVerticle(file, 1)).await();
    vertx.undeploy(id).await();
  }

  @Test
  void aFreshFileGetsTheNewestSchemaAndOpensAgain() throws Exception {
    var file = directory.resolve("new/loom.db");
    openAndClose(file);
    openAndClose(file);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertEquals(
          Migrations.SCRIPTS.size(),
          connection.createStatement().executeQuery("PRAGMA user_version").getInt(1));
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
  }

  @Test
  void aFileOfANewerLoomIsRefusedInWordsAndLeftAlone() throws Exception {
    var file = directory.resolve("loom.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      connection.createStatement().execute("PRAGMA user_version = 99");
    }
    var refused = assertThrows(Exception.class, () -> openAndClose(file));
    assertTrue(refused.getMessage().contains("newer version of Loom"), refused.getMessage());
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var tables =
            connection.createStatement().executeQuery("SELECT count(*) FROM sqlite_schema")) {
      assertEquals(0, tables.getInt(1));
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedByName() throws Exception {
    var file = directory.resolve("loom.db");
    Files.writeString(file, "this is not a database, but it is long enough to look at".repeat(20));
    var refused = assertThrows(Exception.class, () -> openAndClose(file));
    assertTrue(refused.getMessage().contains(file.toString()), refused.getMessage());
  }
}
