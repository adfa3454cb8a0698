package dev.loom.models.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CurrentStepTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final OperationId OPERATION = OperationId.forTask(TASK, "s1.1.1");
  private static final CompleteModel REQUEST =
      new CompleteModel(
          OPERATION,
          TASK,
          Optional.empty(),
          1,
          Set.of(),
          new ModelRequest(
              ModelRole.EXECUTOR, List.of(new Message.User("go")), List.of(), Optional.empty()),
          List.of());

  @Test
  void theStepIsBoundDuringTheCallOnly() throws Exception {
    assertEquals(Optional.of(OPERATION), CurrentStep.callWithin(REQUEST, CurrentStep::get));
    assertEquals(Optional.empty(), CurrentStep.get());
  }

  @Test
  void theFailureOfTheCallIsPassedOnUnchanged() {
    var failure = ModelException.permanent("Wrong key.");
    var thrown =
        assertThrows(
            ModelException.class,
            () ->
                CurrentStep.callWithin(
                    REQUEST,
                    () -> {
                      throw failure;
                    }));
    assertSame(failure, thrown);
  }
}
