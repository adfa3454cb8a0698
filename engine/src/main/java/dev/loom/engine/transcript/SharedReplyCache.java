package dev.loom.engine.transcript;

import dev.loom.bus.json.Json;
import dev.loom.contracts.model.CompleteModel;
import dev.loom.contracts.pattern.LearnedPattern;
import dev.loom.contracts.pattern.ListPatterns;
import dev.loom.contracts.pattern.PatternType;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.tool.ToolCatalogue;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Caches task-independent replies (tools, patterns, processes) for new recordings. Guarded by the
/// lock of its recorder.
final class SharedReplyCache {
  /// Limit of cached process definitions.
  private static final int PROCESSES_MAX = 100;

  /// Pattern types that the orchestrator requests before planning.
  private static final Set<PatternType> PLANNING_PATTERNS =
      Set.of(PatternType.SUBTASK_SUCCESS, PatternType.RETRY_PATTERN, PatternType.TASK_TEMPLATE);

  private Optional<ToolCatalogue> tools = Optional.empty();
  private final LinkedHashMap<String, ProcessDefinition> processes = new LinkedHashMap<>();
  private List<LearnedPattern> patterns = List.of();

  void tools(ToolCatalogue catalogue) {
    tools = Optional.of(catalogue);
  }

  void onReply(Record request, Record reply) {
    if (request instanceof ListPatterns list
        && list.types().equals(PLANNING_PATTERNS)
        && reply instanceof ListPatterns.Found found) {
      patterns = found.patterns();
    } else if (request instanceof LoadProcess && reply instanceof LoadProcess.Loaded loaded) {
      if (processes.size() == PROCESSES_MAX) {
        processes.pollFirstEntry();
      }
      processes.putLast(loaded.definition().name(), loaded.definition());
    }
  }

  /// Returns the entries that precede a new recording.
  List<TranscriptEntry> entriesFor(TaskSpec spec) {
    var entries = new ArrayList<TranscriptEntry>();
    tools.ifPresent(
        catalogue -> entries.add(new TranscriptEntry.AvailableTools(catalogue.tools())));
    // The most recently loaded definition of this name belongs to this task.
    spec.process()
        .map(processes::get)
        .ifPresent(definition -> entries.add(new TranscriptEntry.FollowedProcess(definition)));
    return entries;
  }

  /// Returns the patterns for a planning request. Includes only those task templates whose goal is
  /// in the prompt, because there may be thousands.
  Optional<TranscriptEntry> learnedPatterns(CompleteModel planner) {
    var promptText = new StringBuilder();
    planner.request().messages().forEach(message -> promptText.append(message.text()));
    var relevant =
        patterns.stream()
            .filter(
                pattern ->
                    pattern.type() != PatternType.TASK_TEMPLATE
                        || pattern.facts().get("goal") instanceof String goal
                            && promptText.indexOf(Json.escape(goal)) >= 0)
            .toList();
    return relevant.isEmpty()
        ? Optional.empty()
        : Optional.of(new TranscriptEntry.KnownPatterns(relevant));
  }
}
