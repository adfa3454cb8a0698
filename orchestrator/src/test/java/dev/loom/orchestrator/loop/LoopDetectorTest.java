package dev.loom.orchestrator.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import dev.loom.contracts.id.StepId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopDetectorTest {
  private static final FinishedCall READ_A = finished("read_file", "a", false);
  private static final FinishedCall READ_B = finished("read_file", "b", false);
  private static final FinishedCall WRITE = finished("write_file", "a", true);

  private static FinishedCall finished(String tool, String path, boolean changed) {
    return new FinishedCall(
        new StepId("s1.1.1.1"), tool, Map.of("path", path), true, "", "out", changed, false);
  }

  private static int repeatsOfReadA(FinishedCall... calls) {
    var call = new ToolCall("c", "read_file", Map.of("path", "a"));
    return LoopDetector.countRepeats(List.of(calls), call);
  }

  @Test
  void onlyCallsWithTheSameToolAndArgumentsCount() {
    assertEquals(0, repeatsOfReadA());
    assertEquals(0, repeatsOfReadA(READ_B));
    assertEquals(2, repeatsOfReadA(READ_A, READ_B, READ_A));
  }

  @Test
  void aChangedFileRestartsTheCount() {
    assertEquals(1, repeatsOfReadA(READ_A, READ_A, WRITE, READ_A));
    assertEquals(0, repeatsOfReadA(READ_A, WRITE));
  }
}
