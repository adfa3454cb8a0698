package dev.loom.gateway.filter;

import dev.loom.gateway.response.Problem;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/// Rejects changing requests that a process of a tool sends: a model could approve its own call.
///
/// The process at the other end of a connection is found in `/proc`, once per connection. A sandbox
/// leaves no route to this server, so this matters where processes run without one. A process that
/// clears its environment and loses its parent is not recognized.
public final class ToolClients implements Handler<RoutingContext> {
  /// Set by the tool host for every process that it starts.
  private static final String MARKER = "\0LOOM_RUN_ID=";

  static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final Problem REFUSED =
      Problem.permanent(
          403,
          "from_tool",
          "A process that a tool started cannot change tasks; a user has to do that.");

  private final Vertx vertx;
  private final Map<HttpConnection, Boolean> known =
      Collections.synchronizedMap(new WeakHashMap<>());

  public ToolClients(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    if (READING.contains(request.method())) {
      context.next();
      return;
    }
    var connection = request.connection();
    var isTool = known.get(connection);
    if (isTool != null) {
      decide(context, isTool);
      return;
    }
    vertx
        .executeBlocking(() -> isTool(connection.remoteAddress()), false)
        .onComplete(
            found -> {
              known.put(connection, found.result());
              decide(context, found.result());
            });
  }

  private static void decide(RoutingContext context, boolean isTool) {
    if (isTool) {
      context.fail(REFUSED);
    } else {
      context.next();
    }
  }

  /// Returns whether a process of a tool has the socket with this local address.
  private static boolean isTool(SocketAddress client) {
    var processes = toolProcesses();
    if (processes.isEmpty()) {
      return false;
    }
    var sockets = sockets(client.port());
    return processes.stream().anyMatch(process -> holdsAny(process, sockets));
  }

  private static Set<Long> toolProcesses() {
    var found = new HashSet<Long>();
    ProcessHandle.allProcesses()
        .filter(process -> environment(process.pid()).contains(MARKER))
        .forEach(
            process ->
                Stream.concat(Stream.of(process), process.descendants())
                    .forEach(member -> found.add(member.pid())));
    return found;
  }

  private static String environment(long process) {
    try {
      var bytes = Files.readAllBytes(Path.of("/proc/" + process + "/environ"));
      return "\0" + new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException ignored) {
      return "";
    }
  }

  /// Returns the links of the sockets with a local port, such as `socket:[4711]`.
  private static Set<String> sockets(int port) {
    var suffix = ":%04X".formatted(port);
    var found = new HashSet<String>();
    for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (var lines = Files.lines(Path.of(table), StandardCharsets.ISO_8859_1)) {
        lines
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields.length > 9 && fields[1].endsWith(suffix))
            .forEach(fields -> found.add("socket:[" + fields[9] + "]"));
      } catch (IOException ignored) {
        // A system without this table.
      }
    }
    return found;
  }

  private static boolean holdsAny(long process, Set<String> sockets) {
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/" + process + "/fd"))) {
      for (var descriptor : descriptors) {
        if (isAny(descriptor, sockets)) {
          return true;
        }
      }
      return false;
    } catch (IOException ignored) {
      return false;
    }
  }

  private static boolean isAny(Path descriptor, Set<String> sockets) {
    try {
      return sockets.contains(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException ignored) {
      return false;
    }
  }
}
