package dev.loom.engine.models;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Writes HTTP responses byte by byte to one connection.
final class RawConnection {
  private final Socket connection;
  private final InputStream in;
  private final OutputStream out;

  RawConnection(Socket connection, InputStream in) throws IOException {
    this.connection = connection;
    this.in = in;
    this.out = connection.getOutputStream();
  }

  void raw(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends a complete response.
  void document(int status, String body, String... headers) throws IOException {
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    var head =
        new StringBuilder("HTTP/1.1 " + status + " Said\r\ncontent-type: application/json\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    raw(head + "content-length: " + length + "\r\n\r\n" + body);
  }

  /// Sends the head of an event stream.
  void head(String... headers) throws IOException {
    var head = new StringBuilder("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    raw(head + "transfer-encoding: chunked\r\n\r\n");
  }

  void chunk(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    raw(Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n");
  }

  /// Ends a stream; the connection can be reused.
  void end() throws IOException {
    raw("0\r\n\r\n");
  }

  /// Resets the connection.
  void reset() throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  void close() throws IOException {
    connection.close();
  }

  /// Waits until the client closes the connection.
  void awaitClosed() {
    try {
      while (in.read() >= 0) {
        // Further bytes are ignored.
      }
      connection.close();
    } catch (IOException reset) {
      // Also closed.
    }
  }

  /// Returns whether the client closes the connection within a time.
  boolean closesWithin(int millis) throws IOException {
    connection.setSoTimeout(millis);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException stillThere) {
      return false;
    }
  }

  // ---- chat completion events ----

  static String text(String text) {
    return event(Map.of("role", "assistant", "content", text), null);
  }

  static String call(String tool, Map<String, Object> arguments) {
    var function = Map.of("name", tool, "arguments", Json.write(arguments));
    var call = Map.of("index", 0, "id", "call_1", "type", "function", "function", function);
    return event(Map.of("role", "assistant", "tool_calls", List.of(call)), null);
  }

  /// Returns the finish reason, the usage and the end marker.
  static String stop(String reason) {
    return event(Map.of(), reason)
        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"
        + "data: [DONE]\n\n";
  }

  private static String event(Map<String, Object> delta, String reason) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":"
        + "[{\"index\":0,\"delta\":"
        + Json.write(delta)
        + ",\"finish_reason\":"
        + Json.write(reason)
        + "}]}\n\n";
  }
}
