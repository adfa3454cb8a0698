package dev.loom.gateway.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Reads an event stream from a socket at its own pace.
final class SseReader implements AutoCloseable {
  private static final int READ_MILLIS_MAX = 20_000;

  private final Socket socket;
  private final InputStream in;
  private final List<String> head = new ArrayList<>();

  private SseReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /// Opens a stream and reads the response head.
  static SseReader open(int port, String task, String query, String... headers) throws IOException {
    var reader = ask(port, "GET", task, query, headers);
    reader.readHead();
    return reader;
  }

  /// Opens a token stream and reads the response head.
  static SseReader openTokens(int port, String task) throws IOException {
    var reader = ask(port, "GET /tasks/" + task + "/tokens");
    reader.readHead();
    return reader;
  }

  /// Opens a stream without reading.
  static SseReader ask(int port, String method, String task, String query, String... headers)
      throws IOException {
    return ask(port, method + " /tasks/" + task + "/stream" + query, headers);
  }

  private static SseReader ask(int port, String what, String... headers) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
    socket.setSoTimeout(READ_MILLIS_MAX);
    var request = new StringBuilder();
    request.append(what).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (var header : headers) {
      request.append(header).append("\r\n");
    }
    socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    return new SseReader(socket);
  }

  void readHead() throws IOException {
    for (var line = line(); !line.isEmpty(); line = line()) {
      head.add(line);
    }
  }

  int status() {
    return Integer.parseInt(head.getFirst().substring(9, 12));
  }

  String head() {
    return String.join("\n", head);
  }

  /// Returns the rest of the response body without chunk framing.
  String rest() throws IOException {
    var text = new StringBuilder();
    for (var chunk = chunk(); chunk != null; chunk = chunk()) {
      text.append(chunk);
    }
    return text.toString();
  }

  /// Reads until the text contains a part.
  String until(String part) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(part) < 0) {
      var chunk = chunk();
      if (chunk == null) {
        throw new IOException("the stream ended without '" + part + "' after: " + text);
      }
      text.append(chunk);
    }
    return text.toString();
  }

  /// Reads one chunk; null at the end.
  String chunk() throws IOException {
    var size = Integer.parseInt(line(), 16);
    var bytes = in.readNBytes(size);
    line();
    return size == 0 ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended at '" + line + "'");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
