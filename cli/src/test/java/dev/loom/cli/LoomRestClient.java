package dev.loom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Calls the REST API as the user guide describes it, without any class of Loom's client.
record LoomRestClient(URI address, HttpClient http) implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Set<String> TERMINAL_STATUSES = Set.of("completed", "failed", "cancelled");

  static LoomRestClient forAddress(URI address) {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new LoomRestClient(address, http);
  }

  /// An event of an event stream.
  ///
  /// @param id value of the preceding `id:` line; 0 for none
  record Event(long id, JsonNode json) {
    String type() {
      return json.path("event_type").asText();
    }
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return http.send(postRequest(path, json), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT);
  }

  private HttpRequest postRequest(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  /// Submits a task.
  ///
  /// @return the task ID of the 201 response
  String submit(Map<String, ?> task) throws IOException, InterruptedException {
    return acceptedTaskId(post("/tasks", Json.write(task)));
  }

  /// Submits a task without waiting for the response.
  CompletableFuture<String> submitAsync(Map<String, ?> task) {
    return http.sendAsync(postRequest("/tasks", Json.write(task)), BodyHandlers.ofString())
        .thenApply(LoomRestClient::acceptedTaskId);
  }

  private static String acceptedTaskId(HttpResponse<String> response) {
    if (response.statusCode() != 201) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.parse(response.body()).path("task_id").asText();
  }

  JsonNode task(String id) throws IOException, InterruptedException {
    return Json.parse(get("/tasks/" + id).body());
  }

  boolean isFinished(String id) throws IOException, InterruptedException {
    return TERMINAL_STATUSES.contains(task(id).path("status").asText());
  }

  /// Polls a task until it ends.
  JsonNode awaitFinished(String id) throws Exception {
    PollingDeadline.after(TIMEOUT).until("task " + id + " is finished", () -> isFinished(id));
    return task(id);
  }

  /// Reads a task's stream until the server closes it.
  List<Event> events(String id) throws IOException, InterruptedException {
    var events = new ArrayList<Event>();
    follow(id, events::add);
    return events;
  }

  /// Passes a task's events to a callback until the server closes the stream.
  void follow(String id, Consumer<Event> onEvent) throws IOException, InterruptedException {
    var request = request("/tasks/" + id + "/stream").header("Accept", "text/event-stream");
    var lastId = new long[1];
    try (var lines = http.send(request.build(), BodyHandlers.ofLines()).body()) {
      lines.forEach(
          line -> {
            if (line.startsWith("id: ")) {
              lastId[0] = Long.parseLong(line.substring("id: ".length()));
            } else if (line.startsWith("data: ")) {
              onEvent.accept(new Event(lastId[0], Json.parse(line.substring("data: ".length()))));
              lastId[0] = 0;
            }
          });
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
