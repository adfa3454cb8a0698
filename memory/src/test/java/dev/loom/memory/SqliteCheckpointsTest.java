package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.planning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.contracts.event.SequencedEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.Checkpoint;
import dev.loom.contracts.journal.LoadTaskHistory;
import dev.loom.contracts.journal.SaveCheckpoint;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqliteCheckpointsTest {
  private static final TaskId TASK = new TaskId("t1");

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() throws InterruptedException {
    memory = new MemoryFixture(directory);
    append(1, TaskStatus.EXECUTING);
    append(2, TaskStatus.EXECUTING);
    append(3, TaskStatus.EXECUTING);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private void append(long seq, TaskStatus status) throws InterruptedException {
    memory.bus.request(
        Addresses.JOURNAL_APPEND,
        new AppendEvents(
            TASK,
            MemoryFixture.ENGINE,
            seq,
            MemoryFixture.AT,
            List.of(planning("x")),
            Optional.of(MemoryFixture.snapshot(TASK, status, Optional.empty())),
            Optional.empty(),
            List.of()));
  }

  private void save(long seq, int version, String state) throws InterruptedException {
    memory.bus.request(
        Addresses.CHECKPOINT_SAVE, new SaveCheckpoint(TASK, new Checkpoint(seq, version, state)));
  }

  private LoadTaskHistory.History load(int version) throws InterruptedException {
    return memory.bus.request(Addresses.JOURNAL_LOAD_HISTORY, new LoadTaskHistory(TASK, version));
  }

  private static List<Long> seqs(LoadTaskHistory.History history) {
    return history.events().stream().map(SequencedEvent::seq).toList();
  }

  @Test
  void historyBeginsAfterTheCheckpointOfTheRequestedVersion() throws Exception {
    save(2, 7, "{}");
    assertEquals(Optional.of(new Checkpoint(2, 7, "{}")), load(7).checkpoint());
    assertEquals(List.of(3L), seqs(load(7)));
    assertEquals(Optional.empty(), load(8).checkpoint());
    assertEquals(List.of(1L, 2L, 3L), seqs(load(8)));
    assertEquals(List.of(1L, 2L, 3L), seqs(load(0)));
    save(3, 7, "{}");
    assertEquals(List.of(), seqs(load(7)));
  }

  @Test
  void laterCheckpointReplacesAnEarlierOneAndNotTheReverse() throws Exception {
    save(2, 7, "{\"a\":2}");
    save(1, 7, "{\"a\":1}");
    assertEquals(2, load(7).checkpoint().orElseThrow().seq());
    save(3, 7, "{\"a\":3}");
    assertEquals("{\"a\":3}", load(7).checkpoint().orElseThrow().state());
  }

  @Test
  void checkpointIsDeletedWithTheEndOfItsTaskAndNotSavedAfterwards() throws Exception {
    save(2, 7, "{}");
    append(4, TaskStatus.COMPLETED);
    assertEquals(Optional.empty(), load(7).checkpoint());
    save(4, 7, "{}");
    assertEquals(Optional.empty(), load(7).checkpoint());
  }
}
