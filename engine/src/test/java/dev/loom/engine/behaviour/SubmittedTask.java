package dev.loom.engine.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.engine.behaviour.RunningLoom.ApiResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/// Represents a submitted task and the requests of its user.
record SubmittedTask(RunningLoom loom, String id, Path workspace) {
  String path(String rest) {
    return "/tasks/" + id + rest;
  }

  /// Returns the current state.
  JsonNode now() {
    return loom.get(path("")).body();
  }

  String status() {
    return now().path("status").asText();
  }

  /// Returns the final state.
  JsonNode ended() {
    try (var stream = stream()) {
      stream.rest();
    }
    return now();
  }

  EventStream stream() {
    return loom.stream(path("/stream"));
  }

  /// Waits for an event.
  JsonNode awaited(String type) {
    return awaited(event -> event.path("event_type").asText().equals(type));
  }

  JsonNode awaited(Predicate<JsonNode> predicate) {
    try (var stream = stream()) {
      return stream.until(predicate);
    }
  }

  /// Returns all events so far.
  List<JsonNode> events() {
    var page = loom.get(path("/events?limit=1000")).body();
    return StreamSupport.stream(page.spliterator(), false).toList();
  }

  List<JsonNode> events(String type) {
    return events().stream()
        .filter(event -> event.path("event_type").asText().equals(type))
        .map(event -> event.path("data"))
        .toList();
  }

  List<String> eventTypes() {
    return events().stream().map(event -> event.path("event_type").asText()).toList();
  }

  /// Returns the index of the first event of a type, optionally of one subtask.
  int at(String type, String subtask) {
    var events = events();
    for (int i = 0; i < events.size(); i++) {
      var data = events.get(i).path("data");
      if (events.get(i).path("event_type").asText().equals(type)
          && (subtask.isEmpty() || data.path("subtask_id").asText().equals(subtask))) {
        return i;
      }
    }
    throw new AssertionError("no " + type + " of '" + subtask + "' in " + eventTypes());
  }

  JsonNode subtask(String subtask) {
    return loom.get(path("/subtasks/" + subtask)).body();
  }

  ApiResponse approve(String subtask) {
    return loom.post(path("/approve"), Map.of("subtask_id", subtask, "approved", true));
  }

  ApiResponse reject(String subtask, String reason) {
    return loom.post(
        path("/approve"), Map.of("subtask_id", subtask, "approved", false, "reason", reason));
  }

  ApiResponse steer(String instruction) {
    return loom.post(path("/steer"), Map.of("instruction", instruction));
  }

  ApiResponse cancel() {
    return loom.postText(path("/cancel"), "");
  }
}
