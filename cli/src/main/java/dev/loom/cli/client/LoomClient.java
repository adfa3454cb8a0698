package dev.loom.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// The REST API of one engine. Its methods block.
public final class LoomClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /// For what reads everything that is kept; the engine has a deadline of its own.
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(11);

  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /// @param address such as `http://127.0.0.1:9000`
  public LoomClient(URI address) {
    this.address = address;
  }

  /// Whether a healthy engine answers within a moment.
  public boolean isHealthy() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve("/health")).timeout(Duration.ofSeconds(2)).build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException failure) {
      return false;
    }
  }

  /// `GET`s JSON.
  ///
  /// @throws ClientException when there is no engine, or it refuses
  public JsonNode get(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET(), REQUEST_TIMEOUT);
  }

  /// `GET`s JSON that takes its time.
  ///
  /// @throws ClientException when there is no engine, or it refuses
  public JsonNode getWithLongTimeout(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET(), LONG_TIMEOUT);
  }

  /// `POST`s JSON.
  ///
  /// @throws ClientException when there is no engine, or it refuses
  public JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    return post(path, body, Map.of());
  }

  /// `POST`s JSON with further headers.
  ///
  /// @throws ClientException when there is no engine, or it refuses
  /// @throws IllegalArgumentException when a header's value cannot be sent
  public JsonNode post(String path, Map<String, ?> body, Map<String, String> headers)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body)));
    headers.forEach(request::header);
    return send(request, REQUEST_TIMEOUT);
  }

  /// `DELETE`s something.
  ///
  /// @throws ClientException when there is no engine, or it refuses
  public JsonNode delete(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).DELETE(), REQUEST_TIMEOUT);
  }

  private JsonNode send(HttpRequest.Builder request, Duration timeout) throws InterruptedException {
    try {
      var response = http.send(request.timeout(timeout).build(), BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw ClientException.errorResponse(errorDetail(response));
      }
      return Json.parse(response.body());
    } catch (HttpTimeoutException timedOut) {
      throw ClientException.unreachable(
          "The engine at " + address + " gave no answer within " + timeout.toSeconds() + " s.");
    } catch (IOException failure) {
      throw unreachable(failure);
    } catch (IllegalArgumentException notJson) {
      throw ClientException.unreachable(
          "What answers at " + address + " is no Loom: " + notJson.getMessage());
    }
  }

  private static String errorDetail(HttpResponse<String> response) {
    try {
      var detail = Json.parse(response.body()).path("detail").asText();
      if (!detail.isBlank()) {
        return detail;
      }
    } catch (IllegalArgumentException notJson) {
      // Then its status has to do.
    }
    return "The engine answered " + response.statusCode() + ".";
  }

  /// Opens a task's event stream.
  ///
  /// @param afterSeq the number of the last event already seen, 0 for none
  EventStream.SseLines openEventStream(String task, long afterSeq) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve("/tasks/" + task + "/stream"))
            .header("Accept", "text/event-stream");
    if (afterSeq > 0) {
      request.header("Last-Event-ID", Long.toString(afterSeq));
    }
    try {
      var response = http.send(request.build(), BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        throw ClientException.errorResponse(
            "The engine answered " + response.statusCode() + " for the stream of " + task + ".");
      }
      return new EventStream.SseLines(response.body());
    } catch (IOException failure) {
      throw unreachable(failure);
    }
  }

  private ClientException unreachable(IOException cause) {
    var why = Optional.ofNullable(cause.getMessage()).map(m -> " (" + m + ")").orElse("");
    return ClientException.unreachable(
        "No Loom answers at " + address + why + ". Start one with: loom serve");
  }
}
