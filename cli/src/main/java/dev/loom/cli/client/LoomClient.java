package dev.loom.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.bus.secret.AccessToken;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Client of the REST API of one engine. All methods block and may be called from any thread.
public final class LoomClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /// On a busy machine the first request of a process takes seconds.
  private static final Duration HEALTH_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

  /// For requests that read the whole database; longer than the deadline of an audit in the engine.
  private static final Duration LONG_TIMEOUT = Duration.ofMinutes(11);

  private static final Pattern LOCALHOST = Pattern.compile("(?i)//localhost(?=[:/]|$)");

  private final URI address;
  private final Optional<AccessToken> token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /// @param address base URL, such as `http://127.0.0.1:9000`
  public LoomClient(URI address) {
    this(address, Optional.empty());
  }

  /// @param token sent with requests that change something
  public LoomClient(URI address, Optional<AccessToken> token) {
    this.address = address;
    this.token = token;
  }

  /// Returns the base URL.
  public URI address() {
    return address;
  }

  /// Returns whether an engine responds to `GET /health` within ten seconds. One that cannot record
  /// anything counts; one that is ending does not.
  public boolean isHealthy() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve("/health")).timeout(HEALTH_TIMEOUT).build();
    try {
      var response = exchange(request, BodyHandlers.ofString());
      return response.statusCode() == 200
          || Json.parse(response.body()).path("status").asText().equals("degraded");
    } catch (IOException | IllegalArgumentException failure) {
      return false;
    }
  }

  /// Sends a `GET` request and returns the JSON response.
  ///
  /// @throws ClientException if the engine is unreachable or responds with an error
  public JsonNode get(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET(), REQUEST_TIMEOUT);
  }

  /// Sends a `GET` request with a timeout of eleven minutes and returns the JSON response.
  ///
  /// @throws ClientException if the engine is unreachable or responds with an error
  public JsonNode getWithLongTimeout(String path) throws InterruptedException {
    return send(HttpRequest.newBuilder(address.resolve(path)).GET(), LONG_TIMEOUT);
  }

  /// Sends a `POST` request with a JSON body and returns the JSON response.
  ///
  /// @throws ClientException if the engine is unreachable or responds with an error
  public JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
    return send(postRequest(path, body), REQUEST_TIMEOUT);
  }

  /// Represents a submitted task.
  ///
  /// @param alreadyExisted whether an earlier request with the same idempotency key submitted it
  public record Submission(String taskId, boolean alreadyExisted) {}

  /// Submits a task with additional headers.
  ///
  /// @throws ClientException if the engine is unreachable or responds with an error
  /// @throws IllegalArgumentException if a header value is not allowed in HTTP
  public Submission submit(Map<String, ?> body, Map<String, String> headers)
      throws InterruptedException {
    var request = postRequest("/tasks", body);
    headers.forEach(request::header);
    return send(
        request,
        REQUEST_TIMEOUT,
        response ->
            new Submission(
                Json.parse(response.body()).path("task_id").asText(),
                response.headers().firstValue("Idempotency-Replayed").isPresent()));
  }

  private HttpRequest.Builder postRequest(String path, Map<String, ?> body) {
    return changingRequest(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(Json.write(body)));
  }

  /// Sends a `DELETE` request and returns the JSON response.
  ///
  /// @throws ClientException if the engine is unreachable or responds with an error
  public JsonNode delete(String path) throws InterruptedException {
    return send(changingRequest(path).DELETE(), REQUEST_TIMEOUT);
  }

  private HttpRequest.Builder changingRequest(String path) {
    var request = HttpRequest.newBuilder(address.resolve(path));
    token.ifPresent(secret -> request.header("Authorization", secret.authorization()));
    return request;
  }

  private JsonNode send(HttpRequest.Builder request, Duration timeout) throws InterruptedException {
    return send(request, timeout, response -> Json.parse(response.body()));
  }

  private <T> T send(
      HttpRequest.Builder request, Duration timeout, Function<HttpResponse<String>, T> reader)
      throws InterruptedException {
    try {
      var response = exchange(request.timeout(timeout).build(), BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw failure(response);
      }
      return reader.apply(response);
    } catch (HttpTimeoutException ignored) {
      throw ClientException.unreachable(
          "The engine at " + address + " did not respond within " + timeout.toSeconds() + " s.");
    } catch (IOException failure) {
      throw unreachable(failure);
    } catch (IllegalArgumentException failure) {
      throw ClientException.unreachable(address + " is not a Loom engine: " + failure.getMessage());
    }
  }

  /// Sends a request. The JDK connects to the first address of `localhost` only, and an engine may
  /// listen on `::1`.
  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    try {
      return http.send(request, body);
    } catch (ConnectException failure) {
      var uri = LOCALHOST.matcher(request.uri().toString()).replaceFirst("//[::1]");
      if (URI.create(uri).equals(request.uri())) {
        throw failure;
      }
      try {
        return http.send(
            HttpRequest.newBuilder(request, (name, value) -> true).uri(URI.create(uri)).build(),
            body);
      } catch (ConnectException ignored) {
        throw failure;
      }
    }
  }

  private ClientException failure(HttpResponse<String> response) {
    try {
      var detail = Json.parse(response.body()).path("detail").asText();
      if (!detail.isBlank()) {
        return ClientException.rejected(detail, response.statusCode());
      }
    } catch (IllegalArgumentException ignored) {
      // No problem document: another program responds at this address.
    }
    return ClientException.unreachable(
        address + " is not a Loom engine (HTTP " + response.statusCode() + ").");
  }

  /// Opens a task's event stream. The caller closes it.
  ///
  /// @param afterSeq sequence number of the last event already received; 0 for none
  Stream<String> openEventStream(String task, long afterSeq) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(address.resolve("/tasks/" + task + "/stream"))
            .header("Accept", "text/event-stream");
    if (afterSeq > 0) {
      request.header("Last-Event-ID", Long.toString(afterSeq));
    }
    try {
      var response = exchange(request.build(), BodyHandlers.ofLines());
      if (response.statusCode() != 200) {
        throw ClientException.rejected(
            "The engine responded with status "
                + response.statusCode()
                + " for the event stream of task "
                + task
                + ".",
            response.statusCode());
      }
      return response.body();
    } catch (IOException failure) {
      throw unreachable(failure);
    }
  }

  private ClientException unreachable(IOException cause) {
    var reason = Optional.ofNullable(cause.getMessage()).map(m -> " (" + m + ")").orElse("");
    return ClientException.unreachable(
        "No Loom engine is running at " + address + reason + ". Start one with: loom serve");
  }
}
