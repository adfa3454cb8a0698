package dev.loom.engine.models;

import dev.loom.bus.json.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Scripts a correct model: a plan of subtasks that write files.
///
/// @param subtasks number of subtasks
/// @param turns turns per subtask; the last one only reports completion
record ScriptedWork(int subtasks, int turns) {
  private static final Pattern SUBTASK = Pattern.compile("## Subtask (\\S+)");

  /// Returns the events of a complete response.
  String respond(ModelTestServer.ReceivedRequest request) {
    if (request.isForPlan()) {
      return RawConnection.text(plan()) + RawConnection.stop("stop");
    }
    var subtask = SUBTASK.matcher(request.text());
    var id = subtask.find() ? subtask.group(1) : "unknown";
    var turn = request.turns() + 1;
    if (turn >= turns) {
      return RawConnection.text("did " + id) + RawConnection.stop("stop");
    }
    Map<String, Object> file = Map.of("path", id + "-" + turn + ".txt", "content", "by " + id);
    return RawConnection.call("write_file", file) + RawConnection.stop("tool_calls");
  }

  private String plan() {
    var planned =
        IntStream.rangeClosed(1, subtasks)
            .mapToObj(number -> Map.of("id", "s" + number, "description", "do part " + number))
            .toList();
    return Json.write(Map.of("subtasks", List.copyOf(planned)));
  }
}
