package dev.loom.tools.mcp;

import dev.loom.api.tool.Tool;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.Registration;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.tool.ListMcpServers;
import dev.loom.contracts.tool.ListMcpServers.McpServer;
import dev.loom.contracts.tool.ToolScope;
import dev.loom.tools.HostedTools;
import dev.loom.tools.host.SharedHostState;
import io.modelcontextprotocol.spec.McpSchema;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Connects to the MCP servers of the configuration and registers their tools as
/// `mcp.<server>.<tool>`. Starts without waiting for a server; one that fails affects no other.
/// Deployed after the tool host of the engine.
public final class McpVerticle extends VerticleBase {
  private static final Logger LOG = System.getLogger(McpVerticle.class.getName());

  /// The SDK logs what servers send. A field, because a logger that nothing refers to is forgotten.
  private static final java.util.logging.Logger SDK_LOG =
      java.util.logging.Logger.getLogger("io.modelcontextprotocol");

  private static final long REGISTER_SECONDS_MAX = 30;

  /// Sets of tools of a server that running tasks may still use.
  private static final int GENERATIONS_MAX = 50;

  private final McpConfig config;
  private final Map<String, String> environment;
  private final List<McpConnection> connections = new ArrayList<>();

  /// Registered sets of tools by server, the latest last.
  private final Map<String, Deque<HostedTools>> registered = new ConcurrentHashMap<>();

  private McpPins pins;
  private Registration handler;

  /// @param environment variables that the configuration may refer to
  public McpVerticle(McpConfig config, Map<String, String> environment) {
    this.config = config;
    this.environment = Map.copyOf(environment);
    SDK_LOG.setLevel(java.util.logging.Level.OFF);
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(
            () -> {
              var shared = SharedHostState.find(vertx).orElseThrow();
              pins = McpPins.read(shared.home());
              config.servers().forEach((alias, server) -> connect(alias, server, shared));
              return null;
            })
        .compose(
            _ ->
                Bus.on(vertx)
                    .handleAsync(Addresses.MCP_SERVERS, _ -> Future.succeededFuture(servers())))
        .onSuccess(registration -> handler = registration);
  }

  private ListMcpServers.Found servers() {
    var connected = connections.stream().map(McpConnection::status);
    var disabled =
        config.servers().entrySet().stream()
            .filter(each -> !each.getValue().enabled())
            .map(each -> new McpServer(each.getKey(), "disabled", 0, ""));
    return new ListMcpServers.Found(
        Stream.concat(connected, disabled).sorted(Comparator.comparing(McpServer::name)).toList());
  }

  private void connect(String alias, McpConfig.Server server, SharedHostState shared) {
    if (!server.enabled()) {
      return;
    }
    var opener = new ServerOpener(alias, server, environment, shared);
    var connection = new McpConnection(alias, server, opener::open, this::register);
    connections.add(connection);
    connection.start();
    HostedTools.expect(vertx, Future.fromCompletionStage(connection.firstAttempt()));
  }

  private void register(McpConnection connection, List<McpSchema.Tool> offered) throws IOException {
    var alias = connection.alias();
    var tools = new ArrayList<Tool>();
    var names = new HashSet<String>();
    for (var each : offered) {
      try {
        var tool = new McpTool(connection, config.servers().get(alias), each, pins);
        if (!names.add(tool.descriptor().name())) {
          throw new IllegalArgumentException("another of its tools has the same name");
        }
        tools.add(tool);
      } catch (IllegalArgumentException invalid) {
        LOG.log(
            Level.WARNING,
            "MCP server {0}: the tool {1} is left out: {2}",
            alias,
            McpTool.localName(alias, String.valueOf(each.name())),
            invalid.getMessage());
      }
    }
    replace(alias, tools);
    LOG.log(Level.INFO, "MCP server {0} offers {1} tools.", alias, tools.size());
  }

  private void replace(String alias, List<Tool> tools) throws IOException {
    var generations = registered.computeIfAbsent(alias, _ -> new ArrayDeque<>());
    var scope = new ToolScope.Everywhere();
    var latest = await(HostedTools.register(vertx, "mcp:" + alias, scope, tools));
    synchronized (generations) {
      if (!generations.isEmpty()) {
        await(generations.peekLast().withdraw());
      }
      generations.addLast(latest);
      if (generations.size() > GENERATIONS_MAX) {
        await(generations.removeFirst().close());
      }
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.await(REGISTER_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException | RuntimeException failure) {
      throw new IOException("its tools are not registered: " + failure.getMessage(), failure);
    }
  }

  @Override
  public Future<?> stop() {
    return handler
        .close()
        .eventually(() -> vertx.executeBlocking(this::closeConnections))
        .compose(
            _ ->
                Future.join(
                    registered.values().stream()
                        .flatMap(Deque::stream)
                        .map(HostedTools::close)
                        .toList()));
  }

  private Void closeConnections() throws InterruptedException {
    var closing =
        connections.stream().map(each -> Thread.ofVirtual().start(() -> close(each))).toList();
    for (var thread : closing) {
      thread.join();
    }
    return null;
  }

  private static void close(McpConnection connection) {
    try {
      connection.close();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
