package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.PlanRequest;
import dev.loom.orchestrator.core.TaskStates;
import dev.loom.orchestrator.learn.LearnedPatterns;
import dev.loom.orchestrator.prompt.AnswerSchemas;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlannerClientTest {
  private final FakeServices services = new FakeServices();
  private final PlannerClient planner =
      new PlannerClient(
          services.bus,
          FakeServices.environment(),
          new LearnedPatterns(services.bus, InstantSource.system()));

  @AfterEach
  void close() {
    services.close();
  }

  private Input.PlanArrived requestPlan(int round, List<String> problems, String answer)
      throws InterruptedException {
    var task = TaskId.random();
    return planner.requestPlan(
        task,
        TaskStates.submitted("goal"),
        OperationId.forTask(task, "plan"),
        new PlanRequest(1, round, problems, answer));
  }

  private List<Message> messages() {
    return services.modelCalls.getFirst().request().messages();
  }

  @Test
  void thePlannerGetsThePlanSchemaAndNoTools() throws Exception {
    var plan = requestPlan(1, List.of(), "");
    var request = services.modelCalls.getFirst().request();
    assertEquals(ModelRole.PLANNER, request.role());
    assertEquals(Optional.of(AnswerSchemas.PLAN), request.responseSchema());
    assertEquals(List.of(), request.tools());
    assertTrue(plan.answer().contains("\"s1\""), plan.answer());
    assertEquals("fake", plan.model());
    assertEquals(2, messages().size());
  }

  @Test
  void theSecondRequestContainsTheInvalidAnswerAndItsProblems() throws Exception {
    requestPlan(2, List.of("the answer contains no JSON object"), "I would begin");
    assertEquals("I would begin", messages().get(2).text());
    assertTrue(messages().getLast().text().contains("- the answer contains no JSON object"));
  }
}
