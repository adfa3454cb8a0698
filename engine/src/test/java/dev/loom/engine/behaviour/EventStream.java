package dev.loom.engine.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// Reads the event stream of a task; every read has a deadline.
final class EventStream implements AutoCloseable {
  private static final long SECONDS_MAX = 30;

  private final HttpResponse<InputStream> response;
  private final BufferedReader lines;
  private List<String> frame = List.of();

  EventStream(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  int status() {
    return response.statusCode();
  }

  String contentType() {
    return response.headers().firstValue("content-type").orElse("");
  }

  /// Returns the lines of the latest event.
  List<String> frame() {
    return frame;
  }

  /// Returns all events until the server ends the stream.
  List<JsonNode> rest() {
    var events = new ArrayList<JsonNode>();
    for (var event = next(); event != null; event = next()) {
      events.add(event);
    }
    return events;
  }

  /// Returns the next event that matches.
  ///
  /// @throws AssertionError if the stream ends without it
  JsonNode until(Predicate<JsonNode> predicate) {
    var seen = new ArrayList<String>();
    for (var event = next(); event != null; event = next()) {
      if (predicate.test(event)) {
        return event;
      }
      seen.add(event.toString());
    }
    throw new AssertionError("no matching event in:\n" + String.join("\n", seen));
  }

  /// Waits for a comment, which the server sends as a keepalive.
  String comment() {
    while (nextFrame()) {
      if (frame.getFirst().startsWith(":")) {
        return frame.getFirst();
      }
    }
    throw new AssertionError("the stream ended without a comment");
  }

  /// Returns the next event; null at the end.
  private JsonNode next() {
    while (nextFrame()) {
      var data = frame.stream().filter(line -> line.startsWith("data: ")).findFirst();
      if (data.isPresent()) {
        return Json.parse(data.get().substring("data: ".length()));
      }
    }
    return null;
  }

  /// @return false at the end
  private boolean nextFrame() {
    var read = new CompletableFuture<List<String>>();
    Thread.startVirtualThread(() -> read(read));
    try {
      frame = read.get(SECONDS_MAX, TimeUnit.SECONDS);
      return !frame.isEmpty();
    } catch (TimeoutException late) {
      close();
      throw new AssertionError("no event for " + SECONDS_MAX + " s", late);
    } catch (ExecutionException | InterruptedException broken) {
      close();
      throw new AssertionError("the stream failed", broken);
    }
  }

  private void read(CompletableFuture<List<String>> read) {
    try {
      var found = new ArrayList<String>();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          break;
        }
        found.add(line);
      }
      read.complete(found);
    } catch (IOException | RuntimeException broken) {
      read.completeExceptionally(broken);
    }
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException gone) {
      // The server has closed the connection.
    }
  }
}
