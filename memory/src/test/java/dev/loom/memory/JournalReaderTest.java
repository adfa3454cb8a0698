package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.planning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.ReadBlob;
import dev.loom.contracts.journal.ReadEvents;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalReaderTest {
  private static final TaskId TASK = new TaskId("t");
  private static final String LONG = "x".repeat(10_000);

  @TempDir Path directory;
  private DatabaseFixture database;
  private JournalReader reader;

  @BeforeEach
  void open() {
    database = new DatabaseFixture(directory);
    reader = new JournalReader(database.database.readers());
    var writer = database.writer(entry -> {});
    database.call(
        () -> writer.append(append(TASK, 1, planning("a"), planning(LONG), planning("c"))));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static ServiceError.Code code(Executable action) {
    return assertThrows(ServiceException.class, action).error().code();
  }

  private List<JournalEntry> page(long afterSeq, int countMax) {
    return database.call(() -> reader.page(new ReadEvents(TASK, afterSeq, countMax))).entries();
  }

  @Test
  void pageStartsAfterTheSequenceNumberAndIsLimited() {
    assertEquals(List.of(2L), page(1, 1).stream().map(JournalEntry::seq).toList());
    assertEquals(List.of(), page(3, 10));
  }

  @Test
  void longTextIsTruncatedInThePageAndCompleteInItsBlob() {
    var entry = page(1, 1).getFirst();
    assertTrue(entry.data().contains("more characters]"), entry.data());
    var hash = StoredEvent.hashes(entry.blobs()).get("/goal");
    assertEquals(LONG, database.call(() -> reader.blob(new ReadBlob(hash))).text());
  }

  @Test
  void historyRestoresLongTexts() {
    var history = database.call(() -> reader.history(new LoadTaskHistory(TASK)));
    assertEquals(
        List.of(planning("a"), planning(LONG), planning("c")),
        history.events().stream().map(SequencedEvent::event).toList());
  }

  @Test
  void unknownTaskHasNoHistoryAndAnEmptyPage() {
    var unknown = new TaskId("unknown");
    assertEquals(
        ServiceError.Code.NOT_FOUND,
        code(() -> database.call(() -> reader.history(new LoadTaskHistory(unknown)))));
    assertEquals(
        List.of(), database.call(() -> reader.page(new ReadEvents(unknown, 0, 10))).entries());
  }

  @Test
  void malformedEventFailsTheHistoryWithoutRetry() throws SQLException {
    MemoryFixture.modify(database.file, "UPDATE event SET data = '{' WHERE seq = 3");
    var error =
        assertThrows(
                ServiceException.class,
                () -> database.call(() -> reader.history(new LoadTaskHistory(TASK))))
            .error();
    assertFalse(error.retryable());
    assertTrue(error.detail().startsWith("Event 3 of task t cannot be read: "), error.detail());
  }

  @Test
  void pageEndsBeforeAnEventOfANewerVersionWhichIsRefusedInWords() throws SQLException {
    MemoryFixture.modify(database.file, "UPDATE event SET version = 9 WHERE seq = 3");
    assertEquals(List.of(1L, 2L), page(0, 10).stream().map(JournalEntry::seq).toList());
    var error = assertThrows(ServiceException.class, () -> page(2, 10)).error();
    assertEquals(
        ServiceException.failed(
                "Event 3 of task t cannot be read: the event has a newer Loom's format (task_planning"
                    + " version 9; this one supports version 2). Finish the task with the version that"
                    + " wrote it, or submit it again.",
                false)
            .error(),
        error);
  }

  @Test
  void eventOfAnUnknownTypeIsRefusedInWords() throws SQLException {
    MemoryFixture.modify(database.file, "UPDATE event SET type = 'task_danced' WHERE seq = 1");
    var error = assertThrows(ServiceException.class, () -> page(0, 10)).error();
    assertFalse(error.retryable());
    assertTrue(
        error.detail().contains("(task_danced version 2; this one does not know the type)"),
        error.detail());
  }
}
