package dev.loom.orchestrator;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.orchestrator.core.Command;
import dev.loom.orchestrator.core.Input;
import dev.loom.orchestrator.core.Rules;
import dev.loom.orchestrator.core.TaskState;
import dev.loom.orchestrator.learn.LessonBook;
import dev.loom.orchestrator.prompt.PlanSchema;
import dev.loom.orchestrator.prompt.PlannerPrompt;
import java.util.List;
import java.util.Optional;

/// Asks a planner for a plan. Blocks, so it runs on a virtual thread of its own.
final class Planning {
  private static final int PLANNER_TIER = 2;

  private final Bus bus;
  private final Rules rules;
  private final LessonBook lessonBook;

  Planning(Bus bus, Rules rules, LessonBook lessonBook) {
    this.bus = bus;
    this.rules = rules;
    this.lessonBook = lessonBook;
  }

  /// @throws dev.loom.contracts.bus.ServiceException when no planner answers, or the workspace is
  ///   gone
  Input.PlanArrived ask(TaskId task, TaskState state, OperationId work, Command.AskPlanner command)
      throws InterruptedException {
    var spec = state.spec().orElseThrow();
    var shape = bus.request(Addresses.WORKSPACE_INSPECT, new InspectWorkspace(spec.workspace()));
    var tools = rules.tools().tools().stream().map(tool -> tool.description().name()).toList();
    var templates = lessonBook.templatesFor(spec.goal());
    List<Message> messages =
        PlannerPrompt.ask(state, shape.listing(), tools, rules.process(), templates);
    if (command.round() > 1) {
      messages = PlannerPrompt.askAgain(messages, command.answer(), command.problems());
    }
    var request =
        new ModelRequest(ModelRole.PLANNER, messages, List.of(), Optional.of(PlanSchema.JSON));
    var answer =
        bus.request(
            Addresses.MODEL_COMPLETE, new CompleteModel(work, task, Optional.empty(), PLANNER_TIER, request));
    return new Input.PlanArrived(
        command.version(),
        command.round(),
        answer.response().text(),
        answer.alias(),
        answer.usage(),
        lessonBook.lessons());
  }
}
