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
              Map.entry("dev/loom/contracts/bus/", "the bus is made of the event bus"),
              Map.entry("dev/loom/gateway/", "an HTTP server and its routes"),
              Map.entry("dev/loom/memory/Database.java", "opens the JDBC connections"),
              Map.entry("dev/loom/memory/JournalReader.java", "queries through the JDBC client"),
              Map.entry("dev/loom/memory/JournalWriter.java", "writes through the JDBC client"),
              Map.entry("dev/loom/memory/Migrations.java", "runs through the JDBC client"),
              Map.entry("dev/loom/memory/PatternStore.java", "queries through the JDBC client"),
              Map.entry("dev/loom/memory/QueuedStatement.java", "a statement in the line"),
              Map.entry("dev/loom/memory/AppendStatements.java", "statements of the JDBC client"),
              Map.entry(
                  "dev/loom/memory/IdempotencyKeyStore.java", "queries through the JDBC client"),
              Map.entry("dev/loom/memory/WebhookStore.java", "queries through the JDBC client"),
              Map.entry("dev/loom/memory/WriteQueue.java", "transactions of the JDBC client"),
              Map.entry("dev/loom/memory/QueuedAppend.java", "rows of the JDBC client"),
              Map.entry("dev/loom/memory/TaskStore.java", "queries through the JDBC client"),
              Map.entry("dev/loom/models/ProviderFactory.java", "gives providers their client"),
              Map.entry(
                  "dev/loom/models/DefaultModelDetector.java",
                  "asks over HTTP which servers are there"),
              Map.entry(
                  "dev/loom/models/ModelCircuitBreaker.java", "the circuit breaker is Vert.x's"),
              Map.entry("dev/loom/models/ModelDiscovery.java", "asks over HTTP for a list"),
              Map.entry("dev/loom/models/ModelChecker.java", "gives providers their client"),
              Map.entry("dev/loom/models/http/StreamingCall.java", "one HTTP exchange"),
              Map.entry(
                  "dev/loom/models/http/EventLoopClients.java", "an HTTP client for each loop"),
              Map.entry("dev/loom/models/http/HttpModelProvider.java", "owns the HTTP client"),
              Map.entry("dev/loom/engine/Engine.java", "deploys the rooms"),
              Map.entry("dev/loom/engine/EngineVertx.java", "makes Vert.x"),
              Map.entry("dev/loom/engine/StandaloneModels.java", "makes Vert.x for one room"),
              Map.entry("dev/loom/engine/replay/Replay.java", "deploys a replay"),
              Map.entry("dev/loom/engine/config/ConfigLoader.java", "reads with vertx-config"),
              Map.entry("dev/loom/engine/config/TomlProcessor.java", "a format of vertx-config"),
              Map.entry("dev/loom/bench/PassThroughProxy.java", "is nothing but HTTP")));

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
        "Keep Vert.x in the verticle and hand plain values to this class, so that `new` is enough to"
            + " test it.");
  }

  @Test
  void everyAllowedClassUsesVertx() {
    Violations.assertNone(ALLOWED.unused(users()), "Take it off the list in this test.");
  }
}
