package dev.loom.cli.commands;

import dev.loom.bus.json.Json;
import dev.loom.bus.trust.ProjectTrust;
import dev.loom.cli.client.CommandException;
import dev.loom.contracts.config.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Implements `loom trust`: lets the configuration of a folder count.
@Command(
    name = "trust",
    description = {
      "Trust loom.toml and the process definitions of a folder, as they are now.",
      "They may name commands, hosts of models and looser approvals. After a change they must be"
          + " trusted again."
    })
final class TrustCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = CompletionCandidates.DIRECTORY,
      description = "The folder; default: the current directory.")
  private Path folder = Path.of("");

  @Option(names = "--revoke", description = "End the trust.")
  private boolean revoke;

  @Option(names = "--list", description = "List the trusted folders.")
  private boolean list;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var home = Home.fromEnvironment(System.getenv());
    var out = spec.commandLine().getOut();
    var directory = folder.toAbsolutePath().normalize();
    var trust = new ProjectTrust(home.path());
    if (list) {
      var folders = Json.mapper().createArrayNode();
      for (var each : trust.list()) {
        var trusted = trust.isTrusted(each);
        folders.addObject().put("folder", each.toString()).put("trusted", trusted);
        out.println(each + (trusted ? "" : "  (changed, not trusted any more)"));
      }
      if (folders.isEmpty()) {
        out.println("No folder is trusted.");
      }
      JsonOutput.of(spec.commandLine()).ifPresent(json -> json.setResult(folders));
    } else if (revoke) {
      out.println(
          directory
              + (trust.revoke(directory) ? " is not trusted any more." : " was not trusted."));
    } else {
      if (ProjectTrust.files(directory).isEmpty()) {
        throw new CommandException(
            directory + " has neither loom.toml nor process definitions to trust.",
            ExitCode.FAILED);
      }
      TrustedProject.describe(directory).forEach(out::println);
      new TrustedProject(home, Optional.empty(), out::println).trust(directory);
      out.println(directory + " is trusted.");
    }
    return ExitCode.COMPLETED;
  }
}
