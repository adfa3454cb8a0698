package dev.loom.contracts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import dev.loom.contracts.task.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TaskEventTest {
  @Test
  void everyRecordedEventHasASample() {
    var sampled = Samples.recorded().stream().map(Object::getClass).collect(Collectors.toSet());
    var shapes = Set.of(TaskEvent.Recorded.class.getPermittedSubclasses());
    var direct =
        Arrays.stream(EventType.values())
            .map(EventType::eventClass)
            .filter(TaskEvent.Recorded.class::isAssignableFrom)
            .collect(Collectors.toSet());
    assertEquals(direct, sampled);
    assertEquals(direct, shapes.stream().filter(Class::isRecord).collect(Collectors.toSet()));
  }

  @Test
  void eventFieldsAreWrittenInSnakeCase() {
    var event =
        new TaskEvent.SubtaskCompleted(
            Samples.SUBTASK, "success", "done", 1.5, 0.9, Verdict.Outcome.UNVERIFIED);
    assertEquals(
        "{\"subtask_id\":\"s1\",\"status\":\"success\",\"summary\":\"done\",\"duration\":1.5,"
            + "\"confidence\":0.9,\"verification\":\"unverified\"}",
        Json.write(event));
  }

  @Test
  void collectionsPassedToAnEventAreCopied() {
    var ids = new ArrayList<>(List.of(Samples.SUBTASK));
    var event =
        new TaskEvent.TaskFailed(0, 1, ids, "", "x", "y", Samples.CHANGES, Samples.USAGE, 0);
    ids.clear();
    assertEquals(List.of(Samples.SUBTASK), event.failedSubtasks());
  }
}
