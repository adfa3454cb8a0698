package dev.loom.engine.replay;

import dev.loom.api.model.Message;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

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
    ModelUsage usage,
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
    var plans = replayed.decisionsOf(TranscriptEntry.AcceptedPlan.class);
    return new ReplayReport(
        incomplete,
        differences(incomplete, recorded, replayed),
        plans.isEmpty() ? 0 : plans.getLast().plan().subtasks().size(),
        replayed.prompts().size(),
        replayed.calls().size(),
        replayed.usage(),
        ended ? replayed.status() : RunTrace.UNFINISHED,
        millis);
  }

  /// Compares values by place. Values missing at the end of an incomplete transcript are not
  /// differences.
  private static List<ReplayDifference> differences(
      boolean incomplete, RunTrace recorded, RunTrace replayed) {
    var recordedValues = recorded.values();
    var replayedValues = replayed.values();
    var places = new LinkedHashSet<>(recordedValues.keySet());
    if (!incomplete) {
      places.addAll(replayedValues.keySet());
    }
    var differences = new ArrayList<ReplayDifference>();
    for (var place : places) {
      var missing = place.area().equals("status") ? RunTrace.UNFINISHED : "";
      var was = recordedValues.getOrDefault(place, missing);
      var is = replayedValues.getOrDefault(place, missing);
      if (!was.equals(is)) {
        differences.add(new ReplayDifference(place.area(), place.where(), was, is));
      } else if (place.area().equals("model")) {
        var step = place.where();
        promptDifference(step, recorded.prompts().get(step), replayed.prompts().get(step))
            .ifPresent(differences::add);
      }
    }
    return differences;
  }

  /// Returns the first different line.
  private static Optional<ReplayDifference> promptDifference(
      String step, List<Message> recorded, List<Message> replayed) {
    var recordedJson = recorded.stream().map(Json::write).toList();
    var replayedJson = replayed.stream().map(Json::write).toList();
    int index = Arrays.mismatch(recordedJson.toArray(), replayedJson.toArray());
    if (index < 0) {
      return Optional.empty();
    }
    var recordedLines = lines(recorded, index);
    var replayedLines = lines(replayed, index);
    int line = Arrays.mismatch(recordedLines.toArray(), replayedLines.toArray());
    var where = step + ", message " + (index + 1);
    // Messages of equal texts have different tool calls.
    return Optional.of(
        line < 0 || at(recordedLines, line).equals(at(replayedLines, line))
            ? new ReplayDifference(
                "prompt", where, at(recordedJson, index), at(replayedJson, index))
            : new ReplayDifference(
                "prompt",
                where + ", line " + (line + 1),
                at(recordedLines, line),
                at(replayedLines, line)));
  }

  private static List<String> lines(List<Message> messages, int index) {
    return index < messages.size() ? messages.get(index).text().lines().toList() : List.of();
  }

  private static String at(List<String> texts, int index) {
    return index < texts.size() ? texts.get(index) : "";
  }
}
