package dev.loom.tools.mcp;

import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.tool.ListMcpServers.McpServer;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/// Keeps the connection to one MCP server. A thread of its own connects, reads the tools whenever
/// the server says that they changed, and connects again when the connection ends, after one second
/// at first and after a minute at most.
final class McpConnection {
  /// Maximum number of tools of a server; the rest is left out.
  static final int TOOLS_MAX = 200;

  private static final Logger LOG = System.getLogger(McpConnection.class.getName());
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration BACKOFF_MAX = Duration.ofMinutes(1);

  /// Duration of a connection after which the next attempt is made soon again.
  private static final Duration STABLE = Duration.ofSeconds(10);

  /// Minimum time between two readings of the tools; a server may announce changes without end.
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

  private static final Duration PING_INTERVAL = Duration.ofSeconds(10);
  private static final int PAGES_MAX = 20;
  private static final JsonSchemaValidator UNCHECKED =
      (_, _) -> JsonSchemaValidator.ValidationResponse.asValid("");

  private final String alias;
  private final McpConfig.Server config;
  private final Opener opener;
  private final Listener listener;
  private final Thread thread;
  private final Semaphore wakeUps = new Semaphore(0);
  private final AtomicLong tokens = new AtomicLong();
  private final Map<String, ToolContext> running = new ConcurrentHashMap<>();
  private volatile Optional<Session> session = Optional.empty();
  private volatile List<McpSchema.Tool> announced = List.of();
  private volatile boolean closed;
  private volatile boolean changed;
  private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();
  private volatile String problem = "it has not connected yet";

  /// Opens a link to the server. Called on the thread of the connection, which outlives the link.
  @FunctionalInterface
  interface Opener {
    ServerLink open() throws IOException, InterruptedException;
  }

  /// Receives the tools of a server, on the thread of its connection.
  @FunctionalInterface
  interface Listener {
    void onTools(McpConnection connection, List<McpSchema.Tool> tools) throws IOException;
  }

  private record Session(ServerLink link, TrackedTransport transport, McpAsyncClient client) {}

  /// @param alias name of the server in the configuration
  McpConnection(String alias, McpConfig.Server config, Opener opener, Listener listener) {
    this.alias = alias;
    this.config = config;
    this.opener = opener;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("mcp-" + alias).unstarted(this::keepConnected);
  }

  void start() {
    thread.start();
  }

  /// Returns when the tools were registered for the first time, or the first attempt failed.
  CompletableFuture<Void> firstAttempt() {
    return firstAttempt;
  }

  String alias() {
    return alias;
  }

  McpServer status() {
    return session.isPresent()
        ? new McpServer(alias, "connected", announced.size(), "")
        : new McpServer(alias, "connecting", announced.size(), problem);
  }

  private void keepConnected() {
    var backoff = Duration.ofSeconds(1);
    try {
      while (!closed) {
        var start = System.nanoTime();
        try {
          serve();
        } catch (IOException | RuntimeException failure) {
          problem = reason(failure);
        }
        firstAttempt.complete(null);
        if (closed) {
          return;
        }
        LOG.log(
            Level.WARNING,
            "MCP server {0}: {1}. Connecting again in {2} s.",
            alias,
            problem,
            backoff.toSeconds());
        TimeUnit.NANOSECONDS.sleep(backoff.toNanos());
        var lasted = Duration.ofNanos(System.nanoTime() - start);
        backoff =
            lasted.compareTo(STABLE) > 0
                ? Duration.ofSeconds(1)
                : Duration.ofSeconds(Math.min(backoff.toSeconds() * 2, BACKOFF_MAX.toSeconds()));
      }
    } catch (InterruptedException _) {
      // It is closed.
    }
  }

  /// Connects and returns when the connection has ended.
  private void serve() throws IOException, InterruptedException {
    var link = opener.open();
    var transport = new TrackedTransport(link.transport(), this::onNotification);
    link.ended()
        .thenAccept(
            reason -> {
              transport.failAll(reason);
              wakeUps.release();
            });
    try {
      var client =
          McpClient.async(transport)
              .clientInfo(McpSchema.Implementation.builder("loom", "1").build())
              .jsonSchemaValidator(UNCHECKED)
              .initializationTimeout(START_TIMEOUT)
              .requestTimeout(Duration.ofSeconds(config.timeoutSeconds()).plus(START_TIMEOUT))
              .build();
      await(client.initialize(), START_TIMEOUT, link);
      changed = true;
      session = Optional.of(new Session(link, transport, client));
      while (!link.ended().isDone() && !closed) {
        if (changed) {
          changed = false;
          announce(readTools(client, link));
          firstAttempt.complete(null);
          TimeUnit.NANOSECONDS.sleep(REFRESH_INTERVAL.toNanos());
        } else if (!wakeUps.tryAcquire(PING_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)
            && link.needsPings()) {
          await(client.ping(), PING_INTERVAL, link);
        }
      }
      problem = link.ended().getNow("it was closed");
    } finally {
      session = Optional.empty();
      transport.failAll("the connection to the server ended: " + problem);
      link.close();
      wakeUps.drainPermits();
    }
  }

  /// Running tasks keep the tools that they know, so the same list is not registered again after
  /// each connection.
  private void announce(List<McpSchema.Tool> tools) throws IOException {
    if (!tools.equals(announced)) {
      listener.onTools(this, tools);
      announced = List.copyOf(tools);
    }
  }

  private List<McpSchema.Tool> readTools(McpAsyncClient client, ServerLink link)
      throws IOException, InterruptedException {
    var tools = new ArrayList<McpSchema.Tool>();
    String cursor = null;
    for (var page = 0; page < PAGES_MAX && tools.size() < TOOLS_MAX; page++) {
      var listed =
          await(
              cursor == null ? client.listTools("") : client.listTools(cursor),
              START_TIMEOUT,
              link);
      tools.addAll(listed.tools());
      cursor = listed.nextCursor();
      if (cursor == null || cursor.isEmpty()) {
        break;
      }
    }
    return tools.subList(0, Math.min(TOOLS_MAX, tools.size()));
  }

  private void onNotification(JSONRPCNotification notification) {
    switch (notification.method()) {
      case McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED -> {
        changed = true;
        if (wakeUps.availablePermits() == 0) {
          wakeUps.release();
        }
      }
      case McpSchema.METHOD_NOTIFICATION_PROGRESS -> reportProgress(notification.params());
      default -> {}
    }
  }

  private void reportProgress(Object params) {
    if (params instanceof Map<?, ?> fields) {
      var context = running.get(String.valueOf(fields.get(TrackedTransport.PROGRESS_TOKEN)));
      if (context != null) {
        var total = fields.get("total") == null ? "" : " of " + fields.get("total");
        var message = fields.get("message") == null ? "" : ": " + fields.get("message");
        context.progress(fields.get("progress") + total + message);
      }
    }
  }

  /// Calls a tool. An interrupt cancels the call at the server.
  ///
  /// @throws IOException if the server is not connected, ends during the call, or refuses it
  ToolResult call(String tool, Map<String, Object> arguments, ToolContext context)
      throws IOException, InterruptedException {
    var current =
        session
            .filter(each -> !each.link().ended().isDone())
            .orElseThrow(
                () ->
                    new IOException(
                        "The MCP server '%s' is not connected: %s. Loom connects to it again by itself."
                            .formatted(alias, problem)));
    var token = String.valueOf(tokens.incrementAndGet());
    var request =
        new McpSchema.CallToolRequest(
            tool, new LinkedHashMap<>(arguments), Map.of(TrackedTransport.PROGRESS_TOKEN, token));
    running.put(token, context);
    try {
      var result =
          await(current.client().callTool(request), context.remainingTime(), current.link());
      return CallResults.convert(result);
    } catch (InterruptedException | IOException failure) {
      current.transport().cancel(token);
      throw failure;
    } finally {
      running.remove(token);
    }
  }

  private <T> T await(Mono<T> reply, Duration limit, ServerLink link)
      throws IOException, InterruptedException {
    try {
      return reply.toFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new IOException(
          "The MCP server '%s' did not answer within %d s".formatted(alias, limit.toSeconds()));
    } catch (ExecutionException failure) {
      var message = reason(failure.getCause());
      if (!(failure.getCause() instanceof McpError)) {
        link.ended().complete(message);
      }
      var reason = link.ended().getNow(message);
      throw new IOException("The MCP server '%s' failed: %s".formatted(alias, reason), failure);
    }
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /// Ends the server and waits for it.
  void close() throws InterruptedException {
    closed = true;
    thread.interrupt();
    thread.join(CLOSE_TIMEOUT);
  }
}
