package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.pattern.PatternType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Implements `loom learned` and `loom reset-learning`: list and delete learned patterns.
final class LearningCommands {
  private static final int DESCRIPTION_CHARS_MAX = 100;

  private LearningCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "List the patterns learned about your preferences.",
        "With --all, include patterns learned about running tasks."
      })
  static int learned(
      @Mixin EngineRequests engine,
      @Option(names = "--all", description = "Include all types of patterns.") boolean all,
      @Option(
              names = "--type",
              paramLabel = "TYPE",
              completionCandidates = CompletionCandidates.PatternTypes.class,
              description = "Only this type, one of: ${COMPLETION-CANDIDATES}.")
          String type,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "30",
              description = "Maximum number of patterns; default: 30.")
          int limit,
      @Option(names = "--delete", paramLabel = "ID", description = "Delete one pattern.")
          Long delete)
      throws InterruptedException {
    // Rejects an unknown type before an engine is started.
    var types = Arrays.stream(PatternType.values()).map(PatternType::wireName).toList();
    if (type != null && !types.contains(type)) {
      throw new IllegalArgumentException("--type must be one of " + String.join(", ", types));
    }
    if (delete != null) {
      engine.delete("/learned/" + delete);
      return engine.print("Deleted pattern " + delete + ".");
    }
    var filter = "&all=" + all + (type == null ? "" : "&type=" + type);
    var patterns = engine.get("/learned?limit=" + limit + filter);
    if (patterns.isEmpty()) {
      return engine.print(
          all || type != null
              ? "No learned patterns."
              : "No patterns about your preferences; --all lists all patterns.");
    }
    var rows = new ArrayList<List<String>>();
    patterns.forEach(pattern -> rows.add(row(pattern)));
    Table.print(engine.out(), List.of("ID", "Type", "Freq", "Last Seen", "Description"), rows);
    return ExitCode.COMPLETED;
  }

  private static List<String> row(JsonNode pattern) {
    return List.of(
        pattern.path("id").asText(),
        pattern.path("type").asText(),
        pattern.path("frequency").asText(),
        LocalTimestamp.format(pattern.path("last_seen").asText()),
        Screen.truncate(pattern, "description", DESCRIPTION_CHARS_MAX));
  }

  @Command(
      name = "reset-learning",
      mixinStandardHelpOptions = true,
      description = "Delete all patterns learned from tasks.")
  static int resetLearning(
      @Mixin EngineRequests engine,
      @Option(names = "--yes", description = "Do not ask for confirmation.") boolean yes)
      throws InterruptedException {
    if (!yes && !UserPrompt.confirm(engine.out(), "Delete all learned patterns?")) {
      return engine.fail("Nothing was deleted.");
    }
    var deleted = engine.delete("/learned").path("deleted").asLong();
    return engine.print("Deleted " + Screen.count(deleted, "pattern") + ".");
  }
}
