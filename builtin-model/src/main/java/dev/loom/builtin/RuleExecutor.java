package dev.loom.builtin;

import dev.loom.api.model.Assignment;
import dev.loom.api.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Executes one subtask by rules.
final class RuleExecutor {
  private final ToolDriver tools;
  private final Assignment.Execute assignment;
  private final RulePlan plan;
  private final FileAction files;
  private final FindAction finds;
  private final CountAction counts;

  RuleExecutor(Assignment.Execute assignment, ModelRequest request) {
    this.tools = new ToolDriver(request.messages(), request.tools());
    this.assignment = assignment;
    this.plan = RulePlan.parse(assignment.goal());
    this.files = new FileAction(tools);
    this.finds = new FindAction(tools, plan.writtenFiles());
    this.counts = new CountAction(tools, plan.writtenFiles());
  }

  /// @return the findings, or a confirmation of the action, with counts
  String execute() {
    var step = plan.findStep(assignment.description());
    return step.isPresent()
        ? perform(step.get().intent(), sourcesOf(step.get(), assignment.results()))
        : performAll(RulePlan.parse(assignment.description()));
  }

  private List<Assignment.Result> sourcesOf(RulePlan.Step step, List<Assignment.Result> available) {
    var named = available.stream().filter(each -> step.sources().contains(each.id())).toList();
    return named.isEmpty() ? assignment.results() : named;
  }

  /// Executes a subtask of another planner, or a whole goal.
  private String performAll(RulePlan ownPlan) {
    for (var step : ownPlan.steps()) {
      if (step.intent().action() == Action.UNKNOWN) {
        throw BlockedException.beyondRules(step.intent().text());
      }
    }
    var results = new ArrayList<Assignment.Result>();
    for (var step : ownPlan.steps()) {
      var text = perform(step.intent(), sourcesOf(step, results));
      results.add(new Assignment.Result(step.id(), step.text(), true, text));
    }
    return results.stream().map(Assignment.Result::text).collect(Collectors.joining("\n\n"));
  }

  private String perform(Intent intent, List<Assignment.Result> results) {
    return switch (intent.action()) {
      case TAKE_INVENTORY, COUNT_FILES -> counts.report(intent);
      case FIND_MARKERS -> finds.markers(intent);
      case FIND_FILES -> finds.files(intent);
      case SEARCH_TEXT -> finds.search(intent);
      case LIST_FOLDER -> files.list(intent);
      case READ_FILE -> files.read(intent);
      case MEASURE -> files.measure(intent);
      case CREATE_FILE -> files.create(intent);
      case RUN_COMMAND -> files.run(intent);
      case CALCULATE -> files.calculate(intent);
      case SAVE -> new ReportAction(files, assignment, plan).save(intent.path(), results);
      case UNKNOWN -> throw BlockedException.beyondRules(intent.text());
    };
  }
}
