package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.pattern.PatternType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Implements `loom learned`: lists or deletes learned patterns.
@Command(
    name = "learned",
    description = {
      "List the patterns learned about your preferences.",
      "With --all, include patterns learned about running tasks."
    })
final class LearnedCommand extends AbstractEngineCommand {
  private static final int DESCRIPTION_CHARS_MAX = 100;

  @Option(names = "--all", description = "Include all types of patterns.")
  private boolean all;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = CompletionCandidates.PatternTypes.class,
      description = "Only this type, one of: ${COMPLETION-CANDIDATES}.")
  private String type;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Maximum number of patterns; default: 30.")
  private int limit = 30;

  @Option(names = "--delete", paramLabel = "ID", description = "Delete one pattern.")
  private Long delete;

  @Override
  public Integer call() throws InterruptedException {
    validateType();
    if (delete != null) {
      delete("/learned/" + delete);
      printLine("Deleted pattern " + delete + ".");
    } else {
      var filter = "&all=" + all + (type == null ? "" : "&type=" + type);
      printPatterns(get("/learned?limit=" + limit + filter));
    }
    return ExitCode.COMPLETED;
  }

  /// Rejects an unknown type before an engine is started.
  private void validateType() {
    var types = Arrays.stream(PatternType.values()).map(PatternType::wireName).toList();
    if (type != null && !types.contains(type)) {
      throw new IllegalArgumentException("--type must be one of " + String.join(", ", types));
    }
  }

  private void printPatterns(JsonNode patterns) {
    if (patterns.isEmpty()) {
      printLine(
          all || type != null
              ? "No learned patterns."
              : "No patterns about your preferences; --all lists all patterns.");
      return;
    }
    var rows = new ArrayList<List<String>>();
    for (var pattern : patterns) {
      rows.add(
          List.of(
              pattern.path("id").asText(),
              pattern.path("type").asText(),
              pattern.path("frequency").asText(),
              LocalTimestamp.format(pattern.path("last_seen").asText()),
              Screen.truncate(pattern, "description", DESCRIPTION_CHARS_MAX)));
    }
    Table.print(out(), List.of("ID", "Type", "Freq", "Last Seen", "Description"), rows);
  }
}
