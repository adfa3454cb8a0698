package dev.loom.gateway.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.contracts.journal.CheckStorage;
import dev.loom.contracts.journal.CheckStorage.StorageHealth;
import dev.loom.contracts.task.AuditTasks;
import dev.loom.contracts.tool.CheckSandbox;
import dev.loom.contracts.tool.SandboxTier;
import dev.loom.gateway.response.RestRequest;
import dev.loom.gateway.response.RestRouter;
import io.vertx.core.Future;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/// Serves `GET /health`, `GET /config`, at `GET /` the index of routes, and `GET /doctor`, an audit
/// of all stored data. The audit reads everything, so it may take long.
public final class SystemRoutes {
  private static final Duration MEMORY_DEADLINE = Duration.ofSeconds(1);

  private final Bus bus;
  private final Router router;
  private final LoomConfig config;
  private final IntSupplier port;
  private final String version;
  private final long startedNanos = System.nanoTime();

  /// @param router router whose routes the index lists
  /// @param port port of this server, known once it listens
  /// @param version engine version
  public SystemRoutes(Router router, Bus bus, LoomConfig config, IntSupplier port, String version) {
    this.bus = bus;
    this.config = config;
    this.port = port;
    this.router = router;
    this.version = version;
  }

  /// Represents the health of the engine.
  ///
  /// @param status `ok`, or `degraded` while nothing can be recorded
  /// @param problems why nothing can be recorded, and what was damaged when the engine started
  /// @param sandbox how far commands are confined
  record Health(
      String status,
      String version,
      long uptimeSeconds,
      List<String> problems,
      CheckSandbox.Status sandbox) {}

  /// Represents the index of routes.
  record Index(String name, String version, List<String> routes) {}

  /// Represents the result of an audit.
  ///
  /// @param clean whether no check has findings
  record Report(boolean clean, List<AuditReport.Check> checks) {}

  public void mount(RestRouter rest) {
    rest.get("/health", this::health);
    rest.get("/", request -> Future.succeededFuture(index()));
    rest.get("/config", request -> Future.succeededFuture(publicConfig()));
    rest.get("/doctor", this::audit);
  }

  /// Reports `degraded` if nothing can be recorded: then no task can be accepted.
  private Future<Health> health(RestRequest request) {
    var uptimeSeconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos);
    var sandbox =
        bus.requestAsync(Addresses.TOOL_SANDBOX, new CheckSandbox(), MEMORY_DEADLINE)
            .otherwise(failure -> new CheckSandbox.Status(SandboxTier.NONE, failure.getMessage()));
    return bus.requestAsync(Addresses.STORAGE_CHECK, new CheckStorage(), MEMORY_DEADLINE)
        .otherwise(failure -> new StorageHealth(false, List.of(failure.getMessage())))
        .compose(storage -> sandbox.map(tier -> health(request, uptimeSeconds, storage, tier)));
  }

  private Health health(
      RestRequest request, long uptimeSeconds, StorageHealth storage, CheckSandbox.Status sandbox) {
    if (!storage.accepts()) {
      request.response().setStatusCode(503);
    }
    var status = storage.accepts() ? "ok" : "degraded";
    return new Health(status, version, uptimeSeconds, storage.problems(), sandbox);
  }

  /// Shows the public part of the configuration, as listed here; API keys, secrets, endpoints and
  /// environments are not.
  private ObjectNode publicConfig() {
    var view = Json.mapper().<ObjectNode>valueToTree(config);
    view.retain("server", "models", "execution", "budget", "verification", "mcp");
    var server = (ObjectNode) view.get("server");
    server.retain("host", "port", "plan_wait_seconds", "streams_max");
    server.put("port", port.getAsInt());
    server.put("webhooks_signed", !config.server().webhooks().webhookSecret().isEmpty());
    for (var model : view.get("models")) {
      ((ObjectNode) model).retain("provider", "model", "roles", "max_tokens", "tier");
    }
    view.putObject("mcp").putPOJO("servers", new TreeSet<>(config.mcp().servers().keySet()));
    return view;
  }

  private Future<Report> audit(RestRequest request) {
    return bus.requestAsync(Addresses.TASK_AUDIT, new AuditTasks())
        .map(result -> new Report(result.isClean(), result.checks()));
  }

  private Index index() {
    var routes = router.getRoutes().stream().filter(route -> route.getPath() != null);
    return new Index("loom", version, routes.map(SystemRoutes::line).sorted().toList());
  }

  private static String line(Route route) {
    var path = route.getPath().replaceAll(":(\\w+)", "{$1}");
    return path
        + " "
        + String.join(" ", route.methods().stream().map(Object::toString).sorted().toList());
  }
}
