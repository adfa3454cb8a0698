package dev.loom.orchestrator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.config.VerificationConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.orchestrator.core.Effect;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.PlanRequest;
import dev.loom.orchestrator.core.RequiredEffects;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.core.TaskStates;
import dev.loom.orchestrator.learn.LearnedPatterns;
import dev.loom.orchestrator.prompt.AnswerSchemas;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TaskEffectsTest {
  private static final StepId STEP = new StepId("s1.1.1");
  private static final TaskState STATE = TaskStates.reading("goal");
  private static final Effect TURN = new Effect.CallModel(new SubtaskId("s1"), STEP, 1);

  private final FakeServices services = new FakeServices();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final InstantSource clock = InstantSource.fixed(FakeServices.NOW);
  private final TaskEffects effects =
      new TaskEffects(
          TaskId.random(),
          FakeServices.environment(),
          new TaskServices(
              services.bus,
              clock,
              timers,
              new TaskAdmission(1),
              new LearnedPatterns(services.bus, clock),
              VerificationConfig.defaults()),
          (effect, input) -> inputs.add(input));

  @AfterEach
  void close() {
    effects.cancelAll();
    timers.shutdownNow();
    services.close();
  }

  private Input run(Effect effect) throws InterruptedException {
    effects.reconcile(STATE, Set.of(effect));
    return inputs.take();
  }

  @Test
  void aStateAwaitingAModelTurnCallsTheModelOnce() throws Exception {
    var required = RequiredEffects.compute(STATE, ExecutionConfig.defaults());
    effects.reconcile(STATE, required);
    effects.reconcile(STATE, required);
    var turn = (Input.TurnArrived) inputs.take();
    assertEquals(STEP, turn.step());
    assertEquals("done", turn.turn().completion().response().text());
    assertEquals(1, services.modelCalls.size());
  }

  @Test
  void aFailedModelCallKeepsItsReasonAndRetryability() throws Exception {
    services.onModelCall(
        call -> {
          throw ServiceException.overloaded("no capacity");
        });
    assertEquals(new Input.TurnFailed(STEP, "no capacity", true), run(TURN));
  }

  @Test
  void anOutageOfTheModelsIsNoFailureOfPlannerOrExecutor() throws Exception {
    services.onModelCall(
        call -> {
          throw ServiceException.modelUnavailable("m: away");
        });
    for (var effect : List.of(TURN, new Effect.CallPlanner(new PlanRequest(1, 1, List.of(), "")))) {
      assertEquals(new Input.ModelUnavailable(effect, "m: away"), run(effect));
    }
  }

  @Test
  void aFailedToolRequestIsAFailedToolCall() throws Exception {
    services.onToolCall(
        call -> {
          throw ServiceException.failed("no disk", false);
        });
    var effect =
        new Effect.RunTool(new SubtaskId("s1"), STEP.call(1), "read_file", Map.of(), false, false);
    assertEquals(
        new Input.ToolFinished(STEP.call(1), ToolResult.fail("tool_host_failed", "no disk"), 0),
        run(effect));
  }

  @Test
  void theWorkspaceAndArgumentsOfAToolCallArePassedOn() throws Exception {
    var calls = new LinkedBlockingQueue<Object>();
    services.onToolCall(
        call -> {
          calls.add(List.of(call.workspace(), call.arguments(), call.approved(), call.repeated()));
          throw ServiceException.cancelled();
        });
    run(
        new Effect.RunTool(
            new SubtaskId("s1"), STEP.call(1), "read_file", Map.of("path", "a"), true, false));
    assertEquals(List.of("/w", Map.of("path", "a"), true, false), calls.take());
  }

  @Test
  void aFailedPlannerCallKeepsItsReason() throws Exception {
    services.onModelCall(
        call -> {
          throw ServiceException.failed("no planner", false);
        });
    assertEquals(
        new Input.PlanFailed(1, 1, "no planner"),
        run(new Effect.CallPlanner(new PlanRequest(1, 1, List.of(), ""))));
  }

  @Test
  void aTimerFiresWhenItIsDue() throws Exception {
    var timer =
        new Effect.StartTimer("s1", Effect.StartTimer.Kind.DECISION_EXPIRY, FakeServices.NOW);
    assertEquals(new Input.TimerFired(timer), run(timer));
  }

  @Test
  void anEffectThatIsNoLongerRequiredIsCancelled() throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    services.onModelCall(
        call -> {
          started.countDown();
          try {
            return FakeServices.blockExecutor(call);
          } catch (InterruptedException cancelled) {
            interrupted.countDown();
            throw cancelled;
          }
        });
    effects.reconcile(STATE, Set.of(TURN));
    started.await();
    effects.reconcile(STATE, Set.of());
    interrupted.await();
    assertTrue(effects.isIdle());
  }

  @Test
  void aResultEndsOnlyItsOwnEffect() {
    services.onModelCall(FakeServices::blockExecutor);
    effects.reconcile(STATE, Set.of(TURN));
    effects.onResult(new Effect.CallModel(new SubtaskId("s1"), new StepId("s1.1.2"), 1));
    assertFalse(effects.isIdle());
    effects.onResult(TURN);
    assertTrue(effects.isIdle());
  }

  @Test
  void aModelTurnArrivesWithTheEffectsOfItsToolCalls() throws Exception {
    var call = new ToolCall("c1", "shell_execute", Map.of("command", "make"));
    services.onModelCall(
        request ->
            new CompleteModel.Completion(
                "m",
                new ModelResponse(
                    "",
                    "",
                    List.of(call),
                    new TokenUsage(1, 1),
                    "m",
                    ModelResponse.StopReason.DONE),
                0.1,
                List.of()));
    assertEquals(
        List.of(List.of(new ToolEffect.RunsCommand("make"))),
        ((Input.TurnArrived) run(TURN)).turn().toolEffects());
  }

  private Input.PlanArrived requestPlan(int round, List<String> problems, String answer)
      throws InterruptedException {
    return (Input.PlanArrived)
        run(new Effect.CallPlanner(new PlanRequest(1, round, problems, answer)));
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
