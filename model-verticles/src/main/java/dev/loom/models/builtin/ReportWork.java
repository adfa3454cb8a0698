package dev.loom.models.builtin;

import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes what was found to a file: a report when that is Markdown, else the bare findings.
final class ReportWork {
  private final Hands hands;
  private final Assignment assignment;
  private final Recipe recipe;

  ReportWork(Hands hands, Assignment assignment, Recipe recipe) {
    this.hands = hands;
    this.assignment = assignment;
    this.recipe = recipe;
  }

  String save(String path, List<Assignment.Result> results) throws NeedsTools, Blocked {
    if (results.isEmpty()) {
      throw new Blocked("There is nothing to write to " + path + ": no finding came before.");
    }
    var name = path.toLowerCase(Locale.ROOT);
    var content =
        name.endsWith(".md") || name.endsWith(".markdown")
            ? markdown(results)
            : name.endsWith(".json") ? json(results) : plain(results);
    new FileWork(hands).write(path, content);
    var heads = results.stream().map(result -> Findings.headline(result.text())).toList();
    return "Wrote "
        + path
        + " ("
        + Findings.count(content.lines().count(), "line", "lines")
        + ").\n\n"
        + Findings.list(heads);
  }

  private String markdown(List<Assignment.Result> results) {
    var text = new StringBuilder("# " + title() + "\n\n");
    text.append("Goal: ").append(assignment.goal().replaceAll("\\s+", " ")).append("\n\n");
    text.append("Gathered by Loom's built-in rules, without a language model.\n");
    for (var result : results) {
      text.append("\n## ")
          .append(heading(result))
          .append("\n\n")
          .append(result.text())
          .append('\n');
    }
    return text.toString();
  }

  private String title() {
    var path = assignment.workspace().replaceFirst("/+$", "");
    var folder = path.substring(path.lastIndexOf('/') + 1);
    var in = folder.isEmpty() ? "" : " of " + folder;
    return recipe.title().isEmpty() ? "Report" + in : "Stock" + in;
  }

  private String heading(Assignment.Result result) {
    return recipe
        .named(result.description())
        .map(step -> heading(step))
        .orElse(result.description());
  }

  private static String heading(Recipe.Step step) {
    return switch (step.intents().getFirst()) {
      case Intent.CountFiles count -> "Files by type";
      case Intent.FindMarkers find -> String.join(" and ", find.words());
      case Intent.Measure measure -> "Size of " + measure.path();
      case Intent.ListFolder list ->
          list.folder().equals(".") ? "Files" : "Files in " + list.folder();
      case Intent.ReadFile read -> read.path();
      case Intent.Summarise summarise -> "Summary of " + summarise.path();
      case Intent.TakeStock stock -> step.text();
      case Intent.FindFiles find -> step.text();
      case Intent.SearchText search -> step.text();
      case Intent.Save save -> step.text();
      case Intent.CreateFile create -> step.text();
      case Intent.RunCommand run -> step.text();
      case Intent.Calculate calculate -> step.text();
      case Intent.Unknown unknown -> step.text();
    };
  }

  private static String plain(List<Assignment.Result> results) {
    var parts = results.stream().map(result -> Findings.plain(result.text())).toList();
    return String.join("\n\n", parts) + "\n";
  }

  private static String json(List<Assignment.Result> results) {
    var lines = new ArrayList<String>();
    results.forEach(result -> lines.addAll(Findings.plain(result.text()).lines().toList()));
    return Json.write(lines) + "\n";
  }
}
