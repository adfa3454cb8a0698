package dev.loom.orchestrator;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.PlanRequest;
import dev.loom.orchestrator.core.TaskEnvironment;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LearnedPatterns;
import dev.loom.orchestrator.prompt.AnswerSchemas;
import dev.loom.orchestrator.prompt.Assignments;
import dev.loom.orchestrator.prompt.PlannerPrompt;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Requests plans from a planner model. [dev.loom.orchestrator.core.TaskCore] parses the answers.
/// Its methods block.
final class PlannerClient {
  private static final int PLANNER_TIER = 2;

  private final Bus bus;
  private final TaskEnvironment environment;
  private final LearnedPatterns learnedPatterns;

  PlannerClient(Bus bus, TaskEnvironment environment, LearnedPatterns learnedPatterns) {
    this.bus = bus;
    this.environment = environment;
    this.learnedPatterns = learnedPatterns;
  }

  /// @throws dev.loom.contracts.error.ServiceException if no planner model replies or the workspace
  ///   does not exist
  Input.PlanArrived requestPlan(
      TaskId task, TaskState state, OperationId operationId, PlanRequest request)
      throws InterruptedException {
    var spec = state.spec().orElseThrow();
    var workspace =
        bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(spec.workspace(), true));
    var tools =
        environment.tools().tools().stream().map(tool -> tool.description().name()).toList();
    var templates = learnedPatterns.templatesFor(spec.goal());
    List<Message> messages =
        PlannerPrompt.build(state, workspace.listing(), tools, environment.process(), templates);
    if (request.round() > 1) {
      messages = PlannerPrompt.buildCorrection(messages, request.answer(), request.problems());
    }
    var prompt =
        new ModelRequest(
            ModelRole.PLANNER,
            messages,
            List.of(),
            Optional.of(AnswerSchemas.PLAN),
            Optional.of(Assignments.plan(state)));
    var completion =
        bus.request(
            Addresses.MODEL_COMPLETE,
            new CompleteModel(
                operationId, task, Optional.empty(), PLANNER_TIER, Set.of(), prompt, List.of()));
    return new Input.PlanArrived(
        request.version(),
        request.round(),
        completion.response().text(),
        completion.alias(),
        completion.usage(),
        learnedPatterns.hints());
  }
}
