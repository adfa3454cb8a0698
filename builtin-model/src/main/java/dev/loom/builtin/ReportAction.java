package dev.loom.builtin;

import dev.loom.api.model.Assignment;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes results to a file: a report if the file is Markdown, otherwise only their contents.
final class ReportAction {
  private final FileAction files;
  private final Assignment.Execute assignment;
  private final RulePlan plan;

  ReportAction(FileAction files, Assignment.Execute assignment, RulePlan plan) {
    this.files = files;
    this.assignment = assignment;
    this.plan = plan;
  }

  String save(String path, List<Assignment.Result> results) {
    if (results.isEmpty()) {
      throw new BlockedException(
          "There is nothing to write to " + path + ": no earlier step has a result.");
    }
    var name = path.toLowerCase(Locale.ROOT);
    var plain =
        results.stream()
            .map(result -> ResultMarkdown.withoutMarkdown(result.text()))
            .collect(Collectors.joining("\n\n"));
    var content =
        name.endsWith(".md") || name.endsWith(".markdown")
            ? markdown(results)
            : name.endsWith(".json")
                ? PlanWriter.json(plain.lines().filter(line -> !line.isEmpty()).toList()) + "\n"
                : plain + "\n";
    files.write(path, content);
    var headlines =
        results.stream()
            .map(result -> result.text().lines().findFirst().orElse("").strip())
            .toList();
    var lines = ResultMarkdown.count(content.lines().count(), "line");
    return "Wrote " + path + " (" + lines + ").\n\n" + ResultMarkdown.list(headlines);
  }

  private String markdown(List<Assignment.Result> results) {
    var goal = assignment.goal().strip().replaceAll("\\s+", " ");
    return "# %s\n\nGoal: %s\n\n%s\n".formatted(title(), goal, FolderSearch.REPORT_MARK)
        + results.stream()
            .map(each -> "\n## %s\n\n%s\n".formatted(heading(each), each.text().strip()))
            .collect(Collectors.joining());
  }

  private String title() {
    var path = assignment.workspace().replaceFirst("/+$", "");
    var folder = path.substring(path.lastIndexOf('/') + 1);
    var in = folder.isEmpty() ? "" : " of " + folder;
    return plan.title().isEmpty() ? "Report" + in : "Inventory" + in;
  }

  private String heading(Assignment.Result result) {
    var step = plan.findStep(result.description());
    if (step.isEmpty()) {
      return result.description().strip();
    }
    var intent = step.get().intent();
    return switch (intent.action()) {
      case COUNT_FILES -> "Files by type";
      case FIND_MARKERS -> intent.text().replace(" ", " and ");
      case MEASURE -> "Size of " + intent.path();
      case LIST_FOLDER -> "Files" + intent.inFolder();
      case READ_FILE -> intent.path();
      default -> step.get().text();
    };
  }
}
