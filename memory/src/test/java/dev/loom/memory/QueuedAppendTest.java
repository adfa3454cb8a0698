package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.planning;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.pattern.Observation;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueuedAppendTest {
  private static final TaskId TASK = new TaskId("t");
  private static final Instant AT = Instant.parse("2026-11-22T10:00:00.000001002Z");

  private static AppendEvents with(
      List<TaskEvent.Recorded> events, List<Observation> observations) {
    return new AppendEvents(
        TASK,
        MemoryFixture.ENGINE,
        5,
        AT,
        events,
        Optional.empty(),
        Optional.empty(),
        observations);
  }

  @Test
  void entriesAreNumberedAndRoundedAsInStorage() {
    var append = new QueuedAppend(with(List.of(planning("a"), planning("b")), List.of()));
    assertEquals(List.of(5L, 6L), append.entries.stream().map(JournalEntry::seq).toList());
    assertEquals(AT.minusNanos(2), append.entries.getFirst().at());
    assertEquals(2, append.rows.size());
  }

  @Test
  void singleShortEventIsOneRow() {
    assertTrue(new QueuedAppend(append(TASK, 1, planning("a"))).isOneRow());
  }

  @Test
  void appendWithAnythingBesideAnEventIsNotOneRow() {
    var observation = new Observation(PatternType.RETRY_PATTERN, "k", Map.of());
    assertFalse(new QueuedAppend(append(TASK, 1, planning("a"), planning("b"))).isOneRow());
    assertFalse(new QueuedAppend(append(TASK, 1, planning("x".repeat(5_000)))).isOneRow());
    assertFalse(new QueuedAppend(with(List.of(planning("a")), List.of(observation))).isOneRow());
    assertFalse(
        new QueuedAppend(MemoryFixture.submitted(TASK, "k", AT, TaskStatus.PENDING)).isOneRow());
  }
}
