package dev.loom.engine.models;

import dev.loom.contracts.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One connection, written to by hand.
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

  /// An answer in one piece.
  void document(int status, String body, String... headers) throws IOException {
    var length = body.getBytes(StandardCharsets.UTF_8).length;
    var head =
        new StringBuilder("HTTP/1.1 " + status + " Said\r\ncontent-type: application/json\r\n");
    for (var header : headers) {
      head.append(header).append("\r\n");
    }
    raw(head + "content-length: " + length + "\r\n\r\n" + body);
  }

  /// The beginning of a stream of events.
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

  /// The end of a stream, after which the connection can be used again.
  void end() throws IOException {
    raw("0\r\n\r\n");
  }

  /// The connection is gone, without a farewell.
  void reset() throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  void close() throws IOException {
    connection.close();
  }

  /// Says nothing until the client has closed the connection.
  void awaitClosed() {
    try {
      while (in.read() >= 0) {
        // Whatever the client still says is nobody's business.
      }
      connection.close();
    } catch (IOException reset) {
      // Closed as well.
    }
  }

  /// Whether the client closes the connection before so long has passed.
  boolean closesWithin(int millis) throws IOException {
    connection.setSoTimeout(millis);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException stillThere) {
      return false;
    }
  }

  // ---- what a model says ----

  static String text(String text) {
    return event(Map.of("role", "assistant", "content", text), null);
  }

  static String call(String tool, Map<String, Object> arguments) {
    var function = Map.of("name", tool, "arguments", Json.write(arguments));
    var call = Map.of("index", 0, "id", "call_1", "type", "function", "function", function);
    return event(Map.of("role", "assistant", "tool_calls", List.of(call)), null);
  }

  /// The reason, the usage and the end.
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
