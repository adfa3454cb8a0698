package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Screen;
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
    try (var connection = Connection.openOrStart(server, config)) {
      return print(spec.commandLine().getOut(), connection.client().getPatiently("/doctor"));
    }
  }

  private static int print(PrintWriter out, JsonNode report) {
    for (var check : report.path("checks")) {
      var findings = check.path("findings");
      out.printf(
          "%s %s (%d examined)%n",
          findings.isEmpty() ? "✓" : "✗",
          Screen.harmless(check.path("name").asText()),
          check.path("examined").asLong());
      findings.forEach(finding -> out.println("    " + Screen.harmless(finding.asText())));
    }
    boolean clean = report.path("clean").asBoolean();
    out.println(clean ? "Nothing is wrong." : "Something is wrong.");
    return clean ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
