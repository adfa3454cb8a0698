package dev.loom.builtin;

import dev.loom.api.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Executes one subtask by rules.
final class RuleExecutor {
  /// The orchestrator's mark at the end of a truncated result.
  private static final Pattern TRUNCATED = Pattern.compile("\\[… \\d+ more characters\\]\\s*\\z");

  private final ToolDriver tools;
  private final ParsedPrompt prompt;
  private final RulePlan plan;

  RuleExecutor(ModelRequest request) {
    this.tools = new ToolDriver(request.messages(), request.tools());
    this.prompt = ParsedPrompt.parse(request.messages());
    this.plan = RulePlan.parse(prompt.goal());
  }

  /// @return the findings, or a confirmation of the action, with counts
  String execute() throws NeedsToolsException, BlockedException {
    var step = plan.findStep(prompt.description());
    if (step.isPresent()) {
      return perform(step.get(), repeatTruncated(sourcesOf(step.get())));
    }
    return performAll(RulePlan.parse(prompt.description()));
  }

  private List<ParsedPrompt.Result> sourcesOf(RulePlan.Step step) {
    var named =
        prompt.results().stream().filter(result -> step.sources().contains(result.id())).toList();
    return named.isEmpty() ? prompt.results() : named;
  }

  /// Repeats read-only steps with truncated results, so that complete results are written.
  private List<ParsedPrompt.Result> repeatTruncated(List<ParsedPrompt.Result> sources)
      throws NeedsToolsException, BlockedException {
    var results = new ArrayList<ParsedPrompt.Result>();
    for (var source : sources) {
      var step = plan.findStep(source.description());
      if (TRUNCATED.matcher(source.text()).find() && step.isPresent() && !step.get().hasEffect()) {
        var text = perform(step.get(), List.of());
        results.add(new ParsedPrompt.Result(source.id(), source.description(), text));
      } else {
        results.add(source);
      }
    }
    return results;
  }

  /// Executes a subtask of another planner, or a whole goal.
  private String performAll(RulePlan ownPlan) throws NeedsToolsException, BlockedException {
    var results = new ArrayList<ParsedPrompt.Result>();
    for (var step : ownPlan.steps()) {
      for (var intent : step.intents()) {
        if (intent instanceof Intent.Unknown unknown) {
          throw BlockedException.beyondRules(unknown.clause());
        }
      }
    }
    for (var step : ownPlan.steps()) {
      var sources =
          results.stream().filter(result -> step.sources().contains(result.id())).toList();
      var text = perform(step, sources.isEmpty() ? prompt.results() : sources);
      results.add(new ParsedPrompt.Result(step.id(), step.text(), text));
    }
    return results.size() == 1
        ? results.getFirst().text()
        : String.join("\n\n", results.stream().map(ParsedPrompt.Result::text).toList());
  }

  private String perform(RulePlan.Step step, List<ParsedPrompt.Result> sources)
      throws NeedsToolsException, BlockedException {
    var answers = new ArrayList<String>();
    var results = sources;
    for (var intent : step.intents()) {
      var answer = perform(intent, results);
      answers.add(answer);
      results = List.of(new ParsedPrompt.Result(step.id(), step.text(), answer));
    }
    return String.join("\n\n", answers.reversed());
  }

  private String perform(Intent intent, List<ParsedPrompt.Result> results)
      throws NeedsToolsException, BlockedException {
    var counts = new CountAction(tools, plan.writtenFiles());
    var finds = new FindAction(tools, plan.writtenFiles());
    var files = new FileAction(tools);
    return switch (intent) {
      case Intent.TakeInventory inventory ->
          counts.count(new Intent.CountFiles(inventory.folder(), FileType.SOURCE));
      case Intent.CountFiles count -> counts.count(count);
      case Intent.FindMarkers find -> finds.markers(find);
      case Intent.FindFiles find -> finds.files(find);
      case Intent.SearchText search -> finds.search(search);
      case Intent.ListFolder list -> files.list(list);
      case Intent.ReadFile read -> files.read(read);
      case Intent.Measure measure -> files.measure(measure);
      case Intent.Summarise summarise -> files.summarise(summarise);
      case Intent.CreateFile create -> files.create(create);
      case Intent.RunCommand run -> files.run(run);
      case Intent.Calculate calculate -> files.calculate(calculate);
      case Intent.Save save -> new ReportAction(tools, prompt, plan).save(save.path(), results);
      case Intent.Unknown unknown -> throw BlockedException.beyondRules(unknown.clause());
    };
  }
}
