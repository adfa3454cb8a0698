package dev.loom.models.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReplayProviderTest {
  private static final TaskId TASK = new TaskId("now");

  private final ReplayProvider provider =
      new ReplayProvider(
          "old",
          EnumSet.allOf(ModelRole.class),
          new Transcript(
              "run.jsonl",
              new TranscriptEntry.Header(1, "0.1.0", Instant.EPOCH),
              List.of(
                  // Parallel: b was requested before a and responded after it.
                  turn("a.1.1", ModelRole.EXECUTOR, 2, "I am a", "hm"),
                  turn("b.1.1", ModelRole.EXECUTOR, 1, "I am b", ""),
                  turn("a.1.2.verify.1", ModelRole.VERIFIER, 5, "no verdict", ""),
                  turn("a.1.2.verify.1", ModelRole.VERIFIER, 7, "{\"passed\":true}", ""),
                  new TranscriptEntry.ModelCall(
                      "c.1.1",
                      ModelRole.EXECUTOR,
                      Optional.empty(),
                      1,
                      new TranscriptEntry.ExchangeOrder(9, 10),
                      0,
                      List.of(),
                      Optional.empty(),
                      Optional.of(
                          ServiceException.failed("the endpoint is gone", true).error())))));

  private static TranscriptEntry.ModelCall turn(
      String step, ModelRole role, long order, String text, String thinking) {
    var response =
        new ModelResponse(
            text, thinking, List.of(), new TokenUsage(3, 1), "m", ModelResponse.StopReason.DONE);
    return new TranscriptEntry.ModelCall(
        step,
        role,
        Optional.of(new SubtaskId("s")),
        1,
        new TranscriptEntry.ExchangeOrder(order, order + 1),
        0,
        List.of(),
        Optional.of(new CompleteModel.Completion("big", response, 0, List.of())),
        Optional.empty());
  }

  private ModelResponse request(TaskId task, String step, ModelRole role, ModelListener listener)
      throws Exception {
    var request =
        new ModelRequest(role, List.of(new Message.User("?")), List.of(), Optional.empty());
    var question =
        new CompleteModel(
            OperationId.forTask(task, step),
            task,
            Optional.empty(),
            1,
            Set.of(),
            request,
            List.of());
    return CurrentStep.callWithin(question, () -> provider.complete(request, listener));
  }

  private String text(TaskId task, String step, ModelRole role) throws Exception {
    return request(task, step, role, ModelListener.NONE).text();
  }

  @Test
  void eachStepGetsItsOwnResponseInAnyOrder() throws Exception {
    assertEquals("I am b", text(TASK, "b.1.1", ModelRole.EXECUTOR));
    assertEquals("I am a", text(TASK, "a.1.1", ModelRole.EXECUTOR));
  }

  @Test
  void aRepeatedStepGetsItsNextRecordedResponsePerTask() throws Exception {
    var other = new TaskId("other");
    var step = "a.1.2.verify.1";
    assertEquals("no verdict", text(TASK, step, ModelRole.VERIFIER));
    assertEquals("{\"passed\":true}", text(TASK, step, ModelRole.VERIFIER));
    assertEquals("{\"passed\":true}", text(TASK, step, ModelRole.VERIFIER));
    assertEquals("no verdict", text(other, step, ModelRole.VERIFIER));
  }

  @Test
  void aResponseIsStreamedWordByWord() throws Exception {
    var deltas = new ArrayList<ModelListener.Delta>();
    request(TASK, "a.1.1", ModelRole.EXECUTOR, deltas::add);
    assertEquals(
        List.of(
            new ModelListener.ReasoningDelta("hm"),
            new ModelListener.TextDelta("I "),
            new ModelListener.TextDelta("am "),
            new ModelListener.TextDelta("a")),
        deltas);
  }

  private String failure(String step, ModelRole role) {
    var failure = assertThrows(ModelException.class, () -> text(TASK, step, role));
    assertFalse(failure.isRetryable());
    return failure.getMessage();
  }

  @Test
  void anUnrecordedStepFailsPermanentlyAndIsNamed() {
    var detail = failure("z.1.1", ModelRole.EXECUTOR);
    assertTrue(detail.contains("no response of the executor to step z.1.1"), detail);
    assertTrue(detail.contains("models.old.transcript"), detail);
    assertTrue(detail.contains("Record the run again"), detail);
    assertTrue(failure("a.1.1", ModelRole.VERIFIER).contains("of the verifier to step a.1.1"));
  }

  @Test
  void aRecordedFailureFailsAgain() {
    assertTrue(failure("c.1.1", ModelRole.EXECUTOR).contains("the endpoint is gone"));
  }

  @Test
  void aRequestOutsideATaskFails() {
    var request =
        new ModelRequest(
            ModelRole.EXECUTOR, List.of(new Message.User("?")), List.of(), Optional.empty());
    var failure =
        assertThrows(ModelException.class, () -> provider.complete(request, ModelListener.NONE));
    assertTrue(failure.getMessage().contains("can only replay the steps of a task"));
  }
}
