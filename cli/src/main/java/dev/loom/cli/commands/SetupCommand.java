package dev.loom.cli.commands;

import dev.loom.engine.Home;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `loom setup`: which model to use.
@Command(
    name = "setup",
    description = "Ask for a model, try it with a small question, and write it to loom.toml.",
    footer = {
      "",
      "A key is never given on the command line: name the variable that holds it.",
      "Exit code: 0 it works and is written, 1 it does not work or nothing was written."
    })
final class SetupCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(
      names = "--provider",
      paramLabel = "PROVIDER",
      description = "ollama, openai_compatible, anthropic or builtin.")
  private String provider = "";

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "Where the endpoint is; default: the provider's own.")
  private String baseUrl = "";

  @Option(names = "--model", paramLabel = "ID", description = "The model's id at the endpoint.")
  private String model = "";

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description = "The environment variable that holds the key.")
  private String keyVariable = "";

  @Option(
      names = "--here",
      description = "Write ./loom.toml; default: loom.toml in Loom's home, for every directory.")
  private boolean here;

  @Option(
      names = "--yes",
      description = "Ask nothing; replace a loom.toml that is there, and keep a backup.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    var home = Home.fromEnvironment(System.getenv());
    if (!here) {
      home.createIfMissing();
    }
    var file = new SettingsFile((here ? Path.of("") : home.path()).resolve("loom.toml"));
    var options =
        new ModelSettings(
            provider.strip(), baseUrl.strip(), model.strip(), keyVariable.strip(), "");
    return new ModelSetup(
            options,
            yes ? Optional.empty() : UserPrompt.ofTerminal(),
            yes,
            file,
            config.read(home),
            System.getenv(),
            spec.commandLine().getOut())
        .run();
  }
}
