package dev.loom.cli.commands;

import dev.loom.bus.json.Json;
import dev.loom.cli.client.ClientException;
import dev.loom.cli.client.CommandException;
import dev.loom.cli.client.LocalEngine;
import dev.loom.contracts.config.Home;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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

  @Option(
      names = "--background",
      hidden = true,
      description = "End after server.idle_exit_seconds without use.")
  private boolean background;

  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

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
    if (background && port == null) {
      config.set("server.port", Integer.toString(LocalEngine.nextPort(home)));
    }
    var settings = config.read(home);
    if (!background) {
      replaceBackground(home);
    }
    var stopped = new CountDownLatch(1);
    var control =
        new EngineOptions.Control(
            Engine.configFiles(home, config.directory(home)),
            background,
            Optional.of(stopped::countDown));
    var engine = Engine.start(EngineOptions.withDefaults(home, settings).withControl(control));
    var choices = engine.modelSummary() + "\n" + engine.sandboxSummary();
    // Before the address is printed: a reader of that line may terminate this process at once.
    if (!ShutdownHooks.add(new Thread(engine::close))) {
      engine.close();
      return ExitCode.COMPLETED;
    }
    printAddress(engine.address(), choices);
    engine.storageProblems().forEach(problem -> System.err.println("loom: " + problem));
    stopped.await();
    engine.close();
    return ExitCode.COMPLETED;
  }

  private static void replaceBackground(Home home) throws InterruptedException {
    try {
      LocalEngine.replaceBackground(home);
    } catch (ClientException busy) {
      throw new CommandException(
          "An engine in the background runs on " + home.path() + ". " + busy.getMessage(),
          ExitCode.UNAVAILABLE);
    }
  }

  private void printAddress(URI address, String choices) {
    var out = spec.commandLine().getOut();
    out.println("Loom listens on " + address);
    out.println(choices);
    JsonOutput.of(spec.commandLine())
        .ifPresent(
            json ->
                json.printEvent(
                    Json.mapper().createObjectNode().put("address", address.toString())));
    // A parent process may wait for the first line.
    out.flush();
  }
}
