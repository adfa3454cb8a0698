package dev.loom.structure;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class VertxUsageTest {
  private static final Pattern VERTX = Pattern.compile("\\bio\\.vertx\\b");

  private static final Allowlist ALLOWED =
      new Allowlist(
          Map.ofEntries(
              Map.entry("dev/loom/bus/", "the bus wraps the event bus"),
              Map.entry("dev/loom/gateway/", "an HTTP server and its routes"),
              Map.entry("Database", "opens the JDBC connections"),
              Map.entry("JournalReader", "queries through the JDBC client"),
              Map.entry("JournalWriter", "writes through the JDBC client"),
              Map.entry("Migrations", "runs through the JDBC client"),
              Map.entry("SqlitePatterns", "queries through the JDBC client"),
              Map.entry("AppendBatchWriter", "statements of the JDBC client"),
              Map.entry("SqliteIdempotencyKeys", "queries through the JDBC client"),
              Map.entry("SqliteWebhooks", "queries through the JDBC client"),
              Map.entry("SqliteReplies", "queries through the JDBC client"),
              Map.entry("SqliteCheckpoints", "queries through the JDBC client"),
              Map.entry("Maintenance", "timer and workers of the database"),
              Map.entry("WriteQueue", "transactions of the JDBC client"),
              Map.entry("QueuedAppend", "rows of the JDBC client"),
              Map.entry("TaskReader", "queries through the JDBC client"),
              Map.entry("TaskOwners", "statements of the JDBC client"),
              Map.entry("SqliteStorage", "opens the database on an event loop"),
              Map.entry("Storage", "replies are futures"),
              Map.entry("JournalStore", "replies are futures"),
              Map.entry("WebhookStore", "replies are futures"),
              Map.entry("PatternStore", "replies are futures"),
              Map.entry("ProviderFactory", "creates the clients of providers"),
              Map.entry("DefaultModelDetector", "detects servers over HTTP"),
              Map.entry("ModelCircuitBreaker", "uses the circuit breaker of Vert.x"),
              Map.entry("ModelDiscovery", "lists models over HTTP"),
              Map.entry("ModelChecker", "creates the clients of providers"),
              Map.entry("StreamingCall", "one HTTP request and its response"),
              Map.entry(
                  "ResponseStreamParser", "splits buffers into lines; needs no Vert.x instance"),
              Map.entry("HttpModelProvider", "owns the HTTP client"),
              Map.entry("EnvironmentProxy", "an option of the HTTP client"),
              Map.entry("Engine", "deploys the verticles"),
              Map.entry("EngineOptions", "carries the verticles of its user"),
              Map.entry("HostedTools", "registers the tools of a verticle"),
              Map.entry("SharedHostState", "is found through the Vert.x instance"),
              Map.entry("GuardedHttpClient", "owns the HTTP client of tools"),
              Map.entry("SandboxProxies", "owns the clients of the proxies"),
              Map.entry("SandboxProxy", "an HTTP server"),
              Map.entry("ToolHostClient", "replies are futures"),
              Map.entry("EngineVertx", "creates Vert.x"),
              Map.entry("ModelDiagnostics", "creates Vert.x for one verticle"),
              Map.entry("Replay", "deploys a replay"),
              Map.entry("ConfigLoader", "reads with vertx-config"),
              Map.entry("TomlProcessor", "a format of vertx-config"),
              Map.entry("PassThroughProxy", "consists of HTTP only")));

  private static List<JavaSource> users() {
    return Repository.mainSources().stream()
        .filter(source -> VERTX.matcher(source.code()).find())
        .filter(source -> !source.name().endsWith("Verticle.java"))
        .toList();
  }

  @Test
  void onlyVerticlesAndAllowedClassesUseVertx() {
    Violations.assertNone(
        ALLOWED.notAllowed(users()),
        "Use Vert.x in the verticle and pass plain values to this class, so that a test can create"
            + " it with `new`.");
  }

  @Test
  void everyAllowedClassUsesVertx() {
    Violations.assertNone(ALLOWED.unused(users()), "Remove the entry from the list in this test.");
  }
}
