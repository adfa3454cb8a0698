package dev.loom.tools.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loom.contracts.config.EnvironmentReferences;
import dev.loom.contracts.config.McpConfig;
import dev.loom.tools.host.SharedHostState;
import dev.loom.tools.process.ServerProcess;
import dev.loom.tools.sandbox.SandboxPolicy;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.customizer.McpSyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Opens links to one MCP server as its configuration says.
///
/// @param environment variables that the configuration may refer to
record ServerOpener(
    String alias,
    McpConfig.Server config,
    Map<String, String> environment,
    SharedHostState shared) {
  private static final McpJsonMapper JSON =
      new JacksonMcpJsonMapper(JsonMapper.builder().findAndAddModules().build());

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int RESPONSE_BYTES_MAX = StdioTransport.LINE_BYTES_MAX;

  /// @throws IOException if it cannot be started or reached; says why
  ServerLink open() throws IOException, InterruptedException {
    if (!config.url().isEmpty()) {
      return connect(URI.create(config.url()));
    }
    if (config.command().isEmpty()) {
      throw new IOException("mcp.servers.%s needs a command or a url".formatted(alias));
    }
    return startProcess();
  }

  /// The address is the user's, as that of a model is, so it may be a private one. Redirects are
  /// not followed.
  private ServerLink connect(URI url) throws IOException {
    var headers = resolve("headers", config.headers());
    McpSyncHttpClientRequestCustomizer addHeaders =
        (request, _, _, _, _) -> headers.forEach(request::setHeader);
    var base = url.getScheme() + "://" + url.getRawAuthority();
    var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    var path = (url.getRawPath().isEmpty() ? "/" : url.getRawPath()) + query;
    var transport =
        url.getPath().endsWith("/sse")
            ? serverSentEvents(base, path, addHeaders)
            : HttpClientStreamableHttpTransport.builder(base)
                .endpoint(path)
                .jsonMapper(JSON)
                .connectTimeout(CONNECT_TIMEOUT)
                .maxResponseSize(RESPONSE_BYTES_MAX)
                .addHttpRequestCustomizer(addHeaders)
                .build();
    Runnable close = () -> transport.closeGracefully().subscribe(_ -> {}, _ -> {});
    return new ServerLink(transport, new CompletableFuture<>(), true, close);
  }

  /// The protocol has replaced this transport, but servers that offer no other are in use.
  @SuppressWarnings("deprecation")
  private static McpClientTransport serverSentEvents(
      String base, String path, McpSyncHttpClientRequestCustomizer addHeaders) {
    return HttpClientSseClientTransport.builder(base)
        .sseEndpoint(path)
        .jsonMapper(JSON)
        .connectTimeout(CONNECT_TIMEOUT)
        .maxResponseSize(RESPONSE_BYTES_MAX)
        .addHttpRequestCustomizer(addHeaders)
        .build();
  }

  private ServerLink startProcess() throws IOException, InterruptedException {
    var command = new ArrayList<String>(List.of(config.command()));
    command.addAll(config.args());
    var confinement = shared.sandbox().confine(policy(command));
    var process = ServerProcess.start(confinement, command, resolve("env", config.env()));
    var transport = new StdioTransport(process, JSON, "mcp-" + alias);
    var ended = new CompletableFuture<String>();
    process
        .onExit()
        .thenCompose(code -> transport.lastErrorLine().thenApply(line -> describe(code, line)))
        .thenAccept(ended::complete);
    return new ServerLink(transport, ended, false, process::close);
  }

  private static String describe(int exitCode, String errorLine) {
    var reason = errorLine.isEmpty() ? "" : " (" + errorLine + ")";
    return "its process exited with code " + exitCode + reason;
  }

  /// The process may change its directory and what its command line names.
  private SandboxPolicy policy(List<String> command) throws IOException {
    return new SandboxPolicy(
        directory(),
        "mcp-" + alias,
        command.stream().skip(1).flatMap(ServerOpener::existingPath).toList(),
        false,
        false,
        config.network(),
        shared.config().processes());
  }

  private static Stream<Path> existingPath(String argument) {
    try {
      var path = Path.of(argument);
      return path.isAbsolute() && Files.exists(path) ? Stream.of(path.toRealPath()) : Stream.of();
    } catch (InvalidPathException | IOException _) {
      return Stream.of();
    }
  }

  private Path directory() throws IOException {
    if (!config.cwd().isEmpty()) {
      return Path.of(config.cwd()).toRealPath();
    }
    var name = alias.replaceAll("[^A-Za-z0-9_-]", "_");
    return Files.createDirectories(shared.home().resolve("mcp").resolve(name)).toRealPath();
  }

  private Map<String, String> resolve(String key, Map<String, String> configured)
      throws IOException {
    var resolved = new HashMap<String, String>();
    for (var entry : configured.entrySet()) {
      try {
        resolved.put(entry.getKey(), EnvironmentReferences.resolve(entry.getValue(), environment));
      } catch (IllegalArgumentException failure) {
        throw new IOException(
            "mcp.servers.%s.%s.%s %s".formatted(alias, key, entry.getKey(), failure.getMessage()),
            failure);
      }
    }
    return resolved;
  }
}
