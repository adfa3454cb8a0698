package dev.loom.cli.commands;

import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Implements `loom setup`: configures a model.
@Command(
    name = "setup",
    description = "Choose a model, check it with a small request, and write it to loom.toml.",
    footer = {
      "",
      "A key is never passed on the command line: name the variable that holds it.",
      "Exit code: 0 working and written, 1 not working or not written."
    })
final class SetupCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      completionCandidates = CompletionCandidates.Providers.class,
      description = "Model provider, one of: ${COMPLETION-CANDIDATES}.")
  private String provider = "";

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Address of the endpoint; default: the provider's.")
  private String baseUrl = "";

  @Option(names = "--model", paramLabel = "ID", description = "ID of the model at the endpoint.")
  private String model = "";

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description = "Environment variable that holds the key.")
  private String keyVariable = "";

  @Option(
      names = "--here",
      description =
          "Write ./loom.toml; default: loom.toml in Loom's home, used in every directory.")
  private boolean here;

  @Option(
      names = "--yes",
      description = "Do not ask; replace an existing loom.toml and keep a backup.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    var home = Home.fromEnvironment(System.getenv());
    if (!here) {
      home.createIfMissing();
    }
    var file = new ConfigFileWriter((here ? Path.of("") : home.path()).resolve("loom.toml"));
    var options =
        new ModelSettings(
            provider.strip(), baseUrl.strip(), model.strip(), keyVariable.strip(), "");
    var code =
        new ModelSetup(
                options,
                yes ? Optional.empty() : UserPrompt.ofTerminal(spec.commandLine().getOut()),
                yes,
                file,
                config.read(home),
                System.getenv(),
                spec.commandLine().getOut())
            .run();
    if (here && code == ExitCode.COMPLETED) {
      trustOwnFile(home);
    }
    return code;
  }

  /// Trusts the file that was just written, unless the folder holds more than that.
  private static void trustOwnFile(Home home) throws IOException {
    var folder = Path.of("").toAbsolutePath();
    if (ProjectTrust.files(folder).equals(List.of(Path.of("loom.toml")))) {
      new ProjectTrust(home.path()).trust(folder);
    }
  }
}
