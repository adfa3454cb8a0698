package dev.loom.contracts.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.event.Samples;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AppendEventsTest {
  private static AppendEvents append(long firstSeq, TaskEvent.Recorded... events) {
    return new AppendEvents(
        Samples.TASK,
        new EngineId("e1"),
        firstSeq,
        Samples.AT,
        List.of(events),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void lastSequenceNumberIncludesAllEvents() {
    var event = new TaskEvent.TaskExecuting();
    assertEquals(7, append(7, event).lastSeq());
    assertEquals(9, append(7, event, event, event).lastSeq());
  }

  @Test
  void appendWithoutEventsOrBeforeTheFirstIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> append(1));
    assertThrows(IllegalArgumentException.class, () -> append(0, new TaskEvent.TaskExecuting()));
  }
}
