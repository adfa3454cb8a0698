package dev.loom.builtin;

import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes results to a file: a report if the file is Markdown, otherwise only their contents.
final class ReportAction {
  private final ToolDriver tools;
  private final ParsedPrompt prompt;
  private final RulePlan plan;

  ReportAction(ToolDriver tools, ParsedPrompt prompt, RulePlan plan) {
    this.tools = tools;
    this.prompt = prompt;
    this.plan = plan;
  }

  String save(String path, List<ParsedPrompt.Result> results)
      throws NeedsToolsException, BlockedException {
    if (results.isEmpty()) {
      throw new BlockedException(
          "There is nothing to write to " + path + ": no earlier step has a result.");
    }
    var name = path.toLowerCase(Locale.ROOT);
    var content =
        name.endsWith(".md") || name.endsWith(".markdown")
            ? markdown(results)
            : name.endsWith(".json") ? json(results) : plain(results);
    new FileAction(tools).write(path, content);
    var headlines = results.stream().map(result -> ResultMarkdown.headline(result.text())).toList();
    return "Wrote "
        + path
        + " ("
        + ResultMarkdown.count(content.lines().count(), "line", "lines")
        + ").\n\n"
        + ResultMarkdown.list(headlines);
  }

  private String markdown(List<ParsedPrompt.Result> results) {
    var text = new StringBuilder("# " + title() + "\n\n");
    text.append("Goal: ").append(prompt.goal().replaceAll("\\s+", " ")).append("\n\n");
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
    var path = prompt.workspace().replaceFirst("/+$", "");
    var folder = path.substring(path.lastIndexOf('/') + 1);
    var in = folder.isEmpty() ? "" : " of " + folder;
    return plan.title().isEmpty() ? "Report" + in : "Inventory" + in;
  }

  private String heading(ParsedPrompt.Result result) {
    return plan.findStep(result.description())
        .map(step -> heading(step))
        .orElse(result.description());
  }

  private static String heading(RulePlan.Step step) {
    return switch (step.intents().getFirst()) {
      case Intent.CountFiles _ -> "Files by type";
      case Intent.FindMarkers find -> String.join(" and ", find.words());
      case Intent.Measure measure -> "Size of " + measure.path();
      case Intent.ListFolder list ->
          list.folder().equals(".") ? "Files" : "Files in " + list.folder();
      case Intent.ReadFile read -> read.path();
      case Intent.Summarise summarise -> "Summary of " + summarise.path();
      case Intent.TakeInventory _ -> step.text();
      case Intent.FindFiles _ -> step.text();
      case Intent.SearchText _ -> step.text();
      case Intent.Save _ -> step.text();
      case Intent.CreateFile _ -> step.text();
      case Intent.RunCommand _ -> step.text();
      case Intent.Calculate _ -> step.text();
      case Intent.Unknown _ -> step.text();
    };
  }

  private static String plain(List<ParsedPrompt.Result> results) {
    var parts =
        results.stream().map(result -> ResultMarkdown.withoutMarkdown(result.text())).toList();
    return String.join("\n\n", parts) + "\n";
  }

  private static String json(List<ParsedPrompt.Result> results) {
    var lines = new ArrayList<String>();
    results.forEach(
        result -> lines.addAll(ResultMarkdown.withoutMarkdown(result.text()).lines().toList()));
    return Json.write(lines) + "\n";
  }
}
