package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.WorkspaceChanges;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplayJournalTest {
  private static final TaskEvent.Recorded STEERED = new TaskEvent.TaskSteered("x");
  private static final TaskEvent.Recorded END =
      new TaskEvent.TaskCompleted(1, 1, "done", WorkspaceChanges.NONE, ModelUsage.NONE, 1);
  private final ReplayJournal journal = new ReplayJournal();

  private void append(long firstSeq, TaskEvent.Recorded... events) {
    journal.append(
        new AppendEvents(
            new TaskId("t1"),
            new EngineId("e1"),
            firstSeq,
            Instant.EPOCH,
            List.of(events),
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  @Test
  void eventsAreKeptInOrder() {
    append(1, STEERED);
    append(2, STEERED, END);
    assertEquals(List.of(STEERED, STEERED, END), journal.events());
  }

  @Test
  void aWaiterIsReleasedByTheEndOfTheTask() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ended = threads.submit(() -> journal.awaitEnd(20));
      append(1, STEERED);
      append(2, END);
      assertTrue(ended.get());
    }
  }

  @Test
  void withoutAnEndTheWaitExpires() throws Exception {
    append(1, STEERED);
    assertFalse(journal.awaitEnd(0));
  }

  @Test
  void aCountIsNotWaitedForAfterTheEnd() throws Exception {
    append(1, END);
    journal.awaitCount(5, 20_000);
    assertEquals(1, journal.events().size());
  }
}
