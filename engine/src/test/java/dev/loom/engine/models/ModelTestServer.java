package dev.loom.engine.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Serves HTTP on a plain socket, so that a test controls every byte and every close. Each
/// connection has a virtual thread.
final class ModelTestServer implements AutoCloseable {
  private static final int HEAD_BYTES_MAX = 64 * 1024;

  private final RequestHandler handler;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile boolean closed;

  /// Handles a request. It may close the connection or leave it open.
  @FunctionalInterface
  interface RequestHandler {
    void handle(ReceivedRequest request, RawConnection raw) throws IOException;
  }

  /// Represents a model request.
  record ReceivedRequest(JsonNode request) {
    boolean isForPlan() {
      return request.path("tools").isEmpty();
    }

    /// Returns the number of assistant messages.
    int turns() {
      var turns = 0;
      for (var message : request.path("messages")) {
        turns += message.path("role").asText().equals("assistant") ? 1 : 0;
      }
      return turns;
    }

    String text() {
      var all = new StringBuilder();
      request.path("messages").forEach(each -> all.append(each.path("content").asText("")));
      return all.toString();
    }
  }

  private ModelTestServer(RequestHandler handler, ServerSocket listener) {
    this.handler = handler;
    this.listener = listener;
    this.port = listener.getLocalPort();
  }

  static ModelTestServer start(RequestHandler handler) throws IOException {
    var socket = new ModelTestServer(handler, listenAt(0));
    socket.accept(socket.listener);
    return socket;
  }

  private static ServerSocket listenAt(int port) throws IOException {
    var listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
    return listener;
  }

  String url() {
    return "http://127.0.0.1:" + port + "/v1";
  }

  /// Refuses further connections.
  void stopListening() throws IOException {
    listener.close();
  }

  /// Accepts connections again, unless another process has taken the port.
  void resumeListening() throws IOException {
    try {
      listener = listenAt(port);
      accept(listener);
    } catch (BindException portTaken) {
      // The listener stays closed.
    }
  }

  private void accept(ServerSocket from) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  var connection = from.accept();
                  open.add(connection);
                  Thread.ofVirtual().start(() -> serve(connection));
                }
              } catch (IOException gone) {
                // The listener was closed.
              }
            });
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      var in = new BufferedInputStream(connection.getInputStream());
      while (!closed && !connection.isClosed()) {
        var head = head(in);
        if (head.isEmpty()) {
          return;
        }
        var raw = new RawConnection(connection, in);
        if (head.startsWith("GET")) {
          raw.document(200, "{\"object\":\"list\",\"data\":[]}");
        } else {
          var body = new String(in.readNBytes(length(head)), StandardCharsets.UTF_8);
          handler.handle(new ReceivedRequest(Json.parse(body)), raw);
        }
      }
    } catch (IOException gone) {
      // The client closed the connection, or the test has ended.
    } finally {
      open.remove(connection);
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < HEAD_BYTES_MAX) {
      var next = in.read();
      if (next < 0) {
        return "";
      }
      head.append((char) next);
      if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        return head.toString();
      }
    }
    throw new IOException("a head without an end");
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listener.close();
    for (var connection : open) {
      connection.close();
    }
  }
}
