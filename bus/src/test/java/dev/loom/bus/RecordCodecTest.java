package dev.loom.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.contracts.change.ListChanges;
import dev.loom.contracts.change.UndoChanges;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.Samples;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.task.SubmitTask;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
  private final RecordCodec codec = new RecordCodec();

  private Record overTheWire(Record record) {
    var buffer = Buffer.buffer("before");
    codec.encodeToWire(buffer, record);
    return codec.decodeFromWire("before".length(), buffer);
  }

  @Test
  void recordIsEqualAfterEncodingAndDecoding() {
    for (Record record :
        List.of(
            new SubmitTask(Samples.SPEC, Optional.empty()),
            Samples.SNAPSHOT,
            Samples.COMPLETE_MODEL,
            new ListChanges(Samples.TASK, "/w", Optional.of(new SubtaskId("s")), true),
            new UndoChanges(Samples.TASK, "/w", new UndoChanges.WholeTask()),
            new UndoChanges(Samples.TASK, "/w", new UndoChanges.OneSubtask(new SubtaskId("s"))),
            new UndoChanges(Samples.TASK, "/w", new UndoChanges.OneChange(7)),
            ServiceException.conflict("Umlaute: äöü 漢字 \uD83D\uDE80").error())) {
      assertEquals(record, overTheWire(record));
    }
  }

  @Test
  void everyEventIsEqualAfterEncodingAndDecoding() {
    for (var event : Samples.recorded()) {
      var append =
          new AppendEvents(
              Samples.TASK,
              new EngineId("e1"),
              1,
              Samples.AT,
              List.of(event),
              Optional.empty(),
              Optional.empty(),
              List.of());
      assertEquals(append, overTheWire(append));
    }
    var progress =
        new TransientEvent(
            Samples.TASK,
            new TaskEvent.ToolProgress(
                new SubtaskId("s1"), new StepId("s1.1.2.1"), "fetch", "half"));
    assertEquals(progress, overTheWire(progress));
  }

  @Test
  void recordIsNotCopiedWithinAJvm() {
    var record = new SubmitTask(Samples.SPEC, Optional.empty());
    assertSame(record, codec.transform(record));
  }

  @Test
  void classOutsideTheContractsPackageIsNotDecoded() {
    var buffer = Buffer.buffer();
    for (var text : List.of("java.util.concurrent.Executors", "{}")) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      buffer.appendInt(bytes.length).appendBytes(bytes);
    }
    assertThrows(IllegalArgumentException.class, () -> codec.decodeFromWire(0, buffer));
  }
}
