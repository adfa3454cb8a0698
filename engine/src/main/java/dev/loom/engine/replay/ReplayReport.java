package dev.loom.engine.replay;

import dev.loom.api.model.Message;
import dev.loom.contracts.json.Json;
import dev.loom.contracts.task.Subtask;
import dev.loom.contracts.task.Usage;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Reports how a replay differs from its recording.
///
/// @param incomplete whether the transcript has no end, so that only its entries are compared
/// @param differences empty if the runs are identical
/// @param subtasks number of subtasks of the last plan of the replay
/// @param modelTurns number of model requests
/// @param toolCalls number of tool calls
/// @param usage usage according to the recorded responses
/// @param status final status of the replayed task, or `unfinished`
/// @param millis duration of the replay
public record ReplayReport(
    boolean incomplete,
    List<ReplayDifference> differences,
    int subtasks,
    int modelTurns,
    int toolCalls,
    Usage usage,
    String status,
    long millis) {
  public ReplayReport {
    differences = List.copyOf(differences);
  }

  /// Returns whether the replay equals the recording.
  public boolean isIdentical() {
    return differences.isEmpty();
  }

  static ReplayReport compare(
      boolean incomplete, RunTrace recorded, RunTrace replayed, boolean ended, long millis) {
    var comparer = new Comparer(incomplete);
    comparer.comparePlans(recorded, replayed);
    comparer.compareAll("model", stepsOf(recorded.prompts()), stepsOf(replayed.prompts()));
    comparer.comparePrompts(recorded, replayed);
    comparer.compareAll("call", recorded.calls(), replayed.calls());
    comparer.compareAll("verdict", verdicts(recorded), verdicts(replayed));
    if (!incomplete) {
      comparer.compareEnds(recorded, replayed);
    }
    var plans = replayed.all(TranscriptEntry.AcceptedPlan.class);
    return new ReplayReport(
        incomplete,
        comparer.differences,
        plans.isEmpty() ? 0 : plans.getLast().plan().subtasks().size(),
        replayed.prompts().size(),
        replayed.calls().size(),
        replayed.usage(),
        ended ? replayed.ended().map(ReplayReport::status).orElse("unfinished") : "unfinished",
        millis);
  }

  private static String status(TranscriptEntry.TaskEnd ended) {
    return ended.status().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> stepsOf(Map<String, List<Message>> prompts) {
    var steps = new LinkedHashMap<String, String>();
    prompts.keySet().forEach(step -> steps.put(step, "requested"));
    return steps;
  }

  private static Map<String, String> verdicts(RunTrace trace) {
    var verdicts = new LinkedHashMap<String, String>();
    for (var verification : trace.all(TranscriptEntry.Verification.class)) {
      verdicts.put(
          verification.subtaskId() + "." + verification.attempt(),
          Json.write(verification.verdict()));
    }
    return verdicts;
  }

  /// Collects differences.
  private static final class Comparer {
    private final boolean incomplete;
    private final List<ReplayDifference> differences = new ArrayList<>();

    Comparer(boolean incomplete) {
      this.incomplete = incomplete;
    }

    void add(String area, String where, String recorded, String replayed) {
      if (!recorded.equals(replayed)) {
        differences.add(new ReplayDifference(area, where, recorded, replayed));
      }
    }

    /// Compares values by key. Values missing at the end of an incomplete transcript are not
    /// differences.
    void compareAll(String area, Map<String, String> recorded, Map<String, String> replayed) {
      union(
          recorded,
          replayed,
          (recordedValue, replayedValue) -> {
            if (recordedValue.getValue().isPresent() || !incomplete) {
              add(
                  area,
                  recordedValue.getKey(),
                  recordedValue.getValue().orElse(""),
                  replayedValue.orElse(""));
            }
          });
    }

    private static void union(
        Map<String, String> recorded,
        Map<String, String> replayed,
        BiConsumer<Map.Entry<String, Optional<String>>, Optional<String>> each) {
      var keys = new LinkedHashSet<>(recorded.keySet());
      keys.addAll(replayed.keySet());
      for (var key : keys) {
        each.accept(
            Map.entry(key, Optional.ofNullable(recorded.get(key))),
            Optional.ofNullable(replayed.get(key)));
      }
    }

    void comparePlans(RunTrace recorded, RunTrace replayed) {
      var recordedPlans = recorded.all(TranscriptEntry.AcceptedPlan.class);
      var replayedPlans = replayed.all(TranscriptEntry.AcceptedPlan.class);
      for (int at = 0;
          at < Math.max(recordedPlans.size(), incomplete ? 0 : replayedPlans.size());
          at++) {
        var plan = "plan " + (at + 1);
        compareAll(
            "plan",
            at < recordedPlans.size() ? lines(plan, recordedPlans.get(at)) : Map.of(),
            at < replayedPlans.size() ? lines(plan, replayedPlans.get(at)) : Map.of());
      }
    }

    private static Map<String, String> lines(String name, TranscriptEntry.AcceptedPlan planned) {
      var lines = new LinkedHashMap<String, String>();
      var subtasks = planned.plan().subtasks();
      lines.put(
          name,
          String.join(", ", subtasks.stream().map(each -> each.id().value()).toList())
              + (planned.fallback() ? " (fallback plan)" : ""));
      for (Subtask subtask : subtasks) {
        lines.put(name + ", " + subtask.id(), Json.write(subtask));
      }
      return lines;
    }

    void comparePrompts(RunTrace recorded, RunTrace replayed) {
      recorded
          .prompts()
          .forEach(
              (step, recordedValue) -> {
                var replayedValue = replayed.prompts().get(step);
                if (replayedValue != null && !replayedValue.equals(recordedValue)) {
                  comparePrompt(step, recordedValue, replayedValue);
                }
              });
    }

    /// Reports the first different line.
    private void comparePrompt(
        String step, List<Message> recordedValue, List<Message> replayedValue) {
      for (int at = 0; at < Math.max(recordedValue.size(), replayedValue.size()); at++) {
        var before = at < recordedValue.size() ? Json.write(recordedValue.get(at)) : "";
        var after = at < replayedValue.size() ? Json.write(replayedValue.get(at)) : "";
        if (!before.equals(after)) {
          var left = lines(at < recordedValue.size() ? recordedValue.get(at).text() : "");
          var right = lines(at < replayedValue.size() ? replayedValue.get(at).text() : "");
          int line = 0;
          while (line < Math.min(left.size(), right.size())
              && left.get(line).equals(right.get(line))) {
            line++;
          }
          var where = step + ", message " + (at + 1) + ", line " + (line + 1);
          var recordedLine = line < left.size() ? left.get(line) : "";
          var replayedLine = line < right.size() ? right.get(line) : "";
          if (recordedLine.equals(replayedLine)) {
            // Equal texts with different tool calls.
            add("prompt", step + ", message " + (at + 1), before, after);
          } else {
            add("prompt", where, recordedLine, replayedLine);
          }
          return;
        }
      }
    }

    private static List<String> lines(String text) {
      return text.lines().toList();
    }

    void compareEnds(RunTrace recorded, RunTrace replayed) {
      var recordedValue = recorded.ended();
      var replayedValue = replayed.ended();
      add(
          "status",
          "",
          recordedValue.map(ReplayReport::status).orElse(""),
          replayedValue.map(ReplayReport::status).orElse("unfinished"));
      add("tokens", "", tokens(recorded.usage()), tokens(replayed.usage()));
      add("cost", "", cost(recorded.usage()), cost(replayed.usage()));
      add(
          "summary",
          "",
          recordedValue.map(each -> each.summary() + each.reason()).orElse(""),
          replayedValue.map(each -> each.summary() + each.reason()).orElse(""));
      add(
          "files",
          "",
          recordedValue.map(each -> Json.write(each.changes().files())).orElse(""),
          replayedValue.map(each -> Json.write(each.changes().files())).orElse(""));
    }

    private static String tokens(Usage usage) {
      return usage.inputTokens() + " input, " + usage.outputTokens() + " output";
    }

    /// Rounds: sums of equal amounts in a different order may differ in the last digit.
    private static String cost(Usage usage) {
      return String.format(Locale.ROOT, "$%.9f", usage.costUsd());
    }
  }
}
