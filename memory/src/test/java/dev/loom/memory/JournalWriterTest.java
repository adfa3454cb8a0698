package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalWriterTest {
  private static final TaskId TASK = new TaskId("t");

  @TempDir Path directory;
  private DatabaseFixture database;
  private final List<Long> published = Collections.synchronizedList(new ArrayList<>());
  private JournalWriter writer;

  @BeforeEach
  void open() {
    database = new DatabaseFixture(directory);
    writer = database.writer(entry -> published.add(entry.seq()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Future<AppendEvents.Appended> append(long seq, String... goals) {
    var events = Stream.of(goals).map(MemoryFixture::planning).toArray(TaskEvent.Recorded[]::new);
    return database.start(() -> writer.append(MemoryFixture.append(TASK, seq, events)));
  }

  private static ServiceError error(Future<AppendEvents.Appended> result) {
    return assertThrows(ServiceException.class, result::await).error();
  }

  @Test
  void committedEventsArePublishedInOrder() {
    assertEquals(new AppendEvents.Appended(2), append(1, "a", "b").await());
    assertEquals(new AppendEvents.Appended(3), append(3, "c").await());
    assertEquals(List.of(1L, 2L, 3L), published);
  }

  @Test
  void repeatedAppendSucceedsAndIsPublishedOnce() {
    append(1, "a", "b").await();
    assertEquals(new AppendEvents.Appended(2), append(1, "a", "b").await());
    assertEquals(List.of(1L, 2L), published);
  }

  @Test
  void appendWithUsedOrSkippedSequenceNumberIsAConflict() {
    append(1, "a").await();
    assertEquals(ServiceError.Code.CONFLICT, error(append(1, "b")).code());
    assertEquals(
        ServiceException.conflict("Task t has events up to 1; the request starts at 3.").error(),
        error(append(3, "c")));
    assertEquals(List.of(1L), published);
  }

  @Test
  void sequenceContinuesWithAnotherWriterOnTheSameDatabase() {
    append(1, "a").await();
    writer = database.writer(entry -> published.add(entry.seq()));
    assertEquals(new AppendEvents.Appended(2), append(2, "b").await());
    assertEquals(ServiceError.Code.CONFLICT, error(append(9, "x")).code());
  }

  @Test
  void failedAppendCanBeRepeated() throws SQLException {
    append(1, "a").await();
    MemoryFixture.execute(
        database.file,
        "CREATE TRIGGER t BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no'); END");
    assertFalse(error(append(2, "b")).retryable());
    MemoryFixture.execute(database.file, "DROP TRIGGER t");
    assertEquals(new AppendEvents.Appended(2), append(2, "b").await());
    assertEquals(List.of(1L, 2L), published);
  }

  @Test
  void closedWriterRejectsAppends() {
    database.call(writer::close);
    assertEquals(
        ServiceException.overloaded("The engine is closing; retry after it has restarted.").error(),
        error(append(1, "a")));
  }
}
