package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.json.Json;
import dev.loom.engine.Engine;
import dev.loom.engine.Home;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `loom doctor`: examines everything that is kept.
@Command(
    name = "doctor",
    description = "Examine everything that is kept: the database, every task's journal.",
    footer = {"", "Exit code: 0 nothing is wrong, 1 something is."})
final class DoctorCommand implements Callable<Integer> {
  @Mixin private Connection.ServerOption server;
  @Mixin private Connection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    return print(spec.commandLine().getOut(), report());
  }

  /// The engine that is there is asked; without one the home is examined as it lies, and no task
  /// goes on for it.
  private JsonNode report() throws InterruptedException {
    var there = Connection.find(server);
    if (there.isPresent()) {
      return there.get().getPatiently("/doctor");
    }
    var home = Home.of(System.getenv());
    return Json.mapper().valueToTree(Engine.audit(home, config.read(home)));
  }

  private static int print(PrintWriter out, JsonNode report) {
    boolean clean = true;
    for (var check : report.path("checks")) {
      var findings = check.path("findings");
      clean &= findings.isEmpty();
      out.printf(
          "%s %s (%d examined)%n",
          findings.isEmpty() ? "✓" : "✗",
          Screen.harmless(check.path("name").asText()),
          check.path("examined").asLong());
      findings.forEach(finding -> out.println("    " + Screen.harmless(finding.asText())));
    }
    out.println(clean ? "Nothing is wrong." : "Something is wrong.");
    return clean ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
