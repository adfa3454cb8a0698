package dev.loom.engine.models;

import dev.loom.contracts.json.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// What a good model says: a plan of some subtasks, each of which writes some files and is done.
///
/// @param subtasks how many
/// @param turns of each, the last of which only says that it is done
record Work(int subtasks, int turns) {
  private static final Pattern SUBTASK = Pattern.compile("## Subtask (\\S+)");

  /// The events of the whole answer.
  String answer(ModelSocket.Asked asked) {
    if (asked.isForPlan()) {
      return Wire.text(plan()) + Wire.stop("stop");
    }
    var subtask = SUBTASK.matcher(asked.text());
    var id = subtask.find() ? subtask.group(1) : "unknown";
    var turn = asked.turns() + 1;
    if (turn >= turns) {
      return Wire.text("did " + id) + Wire.stop("stop");
    }
    Map<String, Object> file = Map.of("path", id + "-" + turn + ".txt", "content", "by " + id);
    return Wire.call("write_file", file) + Wire.stop("tool_calls");
  }

  private String plan() {
    var planned =
        IntStream.rangeClosed(1, subtasks)
            .mapToObj(number -> Map.of("id", "s" + number, "description", "do part " + number))
            .toList();
    return Json.write(Map.of("subtasks", List.copyOf(planned)));
  }
}
