package dev.loom.engine.replay;

import dev.loom.api.model.Message;
import dev.loom.bus.json.Json;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.transcript.TranscriptEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    var was = lines(step, recorded);
    var is = lines(step, replayed);
    int index = Arrays.mismatch(was.toArray(), is.toArray());
    // If one message has more lines, the longer place is that of the additional line.
    return Stream.of(was, is)
        .filter(lines -> index >= 0 && index < lines.size())
        .map(lines -> lines.get(index).place())
        .max(Comparator.comparingInt(String::length))
        .map(at -> new ReplayDifference("prompt", at, text(was, index, at), text(is, index, at)));
  }

  private record PromptLine(String place, String text) {}

  /// Returns the lines of all messages, and after its lines each message as JSON: messages of equal
  /// texts may have different tool calls.
  private static List<PromptLine> lines(String step, List<Message> messages) {
    var lines = new ArrayList<PromptLine>();
    for (int i = 0; i < messages.size(); i++) {
      var place = step + ", message " + (i + 1);
      var texts = messages.get(i).text().lines().toList();
      for (int line = 0; line < texts.size(); line++) {
        lines.add(new PromptLine(place + ", line " + (line + 1), texts.get(line)));
      }
      lines.add(new PromptLine(place, Json.write(messages.get(i))));
    }
    return lines;
  }

  private static String text(List<PromptLine> lines, int index, String place) {
    return index < lines.size() && lines.get(index).place().equals(place)
        ? lines.get(index).text()
        : "";
  }
}
