package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.planning;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.IdempotencyKey;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AppendBatchWriterTest {
  private static final TaskId TASK = new TaskId("t");

  @TempDir Path directory;

  private static QueuedAppend append(long seq, TaskStatus status) {
    return new QueuedAppend(
        new AppendEvents(
            TASK,
            MemoryFixture.ENGINE,
            seq,
            AT,
            List.of(planning("x".repeat(5_000))),
            Optional.of(MemoryFixture.snapshot(TASK, status, Optional.of("http://a"))),
            seq == 1 ? Optional.of(new IdempotencyKey("k", "h")) : Optional.empty(),
            List.of(new Observation(PatternType.RETRY_PATTERN, "p", Map.of("n_total", 1)))));
  }

  @Test
  void batchIsWrittenWithEverythingThatBelongsToIt() {
    try (var database = new DatabaseFixture(directory)) {
      var batch = List.of(append(1, TaskStatus.EXECUTING), append(2, TaskStatus.COMPLETED));
      database.call(
          () -> AppendBatchWriter.insertAll(database.database.writer(), batch).mapEmpty());
      var row =
          database
              .call(
                  () ->
                      database
                          .database
                          .writer()
                          .query(
                              "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM blob),"
                                  + " (SELECT status FROM task), (SELECT key FROM submission),"
                                  + " (SELECT count(*) FROM webhook),"
                                  + " (SELECT frequency FROM pattern)")
                          .execute())
              .iterator()
              .next();
      assertEquals(2, row.getInteger(0), "events");
      assertEquals(1, row.getInteger(1), "equal long texts are stored once");
      assertEquals("completed", row.getString(2), "the last snapshot wins");
      assertEquals("k", row.getString(3));
      assertEquals(1, row.getInteger(4), "one webhook per task");
      assertEquals(2, row.getInteger(5), "observations");
    }
  }
}
