package dev.loom.cli.commands;

import dev.loom.contracts.config.LoomConfig;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.Home;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Implements `loom serve`: runs an engine until the process is terminated.
@Command(name = "serve", description = "Run the engine and its REST API until Ctrl-C.")
final class ServeCommand implements Callable<Integer> {
  private static final int PORT_MAX = 65_535;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Loopback address to listen on; default: server.host.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port to listen on, 0 for any free port; default: server.port.")
  private Integer port;

  @Mixin private EngineConnection.ConfigOption config;

  @Override
  public Integer call() throws InterruptedException {
    if (host != null) {
      config.set("server.host", host);
    }
    if (port != null) {
      if (port < 0 || port > PORT_MAX) {
        throw new IllegalArgumentException(
            "--port must be from 0 to " + PORT_MAX + ", not " + port + ".");
      }
      config.set("server.port", port.toString());
    }
    var home = Home.fromEnvironment(System.getenv());
    var settings = config.read(home);
    var engine = Engine.start(EngineOptions.withDefaults(home, settings));
    var choices = engine.modelSummary() + "\n" + engine.sandboxSummary();
    var stopped = new CountDownLatch(1);
    var shutdown =
        new Thread(
            () -> {
              engine.close();
              stopped.countDown();
            });
    // Before the address is printed: a reader of that line may terminate this process at once.
    if (!ShutdownHooks.add(shutdown)) {
      engine.close();
      return ExitCode.COMPLETED;
    }
    printAddress(engine, choices, settings);
    stopped.await();
    return ExitCode.COMPLETED;
  }

  private static void printAddress(Engine engine, String choices, LoomConfig settings) {
    System.out.println("Loom listens on " + engine.address());
    System.out.println(choices);
    settings.mcp().servers().keySet().stream()
        .sorted()
        .forEach(
            name ->
                System.out.println(
                    "mcp.servers." + name + ": this version does not connect to MCP servers."));
    // A parent process may wait for the first line.
    System.out.flush();
  }
}
