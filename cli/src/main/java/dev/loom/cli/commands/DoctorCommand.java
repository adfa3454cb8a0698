package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import dev.loom.cli.client.LoomClient;
import dev.loom.cli.screen.Screen;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.journal.AuditReport;
import dev.loom.engine.Engine;
import dev.loom.engine.ModelDiagnostics;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Implements `loom doctor`: checks the stored data and the models.
@Command(
    name = "doctor",
    description = {
      "Check the database, the journal of every task, and the models.",
      "Each model gets a small request."
    },
    footer = {"", "Exit code: 0 no problems found, 1 problems found."})
final class DoctorCommand implements Callable<Integer> {
  @Mixin private EngineConnection.ServerOption server;
  @Mixin private EngineConnection.ConfigOption config;
  @Spec private CommandSpec spec;

  @Option(names = "--no-models", description = "Skip the models.")
  private boolean withoutModels;

  @Override
  public Integer call() throws InterruptedException {
    var report = Json.mapper().createObjectNode();
    var checks = report.putArray("checks");
    checkStorage().path("checks").forEach(checks::add);
    checks.add(checkSandbox());
    if (!withoutModels) {
      checkModels().forEach(checks::add);
    }
    JsonOutput.of(spec.commandLine()).ifPresent(json -> json.setResult(report));
    return print(spec.commandLine().getOut(), report);
  }

  /// Checks the storage through the running engine, or reads the home directly if there is none. No
  /// task is resumed.
  private JsonNode checkStorage() throws InterruptedException {
    var running = EngineConnection.findRunning(server);
    var home = Home.fromEnvironment(System.getenv());
    if (running.isPresent()) {
      if (withoutModels || server.address(System.getenv()).isPresent()) {
        config.reportUnused(home, running.get().address(), spec.commandLine().getErr());
      }
      return running.get().getWithLongTimeout("/doctor");
    }
    return Json.mapper().valueToTree(Engine.audit(home, config.read(home)));
  }

  /// Says how far commands are confined; a problem only where a sandbox is required and none holds.
  private JsonNode checkSandbox() throws InterruptedException {
    var home = Home.fromEnvironment(System.getenv());
    var running = EngineConnection.findRunning(server);
    var status =
        running.isPresent()
            ? running.get().get("/health").path("sandbox")
            : Json.mapper().<JsonNode>valueToTree(Engine.checkSandbox(home, config.read(home)));
    var description = status.path("description").asText();
    var problems =
        description.startsWith("No command runs") ? List.of(description) : List.<String>of();
    var name = description.isEmpty() ? "the engine says how commands run" : description;
    return Json.mapper().valueToTree(new AuditReport.Check(name, 1, problems));
  }

  /// Checks the configured models from this machine. With `--server` or `LOOM_URL`, only reports
  /// the health of the models of that engine.
  private List<JsonNode> checkModels() throws InterruptedException {
    var remote = server.address(System.getenv());
    var checks = new ArrayList<JsonNode>();
    if (remote.isPresent()) {
      for (var model : new LoomClient(remote.get()).get("/models")) {
        var problems =
            model.path("healthy").asBoolean()
                ? List.<String>of()
                : List.of(
                    "The model is not healthy. Run `loom doctor` on the machine of the engine.");
        checks.add(check(model.path("name").asText(), model.path("model").asText(), 1, problems));
      }
      return checks;
    }
    var home = Home.fromEnvironment(System.getenv());
    for (var modelCheck : ModelDiagnostics.check(config.read(home), System.getenv())) {
      checks.add(
          check(
              modelCheck.name(), modelCheck.model(), modelCheck.examined(), modelCheck.problems()));
    }
    return checks;
  }

  private static JsonNode check(String name, String model, int examined, List<String> problems) {
    var checkName = "the model " + name + " (" + model + ") works";
    return Json.mapper().valueToTree(new AuditReport.Check(checkName, examined, problems));
  }

  private static boolean isClean(JsonNode report) {
    return report.path("checks").valueStream().allMatch(check -> check.path("findings").isEmpty());
  }

  private static int print(PrintWriter out, JsonNode report) {
    for (var check : report.path("checks")) {
      var findings = check.path("findings");
      out.printf(
          "%s %s (%d examined)%n",
          findings.isEmpty() ? "✓" : "✗",
          Screen.text(check, "name"),
          check.path("examined").asLong());
      findings.forEach(finding -> out.println("    " + Screen.sanitize(finding.asText())));
    }
    boolean clean = isClean(report);
    out.println(clean ? "No problems found." : "Problems found.");
    return clean ? ExitCode.COMPLETED : ExitCode.FAILED;
  }
}
