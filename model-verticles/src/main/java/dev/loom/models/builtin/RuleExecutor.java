package dev.loom.models.builtin;

import dev.loom.api.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Does one subtask.
final class RuleExecutor {
  /// How the orchestrator marks an answer that it shows only in part.
  private static final Pattern CUT = Pattern.compile("\\[… \\d+ more characters\\]\\s*\\z");

  private final Hands hands;
  private final Assignment assignment;
  private final Recipe recipe;

  RuleExecutor(ModelRequest request) {
    this.hands = new Hands(request.messages(), request.tools());
    this.assignment = Assignment.of(request.messages());
    this.recipe = Recipe.of(assignment.goal());
  }

  /// @return what was found or done, with its numbers
  String answer() throws NeedsTools, Blocked {
    var step = recipe.named(assignment.description());
    if (step.isPresent()) {
      return perform(step.get(), whole(sourcesOf(step.get())));
    }
    return performAll(Recipe.of(assignment.description()));
  }

  private List<Assignment.Result> sourcesOf(Recipe.Step step) {
    var named =
        assignment.results().stream()
            .filter(result -> step.sources().contains(result.id()))
            .toList();
    return named.isEmpty() ? assignment.results() : named;
  }

  /// A long finding arrives cut. What only looks can be looked at again, so that what is written
  /// down is whole.
  private List<Assignment.Result> whole(List<Assignment.Result> sources)
      throws NeedsTools, Blocked {
    var results = new ArrayList<Assignment.Result>();
    for (var source : sources) {
      var step = recipe.named(source.description());
      if (CUT.matcher(source.text()).find() && step.isPresent() && !step.get().hasEffect()) {
        var again = perform(step.get(), List.of());
        results.add(new Assignment.Result(source.id(), source.description(), again));
      } else {
        results.add(source);
      }
    }
    return results;
  }

  /// A subtask that somebody else planned, or a whole goal at once.
  private String performAll(Recipe own) throws NeedsTools, Blocked {
    var results = new ArrayList<Assignment.Result>();
    for (var step : own.steps()) {
      for (var intent : step.intents()) {
        if (intent instanceof Intent.Unknown unknown) {
          throw Blocked.beyondRules(unknown.clause());
        }
      }
    }
    for (var step : own.steps()) {
      var sources =
          results.stream().filter(result -> step.sources().contains(result.id())).toList();
      var text = perform(step, sources.isEmpty() ? assignment.results() : sources);
      results.add(new Assignment.Result(step.id(), step.text(), text));
    }
    return results.size() == 1
        ? results.getFirst().text()
        : String.join("\n\n", results.stream().map(Assignment.Result::text).toList());
  }

  private String perform(Recipe.Step step, List<Assignment.Result> sources)
      throws NeedsTools, Blocked {
    var answers = new ArrayList<String>();
    var found = sources;
    for (var intent : step.intents()) {
      var answer = perform(intent, found);
      answers.add(answer);
      found = List.of(new Assignment.Result(step.id(), step.text(), answer));
    }
    return String.join("\n\n", answers.reversed());
  }

  private String perform(Intent intent, List<Assignment.Result> found) throws NeedsTools, Blocked {
    var counts = new CountWork(hands, recipe.written());
    var finds = new FindWork(hands, recipe.written());
    var files = new FileWork(hands);
    return switch (intent) {
      case Intent.TakeStock stock ->
          counts.count(new Intent.CountFiles(stock.folder(), FileKind.SOURCE));
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
      case Intent.Save save -> new ReportWork(hands, assignment, recipe).save(save.path(), found);
      case Intent.Unknown unknown -> throw Blocked.beyondRules(unknown.clause());
    };
  }
}
